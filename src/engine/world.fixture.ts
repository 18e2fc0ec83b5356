import { type Problem, ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Clock } from '../ports/clock.ts'
import type { Maintenance, Router, Split, SplitReading } from '../ports/router.ts'
import type { SignalSource, TelemetryRow } from '../ports/signal-source.ts'
import type { Instance, Run, Task } from '../ports/supervision.ts'
import type { RevisionSpec, Target } from '../ports/target.ts'
import { fakeQuestions } from './questions.fixture.ts'

/** How a revision behaves: how long it takes to be ready, whether it ever is, and what it answers. */
export type Manner = {
  readonly ready: number | 'never'
  /** Errors per thousand requests. */
  readonly errors: number
  /** It exits that often in its first seconds. */
  readonly crashes: number
}

const standsStill: Problem = { code: 'stopped-by-hand', kind: 'failed', message: same('it stands still') }
const good: Manner = { ready: 400, errors: 0, crashes: 0 }

export const stale = (key: string, highest: number) => {
  const message = same(`${key}: ${highest} is higher`)
  return new ProblemError({ code: 'stale-generation', kind: 'conflict', message })
}

type Kept = {
  spec: RevisionSpec
  generation: number
  since: number
  start: number
  state: 'running' | 'stopping'
}

/** A target in memory that keeps its levels whatever happens to whoever drives it. */
export const fakeTarget = (clock: Clock, mannerOf: (spec: RevisionSpec) => Partial<Manner>) => {
  const runs = new Map<string, Kept>()
  const fences = new Map<string, number>()
  const cleaned: string[] = []
  const tasks = new Map<string, Task>()
  const onces: { id: string; revision: string; at: number; argv: readonly string[] }[] = []
  const onceTakes = { time: 2_000, code: 0 }
  const questions = fakeQuestions(() => target.once)
  const ran: { readonly key: string; readonly argv: readonly string[] }[] = []
  let down = false
  const manner = (spec: RevisionSpec): Manner => ({ ...good, ...mannerOf(spec) })
  const fence = (key: string, generation: number) => {
    if (down) throw new Error('the supervisor does not answer')
    const highest = fences.get(key) ?? 0
    if (generation < highest) throw stale(key, highest)
    fences.set(key, generation)
  }
  const still = new Set<string>()
  const instances = (kept: Kept): readonly Instance[] =>
    Array.from({ length: kept.spec.instances }, (_, index) => ({
      id: `${kept.spec.key}#${index}.${kept.start}`,
      ...(still.has(kept.spec.key) ? { problem: standsStill } : {}),
      index,
      pid: 1,
      port: 1,
      state: levelOf(kept) === 'ready' ? 'ready' : 'starting',
      since: kept.since,
    }))
  const levelOf = (kept: Kept): Run['value'] => {
    const age = clock.now() - kept.since
    const { ready } = manner(kept.spec)
    if (kept.state === 'stopping') return age > 300 ? 'absent' : 'stopping'
    if (ready === 'never') return age >= kept.spec.ready.within ? 'failed' : 'starting'
    return age >= ready ? 'ready' : 'starting'
  }
  const crashesOf = (kept: Kept): number =>
    Math.min(manner(kept.spec).crashes, Math.floor((clock.now() - kept.since) / 1_000))
  const target: Target = {
    run: async (spec, generation) => {
      fence(spec.key, generation)
      const kept = runs.get(spec.key)
      if (kept !== undefined && kept.state === 'running' && levelOf(kept) !== 'failed') {
        kept.generation = generation
        kept.spec = spec
      } else {
        const start = (kept?.start ?? 0) + 1
        runs.set(spec.key, { spec, generation, since: clock.now(), start, state: 'running' })
      }
    },
    stop: async (key, generation) => {
      fence(key, generation)
      for (const one of onces) if (one.revision === key) one.at = Number.NEGATIVE_INFINITY
      const kept = runs.get(key)
      if (kept === undefined || kept.state === 'stopping') return
      runs.set(key, { ...kept, generation, state: 'stopping', since: clock.now() })
    },
    hold: async (key, generation) => fence(key, generation),
    restart: async (key, generation) => {
      const before = fences.get(key) ?? 0
      fence(key, generation)
      const kept = runs.get(key)
      if (kept === undefined || generation === before) return
      runs.set(key, { ...kept, generation, since: clock.now(), start: kept.start + 1 })
    },
    task: async ({ key, run: argv }, generation) => {
      if (down) throw new Error('the supervisor does not answer')
      const before = tasks.get(key)
      if (before !== undefined && generation < before.generation) throw stale(key, before.generation)
      if (before?.generation === generation) return
      const kept = before?.value === 'running' || before?.value === 'passed'
      if (!kept) ran.push({ key, argv })
      const fails = argv.includes('fails') || argv.includes('process.exit(2)')
      const value = fails ? 'failed' : argv.includes('runs') ? 'running' : 'passed'
      const lastLines = value === 'failed' ? ['column claims is not there'] : []
      const code = value === 'failed' ? 1 : 0
      const fresh = { key, value, code, signal: null, timedOut: false, lastLines } as const
      tasks.set(key, { ...(kept && before !== undefined ? before : fresh), generation })
    },
    once: async ({ id, revision, run }) => {
      if (down) throw new Error('the supervisor does not answer')
      if (onces.some((one) => one.id === id && one.revision === revision.key)) return null
      onces.push({ id, revision: revision.key, at: clock.now(), argv: run })
      return null
    },
    ...questions.ways,
    skipTask: async (key, generation) => {
      const before = tasks.get(key)
      if (before !== undefined && generation < before.generation) throw stale(key, before.generation)
      const none = {
        key,
        value: 'skipped',
        code: null,
        signal: null,
        timedOut: false,
        lastLines: [],
      } as const
      tasks.set(key, { ...(before ?? none), generation })
    },
    read: async () => {
      if (down) throw new Error('the supervisor does not answer')
      const living = [...runs].filter(([, kept]) => levelOf(kept) !== 'absent')
      return {
        runs: living.map(([key, kept]) => ({
          key,
          generation: kept.generation,
          value: levelOf(kept),
          spec: specOf(kept.spec),
          inner: 1,
          instances: instances(kept),
          crashes: crashesOf(kept),
        })),
        fences: Object.fromEntries(fences),
        unknown: [],
        tasks: [...tasks.values()],
        busy: onces.filter(({ at }) => clock.now() - at < onceTakes.time).map(({ revision }) => revision),
        once: onces.map(({ id, revision, at }) => {
          const over = clock.now() - at >= onceTakes.time
          return {
            id,
            revision,
            state: over ? ('ended' as const) : ('running' as const),
            code: over ? onceTakes.code : null,
            signal: null,
            timedOut: false,
            startedAt: at,
            endedAt: over ? at + onceTakes.time : null,
          }
        }),
      }
    },
    clean: async (key) => {
      cleaned.push(key)
      questions.clean(key)
      runs.delete(key)
    },
    async *logs(keys) {
      for (const key of keys) yield { key, instance: `${key}#0.1`, line: 'hello' }
    },
  }
  return {
    target,
    cleaned,
    tasks,
    /** One-off commands, and how long each takes. */
    onces,
    onceTakes,
    ...questions.seen,
    /** Release tasks that really ran, in order. */
    ran,
    setDown: (value: boolean) => {
      down = value
    },
    values: (): Record<string, Run['value']> =>
      Object.fromEntries(
        [...runs]
          .map(([key, kept]) => [key, levelOf(kept)] as const)
          .filter(([, value]) => value !== 'absent'),
      ),
    still,
    lose: (key: string) => runs.delete(key),
    starts: () => Object.fromEntries([...runs].map(([key, kept]) => [key, kept.start] as const)),
    errorsOf: (key: string) => {
      const kept = runs.get(key)
      return kept === undefined ? 1_000 : manner(kept.spec).errors
    },
    specOf: (key: string) => runs.get(key)?.spec,
  }
}

