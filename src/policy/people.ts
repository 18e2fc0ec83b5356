import type { Signer, SignerFile } from '../provenance/allowed-signers.ts'

/** Somebody who may sign: all lines of a file that share a name, an address or a key. */
export type Person = {
  readonly name: string
  readonly signers: readonly Signer[]
  readonly roles: readonly string[]
  readonly emails: readonly string[]
}

const marks = ({ principals, emails, key }: Signer): readonly string[] => [
  ...principals.map((one) => `name ${one.toLowerCase()}`),
  ...emails.map((one) => `name ${one}`),
  `key ${key.blob}`,
]

/** The people of an approvers file: one who stands there twice is one. */
export const peopleOf = (file: SignerFile | null): readonly Person[] => {
  const groups: { readonly marks: Set<string>; readonly signers: Signer[] }[] = []
  for (const signer of file?.signers ?? []) {
    const own = marks(signer)
    const same = groups.filter((group) => own.some((mark) => group.marks.has(mark)))
    const [first = { marks: new Set<string>(), signers: [] }, ...others] = same
    for (const other of others) {
      for (const mark of other.marks) first.marks.add(mark)
      first.signers.push(...other.signers)
      groups.splice(groups.indexOf(other), 1)
    }
    for (const mark of own) first.marks.add(mark)
    first.signers.push(signer)
    if (same.length === 0) groups.push(first)
  }
  return groups.map(({ signers }) => {
    const sorted = signers.toSorted((a, b) => a.line - b.line)
    return {
      name: sorted[0]?.principals[0] ?? '',
      signers: sorted,
      roles: [...new Set(sorted.flatMap(({ roles }) => roles))],
      emails: [...new Set(sorted.flatMap(({ emails }) => emails))],
    }
  })
}

export type Slot = { readonly role: string | null }

/**
 * Gives as many slots as possible a person each, every person at most one: a person counts once, whatever roles they
 * have. The index of the person for each slot; null: nobody is left for it.
 */
export const seated = (
  slots: readonly Slot[],
  people: readonly { readonly roles: readonly string[] }[],
): readonly (number | null)[] => {
  const takenBy = new Map<number, number>()
  const fits = (slot: number, person: number): boolean => {
    const role = slots[slot]?.role ?? null
    return role === null || people[person]?.roles.includes(role) === true
  }
  const place = (slot: number, seen: Set<number>): boolean => {
    for (let person = 0; person < people.length; person += 1) {
      if (seen.has(person) || !fits(slot, person)) continue
      seen.add(person)
      const holder = takenBy.get(person)
      if (holder === undefined || place(holder, seen)) {
        takenBy.set(person, slot)
        return true
      }
    }
    return false
  }
  for (let slot = 0; slot < slots.length; slot += 1) place(slot, new Set())
  const seats = new Map([...takenBy].map(([person, slot]) => [slot, person]))
  return slots.map((_, slot) => seats.get(slot) ?? null)
}
