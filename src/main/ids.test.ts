import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIds } from './ids.ts'

test('ids are ULIDs that sort as they were drawn, also within a millisecond and when the clock goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }), (times) => {
      let now = 0
      const ids = createIds(() => now)
      const drawn = times.map((time) => {
        now = time
        return ids.next()
      })
      for (const id of drawn) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
      expect(new Set(drawn).size).toBe(drawn.length)
      expect(drawn.toSorted()).toEqual(drawn)
    }),
  )
})

test('the time stands in front', () => {
  expect(
    createIds(() => 1_469_918_176_385)
      .next()
      .slice(0, 10),
  ).toBe('01ARYZ6S41')
})

test('secrets are 32 hexadecimal digits and differ', () => {
  const ids = createIds(Date.now)
  expect(ids.secret()).toMatch(/^[0-9a-f]{32}$/)
  expect(ids.secret()).not.toBe(ids.secret())
})