const specOf = (spec: RevisionSpec): Run['spec'] => ({
  labels: {
    application: spec.application,
    environment: spec.environment,
    component: spec.component,
    revision: spec.revision,
    requestTimeout: spec.times.request,
  },
  argv: [],
  cwd: '/',
  variables: spec.variables,
  addresses: {},
  instances: spec.instances,
  ready: spec.ready,
  times: spec.times,
  logs: '/',
  ...(spec.drift === undefined ? {} : { drift: spec.drift }),
})

/** A router in memory; it serves what was last routed whatever happens to whoever drives it. */
export const fakeRouter = (clock: Clock) => {
  const splits = new Map<string, Split>()
  const fences = new Map<string, number>()
  const closed = new Map<string, Maintenance>()
  let wrong: readonly Problem[] = []
  let unserviceable: Error | null = null
  /** Every split that was served, in order. */
  const served: Split[] = []
  const forgotten: string[] = []
  let down = false
  let refusal: Error | null = null
  const fence = (key: string, generation: number) => {
    if (down) throw new Error('the proxy does not answer')
    const highest = fences.get(key) ?? 0
    if (generation < highest) throw stale(key, highest)
    fences.set(key, generation)
  }
  const maintained = (key: string): Pick<SplitReading, 'maintenance'> => {
    const said = closed.get(key)
    return said === undefined ? {} : { maintenance: { seq: said.seq, on: said.on } }
  }
  const reading = (split: Split): SplitReading => ({
    environment: split.environment,
    generation: split.generation,
    weight: split.weight,
    boot: split.boot,
    old: split.old?.release ?? null,
    new: split.new?.release ?? null,
    open: {},
    lastStarted: {},
    listening: split.listen,
    notices: wrong,
    ...maintained(split.environment),
  })
  const router: Router = {
    route: async (split) => {
      fence(split.environment, split.generation)
      if (refusal !== null) throw refusal
      splits.set(split.environment, split)
      served.push(split)
      return reading(split)
    },
    check: async () => {
      if (unserviceable !== null) throw unserviceable
    },
    maintain: async (environment, wanted) => {
      if (down) throw new Error('the proxy does not answer')
      closed.set(environment, wanted)
    },
    hold: async (environment, generation) => fence(environment, generation),
    remove: async (environment, generation) => {
      fence(environment, generation)
      splits.delete(environment)
    },
    forget: async (environment) => void forgotten.push(environment),
    read: async () => {
      if (down) throw new Error('the proxy does not answer')
      return {
        at: clock.now(),
        pid: 1,
        splits: [...splits.values()].map(reading),
        fences: Object.fromEntries(fences),
      }
    },
  }
  return {
    router,
    splits,
    served,
    forgotten,
    closed,
    /** What is wrong with the edge from here on. */
    notice: (problems: readonly Problem[]) => {
      wrong = problems
    },
    /** What `check` refuses from here on; null: nothing. */
    unserviceable: (error: Error | null) => {
      unserviceable = error
    },
    /** Routes are refused with this from here on; null: not any more. */
    refuse: (error: Error | null) => {
      refusal = error
    },
    setDown: (value: boolean) => {
      down = value
    },
  }
}

