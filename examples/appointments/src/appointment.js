const offices = ['Ottawa', 'Gatineau', 'Toronto', 'Montréal']

/** An appointment as it was sent; throws an error whose message a person can read. */
export const readAppointment = (text) => {
  let sent
  try {
    sent = JSON.parse(text)
  } catch {
    throw new Error('not JSON')
  }
  const { id, name, office, at } = sent ?? {}
  if (typeof id !== 'string' || !/^[\w-]{8,64}$/.test(id)) throw new Error('id: 8 to 64 letters and digits')
  if (typeof name !== 'string' || name.trim() === '' || name.length > 200)
    throw new Error('name: 1 to 200 letters')
  if (!offices.includes(office)) throw new Error(`office: one of ${offices.join(', ')}`)
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) throw new Error('at: an instant')
  return { id, name: name.trim(), office, at: new Date(at).toISOString() }
}
