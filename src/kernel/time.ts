/** Milliseconds since the epoch, UTC. Data: nothing in the pure rooms reads a clock. */
export type Instant = number
/**
 * An instant in a sentence: `2026-11-25T14:02:11Z`. Whoever shows the sentence to a person turns it into the time of
 * that person's zone; who reads it as data has the instant.
 */
export const instantText = (at: Instant): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')

/** A duration in milliseconds. */
export type Ms = number

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `250ms`, `30s`, `1.5m`, `2h`, `7d`, and joined ones such as `1h30m`; undefined when it is not one. */
export const parseDuration = (words: string): Ms | undefined => {
  const trimmed = words.trim()
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(trimmed)) return undefined
  let total = 0
  for (const [, amount = '0', unit = 's'] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (units[unit] ?? Number.NaN)
  }
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : undefined
}
