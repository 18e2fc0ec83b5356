import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hold, pass, refuse } from '../kernel/verdict.ts'
import { compose } from './compose.ts'
import type { Contains, Passenger, Running } from './types.ts'

const text = { en: 'x', fr: 'y' }
const bad = refuse({ code: 'test-failed', text })
const late = hold({ code: 'after-pending', text })

/** A history as `commit: parents`, and what it contains. */
type History = Readonly<Record<string, readonly string[]>>
const containsIn = (history: History): Contains => {
  const all = (commit: string): readonly string[] => [commit, ...(history[commit] ?? []).flatMap(all)]
  return (descendant, ancestor) => all(descendant).includes(ancestor)
}

type Said = {
  readonly api: string
  readonly web: string
  readonly fails?: 'api' | 'web' | 'all'
  readonly missed?: number
}
const aboard = (said: Readonly<Record<string, Said>>): readonly Passenger[] =>
  Object.entries(said).map(([commit, { fails, missed = 0, api, web }], index) => ({
    candidate: commit,
    number: index + 1,
    commit,
    position: index + 1,
    missed,
    verdict: fails === 'all' ? late : pass(),
    parts: [
      { component: 'api', identity: api, verdict: fails === 'api' ? bad : pass() },
      { component: 'web', identity: web, verdict: fails === 'web' ? bad : pass() },
    ],
  }))
const running = (api = ['0', 'base'], web = ['0', 'base'], earlier: Running['earlier'] = {}): Running => ({
  components: [
    { component: 'api', identity: api[0] ?? '', commit: api[1] ?? '' },
    { component: 'web', identity: web[0] ?? '', commit: web[1] ?? '' },
  ],
  earlier,
})

const line: History = { a: ['base'], b: ['a'], c: ['b'] }
const fork: History = { a: ['base'], b: ['base'], m: ['a', 'b'] }

