import { describe, expect, it } from 'vitest'
import { core } from './explore/core.fixture.ts'
import { plans, tails } from './explore/plans.fixture.ts'
import { story, type Turn } from './explore/story.fixture.ts'

type Told = readonly [
  name: string,
  plan: string,
  turns: Readonly<Record<number, Turn>>,
  lines: readonly string[],
]

/** Where each wake leaves things, and what it does: to be read. */
const stories: readonly Told[] = [
  [
    'blue-green',
    'blue-green',
    {},
    [
      '1 expanding: run w1; hold',
      '2 starting: run w2',
      '3 starting',
      '4 starting',
      '5 moving: route 100 %, boots r1',
      '6 observing 100 %',
      '7 settling: route 100 %, boots r2',
      '8 ended done',
    ],
  ],
  [
    'canary',
    'canary',
    {},
    [
      '1 expanding: run w1; hold',
      '2 starting: run w2',
      '3 starting',
      '4 starting',
      '5 moving: route 10 %, boots r1',
      '6 observing 10 %',
      '7 moving: route 50 %, boots r1',
      '8 observing 50 %',
      '9 moving: route 90 %, boots r1',
      '10 observing 90 %',
      '11 settling: route 100 %, boots r2',
      '12 ended done',
    ],
  ],
  [
    'canary that regresses at its first step',
    'canary',
    { 7: { world: () => ({ judge: 'regressed' }) } },
    [
      '1 expanding: run w1; hold',
      '2 starting: run w2',
      '3 starting',
      '4 starting',
      '5 moving: route 10 %, boots r1',
      '6 observing 10 %',
      '7 returning: route 0 %, boots r1',
      '8 clearing',
      '9 clearing: stop w2',
      '10 clearing: stop w2',
      '11 clearing: stop w2',
      '12 ended rolled-back',
    ],
  ],
  [
    'canary that a person takes back in its watch',
    'canary',
    { 11: { command: 'rollback' } },
    [
      '1 expanding: run w1; hold',
      '2 starting: run w2',
      '3 starting',
      '4 starting',
      '5 moving: route 10 %, boots r1',
      '6 observing 10 %',
      '7 moving: route 50 %, boots r1',
      '8 observing 50 %',
      '9 moving: route 90 %, boots r1',
      '10 observing 90 %',
      '11 returning: route 0 %, boots r1',
      '12 clearing',
      '13 clearing: stop w2',
      '14 clearing: stop w2',
      '15 clearing: stop w2',
      '16 ended rolled-back',
    ],
  ],
  [
    'first release',
    'first release',
    {},
    [
      '1 expanding: hold',
      '2 starting: run a1',
      '3 starting',
      '4 starting',
      '5 starting: run w1',
      '6 starting',
      '7 starting',
      '8 moving: route 100 %, boots null',
      '9 observing 100 %',
      '10 settling: route 100 %, boots r1',
      '11 ended done',
    ],
  ],
  [
    'first release found bad in its watch: it stays, and fails',
    'first release',
    { 10: { world: () => ({ judge: 'regressed' }) } },
    [
      '1 expanding: hold',
      '2 starting: run a1',
      '3 starting',
      '4 starting',
      '5 starting: run w1',
      '6 starting',
      '7 starting',
      '8 moving: route 100 %, boots null',
      '9 observing 100 %',
      '10 settling: route 100 %, boots r1',
      '11 ended failed',
    ],
  ],
  [
    'rollback',
    'rollback',
    {},
    [
      '1 expanding: run w1; hold',
      '2 starting: run w2',
      '3 starting',
      '4 starting',
      '5 moving: route 100 %, boots r1',
      '6 settling: route 100 %, boots r2',
      '7 ended done',
    ],
  ],
  [
    'migrations, taken back after the smoke checks',
    'migrations',
    { 10: { command: 'rollback' } },
    [
      '1 expanding: start expand w2; run w1; hold',
      '2 expanding',
      '3 expanding',
      '4 starting: run w2',
      '5 starting',
      '6 starting',
      '7 proving: start smoke w2',
      '8 proving',
      '9 proving',
      '10 returning: route 0 %, boots r1',
      '11 clearing: skip expand w2; skip smoke w2; stop w2',
      '12 clearing: stop w2',
      '13 clearing: stop w2',
      '14 ended withdrawn',
    ],
  ],
  [
    'tail that contracts',
    'tail that contracts',
    {},
    [
      '1 draining: run w0',
      '2 retiring: stop w0',
      '3 retiring: stop w0',
      '4 retiring: stop w0',
      '5 contracting: start contract w1',
      '6 contracting',
      '7 contracting',
      '8 ended retired',
    ],
  ],
]

describe('from wake to wake', () => {
  it.each(stories)('%s', (_, plan, turns, lines) => {
    const scenario = [...plans, ...tails].find(({ name }) => name === plan)
    expect(scenario && story(core, scenario, turns)).toEqual(lines)
  })
})
