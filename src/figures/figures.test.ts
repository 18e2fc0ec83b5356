import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../kernel/zone.ts'
import { figures, isDeployment, spreadOf, utc } from './figures.ts'
import type { Deployed, Figures } from './types.ts'
import { toCsv, toSvg } from './written.ts'

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

  it('by a fix, where the way back failed or led to one that was bad itself; one fix restores several', () => {
    const of = (...history: Deployed[]) =>
      figures(history, period).failures.map(({ release, restoredAt }) => [release, restoredAt])
    const fixed = deployed(4).endedAt
    const unwell = back(2, 1, { outcome: 'failed' })
    expect(of(deployed(1), deployed(2), unwell, deployed(4))).toEqual([[2, fixed]])
    const worse = deployed(3, { outcome: 'rolled-back', cause: 'regressed' })
    expect(of(deployed(1, { outcome: 'failed' }), worse)).toEqual([
      [1, null],
      [3, null],
    ])
    expect(
      of(deployed(1, { outcome: 'failed' }), deployed(2, { outcome: 'failed' }), worse, deployed(4)),
    ).toEqual([1, 2, 3].map((release) => [release, fixed]))
  })

  it('of one that is under way nobody knows yet, and that is said', () => {
    const history = [deployed(1), deployed(2, { outcome: null, endedAt: null })]
    expect(figures(history, period)).toMatchObject({ deployments: 2, underWay: 1, failures: [] })
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

it('a commit that is dated after it was shipped has no lead time, never a negative one', () => {
  const { leadTime } = figures([deployed(1, { committedAt: 99 * hour })], period)
  expect(leadTime.whole).toMatchObject({ known: 0, unknown: 1, median: null })
  expect(leadTime.written).toMatchObject({ known: 0, unknown: 1 })
  expect(leadTime.built.median).toBe(hour)
})

it('stages add up to the whole', () => {
  const time = fc.integer({ min: 0, max: 9 * hour })
  fc.assert(
    fc.property(fc.tuple(time, time, time, time), ([written, built, waited, rolledOut]) => {
      const shippedAt = 5 * hour
      const [builtAt, startedAt] = [shippedAt + built, shippedAt + built + waited]
      const one = deployed(1, {
        committedAt: shippedAt - written,
        shippedAt,
        builtAt,
        startedAt,
        movedAt: startedAt,
        endedAt: startedAt + rolledOut,
      })
      const { whole, ...stages } = figures([one], period).leadTime
      expect(Object.values(stages).reduce((sum, { median }) => sum + (median ?? 0), 0)).toBe(whole.median)
    }),
  )
})

describe('weeks of a zone', () => {
  const zone = zoneOf('America/Toronto') ?? utc
  const at = (words: string) => Date.parse(words)
  const on = (release: number, words: string) =>
    deployed(release, { startedAt: at(words), movedAt: at(words), endedAt: at(words) + 1 })

  it('begin at midnight there, before and after its clocks changed', () => {
    const november = { from: at('2026-10-26T00:00-04:00'), to: at('2026-11-30T00:00-05:00') }
    const found = figures(
      [
        on(1, '2026-10-26T00:00-04:00'),
        on(2, '2026-11-01T23:59-05:00'),
        on(3, '2026-11-02T00:00-05:00'),
        on(4, '2026-11-29T23:59-05:00'),
        on(5, '2026-11-30T00:00-05:00'),
      ],
      november,
      zone,
    )
    expect(found.weeks.map(({ from, deployments }) => [new Date(from).toISOString(), deployments])).toEqual([
      ['2026-10-26T04:00:00.000Z', 2],
      ['2026-11-02T05:00:00.000Z', 1],
      ['2026-11-09T05:00:00.000Z', 0],
      ['2026-11-16T05:00:00.000Z', 0],
      ['2026-11-23T05:00:00.000Z', 1],
    ])
    expect(found.perDay).toBe(4 / 35)
    expect(toCsv(found, zone)).toContain('week-2026-11-02-deployments,1,count,,\r\n')
  })
})

describe('written', () => {
  const many = (weeks: number): Figures => ({
    ...figures([deployed(1), deployed(2), back(2, 1)], period),
    weeks: Array.from({ length: weeks }, (_, n) => ({ from: n * 168 * hour, deployments: 3, failures: 1 })),
  })

  it('as CSV each line has the columns of the first, and ends as RFC 4180 says', () => {
    const lines = toCsv(many(3), utc).split('\r\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((line) => line.split(',').length)).toEqual(lines.map(() => 5))
    expect(lines).toContain('change-failure-rate,0.5,ratio,,')
    expect(lines).toContain('deployments-under-way,0,count,,')
  })

  it.each([1, 8, 52, 1_000])(
    'as a chart of %i weeks no date lies over another or beyond the edge',
    (weeks) => {
      const svg = toSvg(many(weeks), 'shop production', utc, 'en')
      const dates = [...svg.matchAll(/<text x="([\d.]+)" y="230">\d/g)].map(([, x]) => Number(x))
      expect(dates.length).toBeGreaterThan(0)
      expect(dates.every((x, n) => n === 0 || x - (dates[n - 1] ?? 0) >= 70)).toBe(true)
      expect(Math.max(...dates)).toBeLessThan(720 - 65)
    },
  )

  it('a chart says in words what it shows, in both languages, and no name is markup', () => {
    const [en, fr] = (['en', 'fr'] as const).map((language) =>
      toSvg(many(1), `<b>${'long'.repeat(40)}`, utc, language),
    )
    expect(en).toContain(
      '<desc id="d">2 deployments in 1 week, 1 of them failed, 1970-01-01 to 1970-01-15; change failure rate 50',
    )
    expect(fr).toContain(
      '<desc id="d">2 mises en production en 1 semaine, dont 1 en échec, du 1970-01-01 au 1970-01-15 ; taux',
    )
    expect(en).not.toContain('<b>')
    expect(en).toContain('…')
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
