import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figures, isDeployment, spreadOf } from './figures.ts'
import type { Deployed } from './types.ts'

const hour = 3_600_000
const period = { from: 0, to: 14 * 24 * hour }

/** A deployment that took an hour, ten hours after the one before. */
const deployed = (release: number, more: Partial<Deployed> = {}): Deployed => {
  const startedAt = release * 10 * hour
  return {
    environment: 'production',
    kind: 'ship',
    release,
    previous: release - 1,
    commit: String(release),
    committedAt: startedAt - 4 * hour,
    shippedAt: startedAt - 3 * hour,
    builtAt: startedAt - 2 * hour,
    startedAt,
    movedAt: startedAt + hour / 2,
    endedAt: startedAt + hour,
    outcome: 'done',
    cause: null,
    waits: [],
    ...more,
  }
}

const back = (from: number, to: number, more: Partial<Deployed> = {}): Deployed =>
  deployed(to, {
    kind: 'rollback',
    previous: from,
    startedAt: from * 10 * hour + 2 * hour,
    movedAt: from * 10 * hour + 2 * hour,
    endedAt: from * 10 * hour + 3 * hour,
    ...more,
  })

describe('what counts as a deployment', () => {
  it('is a release that people met: no rollback, no restart, nothing that was withdrawn before', () => {
    expect([
      isDeployment(deployed(1)),
      isDeployment(deployed(1, { outcome: 'rolled-back' })),
      isDeployment(deployed(1, { movedAt: null, outcome: 'withdrawn' })),
      isDeployment(deployed(1, { kind: 'restart' })),
      isDeployment(back(2, 1)),
    ]).toEqual([true, true, false, false, false])
  })

  it('counts where the first people met it', () => {
    const late = deployed(3, { startedAt: period.to - hour, movedAt: period.to, endedAt: period.to + hour })
    expect(figures([deployed(1), deployed(2), late], period).deployments).toBe(2)
    expect(figures([deployed(1), deployed(2)], { from: 21 * hour, to: 40 * hour }).deployments).toBe(0)
  })
})

describe('what was waited for', () => {
  it('counts those that waited for it, and adds up what one waited for twice', () => {
    const [calendar, turn] = figures(
      [
        deployed(1, {
          waits: [
            { cause: 'calendar', for: hour },
            { cause: 'calendar', for: 2 * hour },
            { cause: 'turn', for: hour },
          ],
        }),
        deployed(2, { waits: [{ cause: 'calendar', for: hour }] }),
        deployed(3, { waits: null }),
        deployed(4, { waits: [{ cause: 'approvals', for: 9 * hour }], outcome: 'rolled-back' }),
      ],
      period,
    ).waitedFor
    const spread = { deployments: 2, unknown: 1, median: hour, p90: 3 * hour, longest: 3 * hour }
    expect(calendar).toEqual({ cause: 'calendar', ...spread, total: 4 * hour })
    expect(turn).toMatchObject({ cause: 'turn', deployments: 1, total: hour })
  })
})

describe('what counts as a failure', () => {
  it.each<[string, Deployed[], number]>([
    ['none', [deployed(1), deployed(2)], 0],
    [
      'rolled back by the judge',
      [deployed(1), deployed(2, { outcome: 'rolled-back', cause: 'regressed' })],
      1,
    ],
    ['rolled back by a person', [deployed(1), deployed(2, { outcome: 'rolled-back', cause: 'person' })], 1],
    ['not one that a newer one replaced', [deployed(2, { outcome: 'rolled-back', cause: 'superseded' })], 0],
    ['nor one whose window closed', [deployed(2, { outcome: 'rolled-back', cause: 'window-closed' })], 0],
    ['found bad, and stayed', [deployed(1, { outcome: 'failed' })], 1],
    ['left by a rollback afterwards', [deployed(1), deployed(2), back(2, 1)], 1],
    ['not the one that a rollback went back to', [deployed(1), deployed(2), back(2, 1), deployed(3)], 1],
    ['not one that was replaced before', [deployed(1), deployed(2), deployed(3), back(3, 2)], 1],
    ['elsewhere', [deployed(1), deployed(2), back(2, 1, { environment: 'staging' })], 0],
  ])('%s', (_, history, failures) => {
    expect(figures(history, period).failures).toHaveLength(failures)
  })

  it('is restored when everybody is on a verified release again', () => {
    const of = (...history: Deployed[]) => figures(history, period).timeToRestore
    expect(of(deployed(1), deployed(2, { outcome: 'rolled-back', cause: 'regressed' })).median).toBe(hour / 2)
    expect(of(deployed(1), deployed(2), back(2, 1)).median).toBe(2.5 * hour)
    expect(of(deployed(1, { outcome: 'failed' }), deployed(2)).median).toBe(10.5 * hour)
    expect(of(deployed(1, { outcome: 'failed' }))).toMatchObject({ known: 0, unknown: 1, median: null })
    expect(of(deployed(2), back(2, 1, { outcome: null, endedAt: null }))).toMatchObject({
      known: 0,
      unknown: 1,
    })
  })

  it('and what goes out next is rework', () => {
    const history = [deployed(1), deployed(2), back(2, 1), deployed(3), deployed(4)]
    expect(figures(history, period)).toMatchObject({ rework: 1, reworkRate: 0.25 })
  })
})

describe('lead time', () => {
  it('by stage, of what reached everybody', () => {
    const { leadTime } = figures([deployed(1), deployed(2, { outcome: 'rolled-back' })], period)
    expect(Object.values(leadTime).map(({ median, known }) => [(median ?? 0) / hour, known])).toEqual([
      [1, 1],
      [1, 1],
      [2, 1],
      [1, 1],
      [5, 1],
    ])
  })

  it('what cannot be known is not guessed', () => {
    const { leadTime } = figures([deployed(1, { committedAt: null })], period)
    expect(leadTime.whole).toEqual({ known: 0, unknown: 1, median: null, p90: null, longest: null })
    expect(leadTime.built.known).toBe(1)
  })
})

it('without a deployment there are no rates', () => {
  expect(figures([], period)).toMatchObject({ deployments: 0, changeFailureRate: null, reworkRate: null })
})

it('weeks add up to the whole, whatever happened', () => {
  const some = fc.array(
    fc.record({
      release: fc.integer({ min: 1, max: 40 }),
      kind: fc.constantFrom('ship', 'rollback', 'restart'),
      outcome: fc.constantFrom('done', 'rolled-back', 'failed', null),
      environment: fc.constantFrom('production', 'staging'),
    }),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(some, (all) => {
      const found = figures(
        all.map(({ release, ...more }) => deployed(release, more)),
        period,
      )
      expect(found.weeks.reduce((sum, { deployments }) => sum + deployments, 0)).toBe(found.deployments)
      expect(found.weeks.reduce((sum, { failures }) => sum + failures, 0)).toBe(found.failures.length)
      expect(found.failures.length).toBeLessThanOrEqual(found.deployments)
    }),
  )
})

it('quantiles are values that there are', () => {
  expect(spreadOf([3, 1, null, 2])).toEqual({ known: 3, unknown: 1, median: 2, p90: 3, longest: 3 })
})
