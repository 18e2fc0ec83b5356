import type { Text } from '../kernel/text.ts'
import type { Class } from './types.ts'

export type Judged = { readonly class: Class; readonly why: Text }

export const expands = (why: Text): Judged => ({ class: 'expands', why })
export const breaks = (why: Text): Judged => ({ class: 'breaks', why })
export const unknown = (why: Text): Judged => ({ class: 'unknown', why })

const severity = { expands: 0, unknown: 1, breaks: 2 } as const

/** The gravest of all parts rules; without any, `otherwise`. */
export const gravest = (parts: readonly Judged[], otherwise: Judged): Judged => {
  const [first, ...rest] = parts
  if (first === undefined) return otherwise
  return rest.reduce((worst, one) => (severity[one.class] > severity[worst.class] ? one : worst), first)
}
