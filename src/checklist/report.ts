import type { Answer, Wanted } from '../config/types-checklist.ts'
import type { Json } from '../kernel/canonical.ts'
import { pass, refuse, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'

type Report = Extract<Answer, { readonly by: 'report' }>

/** The value that a JSON pointer (RFC 6901) names; undefined where there is none. */
export const valueAt = (whole: Json, pointer: string): Json | undefined => {
  if (pointer === '') return whole
  const steps = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return steps.reduce<Json | undefined>((inside, step) => {
    if (typeof inside !== 'object' || inside === null) return undefined
    if (Array.isArray(inside))
      return /^(?:0|[1-9]\d*)$/.test(step) ? (inside[Number(step)] as Json) : undefined
    return Object.hasOwn(inside, step) ? (inside as { readonly [key: string]: Json })[step] : undefined
  }, whole)
}

const satisfies = (value: Json, wants: Wanted): boolean => {
  if ('equals' in wants) return value === wants.equals
  if (typeof value !== 'number') return false
  return 'atMost' in wants ? value <= wants.atMost : value >= wants.atLeast
}

/** What a report of the commit says of an item; `text` null: the commit has no such file. */
export const readReport = ({ file, at, wants }: Report, text: string | null): Verdict => {
  if (text === null) return refuse({ code: 'report-missing', text: words.reportMissing(file) })
  let whole: Json
  try {
    whole = JSON.parse(text) as Json
  } catch {
    return refuse({ code: 'report-unreadable', text: words.reportUnreadable(file) })
  }
  const value = valueAt(whole, at)
  if (value === undefined) return refuse({ code: 'report-silent', text: words.reportSilent(file, at) })
  const values = { file, at, value: typeof value === 'object' ? null : value }
  return satisfies(value, wants)
    ? pass({ code: 'report-passes', text: words.reportPasses(file, at, value), values })
    : refuse({ code: 'report-fails', text: words.reportFails(file, at, value, wants), values })
}
