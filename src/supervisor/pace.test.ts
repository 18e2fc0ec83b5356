import { expect, it } from 'vitest'
import { Pace } from './pace.ts'

it('few are looked at every second, many no more often than twenty times a second all together', () => {
  const pace = new Pace()
  const leave = Array.from({ length: 20 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(1_000)
  const others = Array.from({ length: 80 }, () => pace.enter())
  expect(pace.between(1_000)).toBe(5_000)
  expect(pace.between(1_000, 2_000)).toBe(2_000)
  for (const one of [...leave, ...others]) one()
  expect(pace.between(1_000, 5_000)).toBe(1_000)
})