describe('what leaves', () => {
  it.each([
    ['nobody', line, {}, running(), null, [], []],
    ['one', line, { a: { api: '1', web: '0' } }, running(), 'a', ['a'], ['api']],
    [
      'the newest of a line, with what it contains',
      line,
      { a: { api: '1', web: '0' }, b: { api: '1', web: '2' } },
      running(),
      'b',
      ['a', 'b'],
      ['api', 'web'],
    ],
    [
      'without one that fails, where nobody contains it',
      fork,
      { a: { api: '1', web: '0', fails: 'api' }, b: { api: '0', web: '2' } },
      running(),
      'b',
      ['b'],
      ['web'],
    ],
    [
      'without one that contains the version that fails',
      line,
      { a: { api: '1', web: '0', fails: 'api' }, b: { api: '1', web: '2' } },
      running(),
      null,
      [],
      [],
    ],
    [
      'with one that fails, where a later one mends it',
      line,
      { a: { api: '1', web: '0', fails: 'api' }, b: { api: '2', web: '0' } },
      running(),
      'b',
      ['a', 'b'],
      ['api'],
    ],
    [
      'the older of a line, where the newest fails',
      line,
      { a: { api: '1', web: '0' }, b: { api: '1', web: '2', fails: 'web' } },
      running(),
      'a',
      ['a'],
      ['api'],
    ],
    [
      'one that takes a change back',
      line,
      { a: { api: '1', web: '0' }, b: { api: '0', web: '3' } },
      running(),
      'b',
      ['a', 'b'],
      ['web'],
    ],
    [
      'the newest of two lines of work',
      fork,
      { a: { api: '1', web: '0' }, b: { api: '0', web: '2' } },
      running(),
      'b',
      ['b'],
      ['web'],
    ],
    [
      'whoever was left standing before',
      fork,
      { a: { api: '1', web: '0', missed: 1 }, b: { api: '0', web: '2' } },
      running(),
      'a',
      ['a'],
      ['api'],
    ],
    [
      'both lines, where one contains them',
      fork,
      { a: { api: '1', web: '0' }, b: { api: '0', web: '2' }, m: { api: '1', web: '2' } },
      running(),
      'm',
      ['a', 'b', 'm'],
      ['api', 'web'],
    ],
    [
      'beside what another line released, where it did not touch it',
      fork,
      { a: { api: '1', web: '0' } },
      running(['0', 'base'], ['2', 'b'], { web: ['0'] }),
      'a',
      ['a'],
      ['api'],
    ],
    ['a newer ecluse.yaml alone', line, { a: { api: '0', web: '0' } }, running(), 'a', ['a'], []],
  ] as const)('%s', (_, history, said, runs, leads, carried, riders) => {
    const made = compose(aboard(said), runs, containsIn(history))
    expect(made.leads?.candidate ?? null).toBe(leads)
    expect(made.aboard).toEqual(carried)
    expect(made.riders.map(({ component }) => component)).toEqual(riders)
  })

  it.each([
    ['fails', line, { a: { api: '1', web: '0', fails: 'api' } }, 'passenger-refused'],
    ['waits for something', line, { a: { api: '1', web: '0', fails: 'all' } }, 'passenger-held'],
    ['is of another line', fork, { a: { api: '1', web: '0' }, b: { api: '0', web: '2' } }, 'not-contained'],
  ] as const)('leaves behind whoever %s, and says why', (_, history, said, code) => {
    const { left } = compose(aboard(said), running(), containsIn(history))
    expect(left.map((one) => [one.candidate, one.reason.code])).toEqual([['a', code]])
  })

  it('leaves behind a version that does not contain the one that runs', () => {
    const { left } = compose(
      aboard({ a: { api: '1', web: '9' } }),
      running(['0', 'base'], ['2', 'b']),
      containsIn(fork),
    )
    expect(left).toMatchObject([
      { candidate: 'a', reason: { code: 'behind-what-runs', values: { component: 'web' } } },
    ])
  })

  it('refuses the later of two versions of one component that do not contain one another', () => {
    const two = { a: { api: '1', web: '0' }, b: { api: '2', web: '0' } }
    const made = compose(aboard(two), running(), containsIn(fork))
    expect(made.refused).toMatchObject([{ candidate: 'b', reason: { code: 'versions-apart' } }])
    expect(made.aboard).toEqual(['a'])
    const merged = compose(aboard({ ...two, m: { api: '3', web: '0' } }), running(), containsIn(fork))
    expect(merged).toMatchObject({ refused: [], aboard: ['a', 'b', 'm'] })
    const failing = { a: { ...two.a, fails: 'api' }, b: two.b } as const
    expect(compose(aboard(failing), running(), containsIn(fork))).toMatchObject({
      refused: [],
      aboard: ['b'],
    })
  })

  it('knows what runs already: of each changed component', () => {
    const runs = running(['1', 'b'], ['0', 'base'])
    expect(
      compose(
        aboard({ a: { api: '0', web: '0' } }),
        running(['1', 'b'], ['0', 'base'], { api: ['0'] }),
        containsIn(line),
      ).live,
    ).toEqual(['a'])
    expect(compose(aboard({ b: { api: '1', web: '0' } }), runs, containsIn(line)).live).toEqual(['b'])
  })

  it('takes what another train brought for all that its versions contain', () => {
    const [one, two] = aboard({ a: { api: '1', web: '0' }, b: { api: '1', web: '2' } })
    if (one === undefined || two === undefined) throw new Error('two')
    // The second was composed upon the first: its api is of a commit that its own does not contain.
    const parts = two.parts.map((part) => (part.component === 'api' ? { ...part, commit: 'a' } : part))
    const made = compose([one, { ...two, parts }], running(), containsIn(fork))
    expect(made).toMatchObject({ aboard: ['a', 'b'], left: [], refused: [] })
    expect(made.riders.map(({ identity }) => identity)).toEqual(['1', '2'])
  })

  it('takes nobody further than asked', () => {
    const [one, two] = aboard({ a: { api: '1', web: '0' }, b: { api: '1', web: '2' } })
    if (one === undefined || two === undefined) throw new Error('two')
    const further = { ...one, goesOn: ['production'] }
    // The newer contains it and ends here; it would take the other's end with it.
    expect(compose([further, two], running(), containsIn(line))).toMatchObject({
      aboard: ['a'],
      left: [{ candidate: 'b', reason: { code: 'not-contained' } }],
    })
    const late = compose([further, { ...two, missed: 1 }], running(), containsIn(line))
    expect(late).toMatchObject({
      aboard: ['b'],
      left: [{ candidate: 'a', reason: { code: 'goes-further' } }],
    })
  })

  it('composes nobody who goes on upon what was to stop here', () => {
    const runs = running(['1', 'a'], ['0', 'base'])
    const stops = { ...runs, components: runs.components.map((one) => ({ ...one, stops: true })) }
    const [, of] = aboard({ x: { api: '0', web: '0' }, b: { api: '0', web: '2' } })
    if (of === undefined) throw new Error('one')
    const earlier = { ...stops, earlier: { api: ['0'] } }
    expect(compose([of], earlier, containsIn(fork)).aboard).toEqual(['b'])
    const { left } = compose([{ ...of, goesOn: ['production'] }], earlier, containsIn(fork))
    expect(left).toMatchObject([{ candidate: 'b', reason: { values: { component: 'api' } } }])
  })

  it('carries everything of a first release', () => {
    const made = compose(
      aboard({ a: { api: '1', web: '1' } }),
      { components: [], earlier: {} },
      containsIn(line),
    )
    expect(made.riders.map(({ component }) => component)).toEqual(['api', 'web'])
  })
})

