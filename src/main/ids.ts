import { randomBytes } from 'node:crypto'
import type { Ids } from '../ports/clock.ts'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const crockford = (value: bigint, length: number): string => {
  let rest = value
  let text = ''
  for (let index = 0; index < length; index += 1) {
    text = `${digits[Number(rest % 32n)] ?? ''}${text}`
    rest /= 32n
  }
  return text
}

/**
 * Ids as ULIDs (https://github.com/ulid/spec): 48 bits of milliseconds, 80 of chance, 26 characters. Within a
 * millisecond, and where the clock went back, the next one is the last one plus one: they always sort as drawn.
 */
export const createIds = (now: () => number): Ids => {
  let last = 0n
  return {
    next: () => {
      const drawn = (BigInt(Math.trunc(now())) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`)
      last = drawn > last ? drawn : last + 1n
      return crockford(last, 26)
    },
    secret: () => randomBytes(16).toString('hex'),
  }
}
