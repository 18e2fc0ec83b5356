import { describe, expect, it } from 'vitest'
import type { TelemetryRow } from '../ports/signal-source.ts'
import type { Component } from '../rollout/types.ts'
import { culpritsOf, ranked } from './culprits.ts'
import { culprit } from './messages-end.ts'

const component = (name: string, needs: readonly string[], shared = false): Component => ({
  name,
  needs,
  oldNeeds: needs,
  old: `shop/production/${name}/1`,
  new: `shop/production/${name}/${shared ? 1 : 2}`,
  jobs: [],
  within: 1_000,
})
const components = [component('web', ['api']), component('api', ['store']), component('store', [])]

type Some = Pick<TelemetryRow, 'kind' | 'component' | 'errors'> & Partial<TelemetryRow>

const row = (some: Some): TelemetryRow => ({
  seq: 1,
  second: 100,
  environment: 'shop/production',
  generation: 3,
  weight: 10,
  side: 'new',
  release: some.kind === 'people' ? 2 : null,
  revision: '2',
  route: '/',
  requests: 200,
  repeats: 0,
  statuses: { s1: 0, s2: 0, s3: 0, s4: 0, s5: 0 },
  timeouts: 0,
  broken: 0,
  cut: 0,
  latency: [],
  newClients: 0,
  ...some,
})
const of = (rows: readonly TelemetryRow[], of = components) =>
  culpritsOf([], rows, { environment: 'shop/production', release: 2, components: of })
const first = (rows: readonly TelemetryRow[], all = components) => ranked(of(rows, all), all)[0]?.component

describe('the likeliest cause', () => {
  it.each<[string, readonly Some[], string]>([
    ['the edge alone', [{ kind: 'people', component: 'web', errors: 8 }], 'web'],
    [
      'the hop whose errors the edge passes on',
      [
        { kind: 'people', component: 'web', errors: 8 },
        { kind: 'inner', component: 'api', errors: 7 },
      ],
      'api',
    ],
    [
      'the deepest of several',
      [
        { kind: 'people', component: 'web', errors: 8 },
        { kind: 'inner', component: 'api', errors: 8 },
        { kind: 'inner', component: 'store', errors: 9 },
      ],
      'store',
    ],
    [
      'not a hop with a few errors of its own',
      [
        { kind: 'people', component: 'web', errors: 80 },
        { kind: 'inner', component: 'api', errors: 3 },
      ],
      'web',
    ],
    ['a hop whose errors nobody saw', [{ kind: 'inner', component: 'api', errors: 3 }], 'api'],
  ])('%s', (_, rows, expected) => expect(first(rows.map(row))).toBe(expected))

  it('is never a revision that both releases share', () => {
    const shared = [component('web', ['api']), component('api', [], true)]
    const rows = [
      row({ kind: 'people', component: 'web', errors: 8 }),
      row({ kind: 'inner', component: 'api', errors: 8, revision: '1' }),
    ]
    expect(first(rows, shared)).toBe('web')
  })
})

describe('the sentence', () => {
  const fault = { method: 'POST', path: '/claims', status: 500, count: 7 } as const
  const told = (faults: TelemetryRow['faults']) => {
    const [one] = of([
      row({
        kind: 'inner',
        component: 'api',
        errors: 7,
        ...(faults === undefined ? {} : { faults }),
      }),
    ])
    return one === undefined ? undefined : culprit(one, '/')
  }

  it.each([
    [[fault], 'why: api answers 500 on POST /claims;', 'pourquoi : api répond 500 à POST /claims ;'],
    [
      [{ ...fault, status: 'timeout' as const }],
      'why: api does not answer POST /claims in time;',
      'pourquoi : api ne répond pas à temps à POST /claims ;',
    ],
    [
      [{ ...fault, status: 'broken' as const }],
      'why: api breaks its connections on POST /claims;',
      'pourquoi : api rompt ses connexions sur POST /claims ;',
    ],
    [undefined, 'why: api answers 5xx on / (7 of 200);', 'pourquoi : api répond 5xx sur / (7 sur 200) ;'],
  ])('%j', (faults, en, fr) => {
    const text = told(faults)
    expect(text?.en).toContain(en)
    expect(text?.en).toMatch(/; first seen \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(text?.fr.replaceAll(/\s/g, ' ')).toContain(fr)
  })

  it('counts over rows, keeps when each was first seen, and names the most frequent', () => {
    const other = { ...fault, path: '/status', count: 9 }
    const all = of([
      row({ kind: 'inner', component: 'api', errors: 7, faults: [fault] }),
      row({ kind: 'inner', component: 'api', errors: 7, second: 101, faults: [fault, other] }),
    ])
    expect(all[0]?.faults).toEqual([
      { ...fault, count: 14, first: 100_000 },
      { ...other, first: 101_000 },
    ])
  })
})
