import { expect, it } from 'vitest'
import { Pace } from './pace.ts'

it('few are looked at every second, many no more often than twelve times a second all together', () => {
  const pace = new Pace()
  const leave = Array.from({ length: 12 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(1_000)
  const others = Array.from({ length: 84 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(8_000)
  expect(pace.between(1_000, 2_000)).toBe(2_000)
  for (const one of [...leave, ...others]) one()
  expect(pace.between(1_000, 5_000)).toBe(1_000)
})
