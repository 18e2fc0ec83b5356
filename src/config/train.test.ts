import { describe, expect, it } from 'vitest'
import { read, refusals, withEnvironment } from './read.fixture.ts'

const calendar = 'calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00 }'
const withTrain = (train: string, beside = calendar) => withEnvironment(`${beside}\ntrain: ${train}`)

describe('a train', () => {
  it('is read with its defaults', () => {
    const [production] = read(withTrain('{ departs: Mon-Thu 10:00 }')).environments
    expect(production?.train).toEqual({
      departs: [{ days: [1, 2, 3, 4], at: 600 }],
      cutOff: 20 * 60_000,
      conductor: null,
      boards: 'all',
    })
    const whole =
      '{ departs: [Mon-Thu 10:00, Tue 14:00], cut-off: 5m, conductor: delivery-manager, boards: { branch: main } }'
    expect(read(withTrain(whole)).environments[0]?.train).toMatchObject({
      departs: [{ at: 600 }, { days: [2], at: 840 }],
      cutOff: 300_000,
      conductor: 'delivery-manager',
      boards: { branch: 'main' },
    })
  })

  it.each([
    ['{ departs: Mon-Thu 25:00 }', ['11:23 bad-departure']],
    ['{ departs: Mon-Thu 24:00 }', ['11:23 bad-departure']],
    ['{ departs: Moonday 10:00 }', ['11:23 bad-departure']],
    ['{ departs: [] }', ['11:23 bad-departure']],
    ['{ departures: Mon 10:00 }', ['11:5 missing-key', '11:14 unknown-key']],
    ['{ departs: Mon 10:00, cut-off: soon }', ['11:43 bad-duration']],
    ['{ departs: [Mon-Thu 10:00, Tue 10:00] }', ['11:39 two-trains']],
    ['{ departs: [Mon-Thu 10:00, Mon-Thu 10:15] }', ['11:5 two-trains']],
    ['{ departs: [Mon-Thu 10:00, Mon-Thu 10:15], cut-off: 15m }', ['11:64 two-trains']],
    ['{ departs: Mon-Fri 10:00 }', ['11:23 departure-never-fits']],
    ['{ departs: Mon-Thu 16:00 }', Array.from({ length: 4 }, () => '11:23 departure-never-fits')],
    ['{ departs: Mon 10:00, boards: { label: a, branch: b } }', ['11:42 bad-value']],
    ['{ departs: Mon 10:00, boards: {} }', ['11:42 bad-value']],
    ['{ departs: Mon 10:00, boards: nobody }', ['11:42 bad-value']],
  ])('%s', (train, expected) => {
    expect(refusals(withTrain(train))).toEqual(expected)
  })

  it('needs a calendar', () => {
    expect(refusals(withTrain('{ departs: Mon 10:00 }', 'target: process'))).toEqual([
      '11:5 train-without-calendar',
    ])
  })
})