/** Random histories of up to seven commits over a base, each with one or two parents, some of them boarded. */
const worlds = fc
  .array(
    fc.record({
      parents: fc.tuple(fc.nat(), fc.option(fc.nat(), { nil: null })),
      touches: fc.constantFrom('api', 'web', 'both', 'none'),
      boards: fc.boolean(),
      fails: fc.constantFrom<Said['fails']>(undefined, undefined, undefined, 'api', 'web', 'all'),
      missed: fc.constantFrom(0, 0, 1),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((commits) => {
    const history: Record<string, readonly string[]> = {}
    const content: Record<string, { api: string; web: string }> = { base: { api: '0', web: '0' } }
    const names = ['base']
    const said: Record<string, Said> = {}
    commits.forEach(({ parents, touches, boards, fails, missed }, index) => {
      const name = `c${index}`
      const [first, second] = parents.map((one) =>
        one === null ? null : (names[one % names.length] ?? 'base'),
      )
      const from = [first ?? 'base', ...(second === null || second === undefined ? [] : [second])]
      history[name] = from
      const base = content[from[0] ?? 'base'] ?? { api: '0', web: '0' }
      // What is merged becomes something new where both sides differ.
      const other = content[from[1] ?? from[0] ?? 'base'] ?? base
      const part = (component: 'api' | 'web') =>
        touches === component || touches === 'both' || base[component] !== other[component]
          ? `${component}-${name}`
          : base[component]
      content[name] = { api: part('api'), web: part('web') }
      names.push(name)
      const its = content[name]
      if (boards && its !== undefined)
        said[name] = { ...its, missed, ...(fails === undefined ? {} : { fails }) }
    })
    return { contains: containsIn(history), passengers: aboard(said) }
  })

describe('whatever boards', () => {
  it('keeps what a train promises', () => {
    fc.assert(
      fc.property(worlds, ({ contains, passengers }) => {
        const made = compose(passengers, running(), contains)
        const of = (candidate: string) => passengers.find((one) => one.candidate === candidate)
        const told = [...made.aboard, ...made.left, ...made.refused, ...made.live].map((one) =>
          typeof one === 'string' ? one : one.candidate,
        )
        // Everybody is told exactly one thing.
        expect(told.toSorted()).toEqual(passengers.map(({ candidate }) => candidate).toSorted())
        // Its commit contains all others aboard, and nobody rides in whom a left one is contained.
        for (const candidate of made.aboard) expect(contains(made.leads?.commit ?? '', candidate)).toBe(true)
        for (const { candidate } of [...made.left, ...made.refused])
          expect(made.leads !== null && contains(made.leads.commit, candidate) === true).toBe(false)
        // What rides passes, and is the newest that is aboard.
        for (const { component, identity } of made.riders) {
          const part = made.leads?.parts.find((one) => one.component === component)
          expect([part?.identity, part?.verdict.outcome]).toEqual([identity, 'pass'])
        }
        expect(made.leads?.verdict.outcome ?? 'pass').toBe('pass')
        // Somebody leaves wherever somebody can.
        const could = passengers.some(
          (one) =>
            !made.live.includes(one.candidate) &&
            one.verdict.outcome === 'pass' &&
            one.parts.every(({ verdict }) => verdict.outcome === 'pass') &&
            !passengers.some((other) =>
              other.parts.some(
                (part) =>
                  part.verdict.outcome !== 'pass' &&
                  one.parts.some(
                    (mine) => mine.component === part.component && mine.identity === part.identity,
                  ),
              ),
            ),
        )
        if (could) expect(made.leads).not.toBeNull()
        // Of two that may ride and share a component, one contains the other, or somebody both, or the later is refused.
        for (const { candidate } of made.refused) expect(of(candidate)?.position).toBeGreaterThan(1)
      }),
      { numRuns: 500 },
    )
  })

  it('is not stopped by one that fails and that nobody contains', () => {
    fc.assert(
      fc.property(worlds, ({ contains, passengers }) => {
        const alone: Passenger = {
          candidate: 'alone',
          number: 99,
          commit: 'alone',
          position: 99,
          missed: 0,
          verdict: bad,
          parts: [
            { component: 'api', identity: 'api-alone', verdict: pass() },
            { component: 'web', identity: '0', verdict: pass() },
          ],
        }
        const also: Contains = (descendant, ancestor) =>
          descendant === 'alone'
            ? ancestor === 'base' || ancestor === 'alone'
            : contains(descendant, ancestor)
        const { left, ...without } = compose(passengers, running(), contains)
        const { left: more, ...beside } = compose([...passengers, alone], running(), also)
        expect(beside).toEqual(without)
        expect(more.length).toBe(left.length + 1)
      }),
    )
  })
})
