import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration } from './time.ts'

describe('durations', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1m30s500ms', 90_500],
    [' 5s ', 5_000],
    ['0.0001s', 0],
  ])('%s', (words, ms) => {
    expect(parseDuration(words)).toBe(ms)
  })

  it.each([
    '',
    '5',
    's',
    '5 s',
    '5sec',
    '5 minutes',
    '-5s',
    '+5s',
    '5S',
    '.5s',
    '5.s',
    '1e3s',
    '5s!',
    '٥s',
    `${'9'.repeat(30)}d`,
  ])('not: %j', (words) => {
    expect(parseDuration(words)).toBeUndefined()
  })

  it('gives a whole number of milliseconds or nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.smhd]{0,20}$/)), (words) => {
        const value = parseDuration(words)
        if (value !== undefined) expect(Number.isSafeInteger(value) && value >= 0).toBe(true)
      }),
    )
  })
})
