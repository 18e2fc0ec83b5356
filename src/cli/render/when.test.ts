import { afterEach, describe, expect, it } from 'vitest'
import { instantText } from '../../kernel/time.ts'
import { here, when } from './when.ts'

const zone = process.env['TZ']
const inZone = (name: string): void => {
  process.env['TZ'] = name
}
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const at = Date.UTC(2026, 10, 25, 19, 2, 11)

describe('times', () => {
  it('are those of the viewer’s zone, with the date where that is another day there', () => {
    inZone('America/Toronto')
    expect(when(at, at + 1_000)).toBe('14:02:11')
    expect(when(at, at + 12 * 3_600_000)).toBe('2026-11-25 14:02')
    inZone('Asia/Tokyo')
    expect(when(at, at + 1_000)).toBe('04:02:11')
    expect(when(at, at - 5 * 3_600_000)).toBe('2026-11-26 04:02')
  })

  it('of a sentence, too: as data it holds the instant', () => {
    const sentence = `first seen ${instantText(at)}, until ${instantText(at + 86_400_000)}`
    expect(sentence).toBe('first seen 2026-11-25T19:02:11Z, until 2026-11-26T19:02:11Z')
    inZone('America/St_Johns')
    expect(here(sentence, at)).toBe('first seen 15:32:11, until 2026-11-26 15:32')
    // With an offset it is an answer about another zone, such as a calendar’s.
    expect(here('opens 2026-11-26T09:00:00-05:00', at)).toBe('opens 2026-11-26T09:00:00-05:00')
  })
})
