import type { TelemetryFault } from '../../../ports/signal-source.ts'
import type { Outcome } from '../http/exchange.ts'

/** What was asked, as it came. */
export type Asked = { readonly method: string; readonly target: string }

/** Told apart in one group and second; what comes after is in the row's counts alone. */
const most = 4
const longest = 80
const mostParts = 8
const masked = '*'

/** A plain word of a route: `claims`, `v2`, `index.html`, `sign-in`. What could name one person or thing is none. */
const word = /^\.?[A-Za-z][A-Za-z._~-]{0,30}\d{0,2}$/
const hex = /^[0-9a-f]{8,}$/i
/** Many dots or dashes are titles and names; many capitals are tokens. */
const titled = /(?:[._~-][^._~-]*){3,}|(?:[a-z][A-Z].*){3,}/

const partOf = (part: string): string =>
  part === '' || (word.test(part) && !hex.test(part) && !titled.test(part)) ? part : masked

/** The path of a target, its variable parts masked, without its query: bounded, and nothing that names a person. */
export const maskedPath = (target: string): string => {
  const end = target.indexOf('?')
  const path = target.slice(0, Math.min(end < 0 ? target.length : end, 512))
  const parts = path.split('/')
  const kept = parts.slice(0, mostParts + 1).map(partOf)
  const whole = `${kept.join('/')}${parts.length > kept.length ? '/…' : ''}`
  return whole.length <= longest ? whole : `${whole.slice(0, longest - 1)}…`
}

const statusOf = ({ result, status }: Outcome): TelemetryFault['status'] =>
  result === 'timeout' || result === 'broken' ? result : status

/** What went wrong on which path in the second under way. Only errors come here. */
export class Faults {
  #found: { method: string; path: string; status: TelemetryFault['status']; count: number }[] = []

  add(outcome: Outcome, { method, target }: Asked): void {
    const path = maskedPath(target)
    const status = statusOf(outcome)
    const known = this.#found.find(
      (one) => one.path === path && one.method === method && one.status === status,
    )
    if (known !== undefined) known.count += 1
    else if (this.#found.length < most) this.#found.push({ method, path, status, count: 1 })
  }

  /** What was found, the most frequent first; empty again afterwards. */
  take(): readonly TelemetryFault[] {
    const found = this.#found
    if (found.length === 0) return found
    this.#found = []
    return found.sort((a, b) => b.count - a.count)
  }
}
