import { describe, expect, it } from 'vitest'
import { instantOf } from './instants.ts'

describe('a moment as a person writes it', () => {
  it.each([
    ['2026-02-28', new Date(2026, 1, 28).getTime()],
    ['2024-02-29', new Date(2024, 1, 29).getTime()],
    ['2026-11-26T09:00-05:00', Date.UTC(2026, 10, 26, 14)],
    ['2026-11-26T14:00:00Z', Date.UTC(2026, 10, 26, 14)],
  ])('%s', (word, at) => {
    expect(instantOf('--until', word)).toBe(at)
  })

  // JavaScript's own reader makes 2 March of 30 February.
  it.each([
    '2026-02-29',
    '2026-02-30T00:00Z',
    '2026-11-31T00:00Z',
    '2026-11-26T09:00',
    '2026-11-26T25:00Z',
    'soon',
    '',
  ])('not %j', (word) => {
    expect(() => instantOf('--until', word)).toThrow(/bad-date/)
  })
})
