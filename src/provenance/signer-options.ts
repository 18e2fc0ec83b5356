import type { Instant } from '../kernel/time.ts'

export type Options = {
  readonly namespaces?: string
  readonly 'valid-after'?: string
  readonly 'valid-before'?: string
  readonly 'cert-authority'?: true
}

const option = /^(namespaces|valid-after|valid-before|cert-authority)(?:="([^"]*)")?$/i

const commas = (text: string): readonly string[] => {
  const parts: string[] = ['']
  let quoted = false
  for (const sign of text) {
    if (sign === '"') quoted = !quoted
    if (sign === ',' && !quoted) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts
}

/** Options of a line of allowed signers; one that is none, or stands there twice, is named. */
export const optionsOf = (text: string): Options | { readonly unknown: string } => {
  const found: Record<string, string | true> = {}
  for (const part of commas(text)) {
    const [, word = '', value] = option.exec(part) ?? []
    const name = word.toLowerCase()
    const isAuthority = name === 'cert-authority'
    if (name === '' || isAuthority !== (value === undefined) || name in found) return { unknown: part }
    found[name] = value ?? true
  }
  return found as Options
}

const shape = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/

/** `20260101Z` or `202601011530Z`, with or without seconds. Without Z it would be of the zone of whoever reads it. */
export const instantOf = (words: string): Instant | 'shape' | 'no-zone' | 'no-such-date' => {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', zone] = shape.exec(words) ?? []
  if (whole === undefined) return 'shape'
  if (zone === '') return 'no-zone'
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const at = new Date(iso).getTime()
  return Number.isNaN(at) || new Date(at).toISOString() !== iso ? 'no-such-date' : at
}
