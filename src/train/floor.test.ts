import { expect, it } from 'vitest'
import type { TrainConfig } from '../config/types-train.ts'
import { underFloor } from './floor.ts'

const train = (change: Partial<TrainConfig> = {}): TrainConfig => ({
  departs: [
    { days: [1, 2, 3, 4], at: 600 },
    { days: [1, 2, 3, 4], at: 840 },
  ],
  cutOff: 1_200_000,
  conductor: 'delivery-manager',
  boards: 'all',
  ...change,
})

it.each([
  ['the same', {}, train()],
  [
    'fewer departures, and an earlier cut-off',
    { departs: [{ days: [2, 4, 5], at: 600 }], cutOff: 60_000, conductor: null },
    train({ departs: [{ days: [2, 4], at: 600 }], conductor: null }),
  ],
  ['a later cut-off', { cutOff: 3_600_000 }, train({ cutOff: 3_600_000 })],
  ['none in common', { departs: [{ days: [0], at: 600 }] }, train({ departs: [] })],
] as const)('a train under a server’s with %s leaves only when both do', (_, floor, expected) => {
  expect(underFloor(train(), train(floor))).toEqual(expected)
})

it('takes aboard whomever either takes', () => {
  const labelled = train({ boards: { label: 'late' } })
  expect(underFloor(labelled, labelled).boards).toEqual({ label: 'late' })
  expect(underFloor(labelled, train()).boards).toBe('all')
  expect(underFloor(train({ boards: { branch: 'main' } }), labelled).boards).toBe('all')
})