const row = (
  base: Pick<TelemetryRow, 'seq' | 'second' | 'environment' | 'generation' | 'weight'>,
): TelemetryRow => ({
  ...base,
  kind: 'heartbeat',
  side: null,
  release: null,
  component: null,
  revision: null,
  route: null,
  requests: 0,
  errors: 0,
  repeats: 0,
  statuses: { s1: 0, s2: 0, s3: 0, s4: 0, s5: 0 },
  timeouts: 0,
  broken: 0,
  cut: 0,
  latency: [],
  newClients: 0,
})

/** Telemetry of what the fake router serves: each second, the people of `perSecond`, by side. */
export const fakeSignals = (
  clock: Clock,
  splits: ReadonlyMap<string, Split>,
  errorsOf: (key: string) => number,
  traffic: { perSecond: number; blind: boolean },
) => {
  const rows: TelemetryRow[] = []
  let second = Math.floor(clock.now() / 1_000)
  const carried = new Map<string, number>()
  const failing = (key: string, requests: number): number => {
    const exact = (carried.get(key) ?? 0) + (requests * errorsOf(key)) / 1_000
    carried.set(key, exact - Math.floor(exact))
    return Math.floor(exact)
  }
  const add = (one: Omit<TelemetryRow, 'seq'>) => rows.push({ ...one, seq: rows.length + 1 })
  const side = (split: Split, at: number, name: 'old' | 'new') => {
    const served = split[name]
    const share = name === 'new' ? split.weight : 100 - split.weight
    if (served === null || share === 0) return
    const requests = Math.round((traffic.perSecond * share) / 100)
    const base = row({ ...split, seq: 0, second: at })
    const inner = served.runs.find((run) => errorsOf(run) > 0) ?? served.runs[0] ?? ''
    const errors = failing(inner, requests)
    const [, , component = '', revision = ''] = inner.split('/')
    const faults =
      errors === 0
        ? {}
        : { faults: [{ method: 'POST', path: '/claims', status: 500 as const, count: errors }] }
    const people = { kind: 'people', side: name, release: served.release, route: '/', newClients: 0 } as const
    add({
      ...base,
      ...people,
      component: served.routes[0]?.component ?? null,
      revision: null,
      requests,
      errors,
      ...faults,
    })
    add({ ...base, kind: 'inner', component, revision, route: component, requests, errors, ...faults })
  }
  const write = () => {
    const now = Math.floor(clock.now() / 1_000)
    for (; second < now; second += 1) {
      if (traffic.blind) continue
      for (const split of splits.values()) {
        add(row({ ...split, seq: 0, second }))
        side(split, second, 'old')
        side(split, second, 'new')
      }
    }
  }
  const signals: SignalSource = {
    rows: async (cursor, limit) => {
      write()
      const found = rows.slice(cursor, cursor + limit)
      return { rows: found, cursor: found.at(-1)?.seq ?? cursor, oldest: 0 }
    },
    cursorAt: async (from) => {
      write()
      const first = rows.find((one) => one.second >= from)
      return (first?.seq ?? rows.length + 1) - 1
    },
  }
  return signals
}
