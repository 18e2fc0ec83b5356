import { expect, it } from 'vitest'
import { Pace, together } from './pace.ts'

it('few are looked at every second, many no more often than eight times a second all together', () => {
  const pace = new Pace()
  const leave = Array.from({ length: 8 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(1_000)
  const others = Array.from({ length: 56 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(8_000)
  expect(pace.between(1_000, 2_000)).toBe(2_000)
  for (const one of [...leave, ...others]) one()
  expect(pace.between(1_000, 5_000)).toBe(1_000)
})

it('looks that are due within a moment begin together, and none of them earlier', () => {
  for (const wait of [801, 850, 999]) expect(1_000 + together(wait, 1_000)).toBe(2_000)
  expect(3_010 + together(800, 3_010)).toBe(4_000)
})
