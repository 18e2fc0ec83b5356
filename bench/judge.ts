/**
 * The judge's figures, on simulated traffic. `node bench/judge.ts [SCALE]`: SCALE multiplies the number of runs (1 by
 * default, under three minutes). Prints one JSON line for each figure.
 */
import { logWorse, ratios } from '../src/analysis/factors.ts'
import { judge } from '../src/analysis/judge.ts'
import { advance, emptyMixture } from '../src/analysis/mixture.ts'
import { observe } from '../src/analysis/observe.ts'
import { defaultPlan, profiles } from '../src/analysis/plan.ts'
import { draw, type Rates, seeded } from '../src/analysis/simulated-traffic.ts'
import { enter, start } from '../src/analysis/start.ts'
import type { JudgePlan, JudgeState, ProfileName, Sample } from '../src/analysis/types.ts'
import { incidentsOnly, secondsOf, type World } from './judge-people.ts'

const scale = Number(process.argv[2] ?? 1)
const times = (runs: number): number => Math.max(1, Math.round(runs * scale))

const print = (measure: string, value: number, unit: string, goal: number | null): void => {
  const rounded = Number(value.toPrecision(4))
  const met = goal === null ? null : rounded <= goal
  process.stdout.write(`${JSON.stringify({ bench: 'judge', measure, value: rounded, unit, goal, met })}\n`)
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const begin = (plan: JudgePlan): JudgeState =>
  enter(start(plan, 0), { step: 0, kind: 'step', generation: 1, weight: 10, at: 0 })

const take = (state: JudgeState, sample: Sample): JudgeState =>
  observe(state, [sample], [], (sample.second + 1) * 1_000)

/** The state when it is done, or after so many seconds. */
const until = (
  plan: JudgePlan,
  samples: Iterable<Sample>,
  seconds: number,
  done: (state: JudgeState) => boolean,
): JudgeState => {
  let state = begin(plan)
  for (const sample of samples) {
    if (sample.second >= seconds) return state
    state = take(state, sample)
    if (done(state)) return state
  }
  return state
}

const regressed = (state: JudgeState): boolean => state.regressed.errors !== null

function* independent(seed: number, rates: Rates): Generator<Sample> {
  const random = seeded(seed)
  for (let at = 0; ; at++) yield draw(random, at, 100, 10, rates)
}

const percentFalse = (plan: JudgePlan, runs: number, world: (seed: number) => Iterable<Sample>): number => {
  let found = 0
  for (let run = 0; run < runs; run++) if (regressed(until(plan, world(run), 3_600, regressed))) found++
  return (100 * found) / runs
}

const strict = { ratio: 1, plus: 0 }
const hour = 'false rollbacks in 60 min'

const falseRollbacks = (): void => {
  const runs = times(400)
  const plan: JudgePlan = { ...defaultPlan, profile: 'fast', worseThan: strict }
  const steady: Rates = () => ({ old: 0.005, new: 0.005 })
  const drifting: Rates = (at) => {
    const rate = 0.001 + 0.019 * (0.5 + 0.5 * Math.sin(at / 300))
    return { old: rate, new: rate }
  }
  const boundary: Rates = (at) => {
    const { old } = drifting(at)
    return { old, new: 1.5 * old + 0.001 }
  }
  print(
    `${hour}, 1x + 0 %, equal rates`,
    percentFalse(plan, runs, (s) => independent(s, steady)),
    '%',
    1,
  )
  print(
    `${hour}, 1x + 0 %, drifting baseline`,
    percentFalse(plan, runs, (s) => independent(s, drifting)),
    '%',
    1,
  )
  const tolerant: JudgePlan = { ...defaultPlan, profile: 'fast' }
  print(
    `${hour}, default tolerance, exactly at it`,
    percentFalse(tolerant, runs, (s) => independent(s, boundary)),
    '%',
    1,
  )
}

const reality: World = {
  rate: 0.001,
  retries: 8,
  alwaysFailing: 0.003,
  instanceSigma: 0.3,
  incident: { seconds: 5, perInstanceHour: 1 },
  leaveOutRepeats: true,
}

const dependence = (): void => {
  const runs = times(150)
  const run = (profile: ProfileName, world: World): number =>
    percentFalse({ ...defaultPlan, profile }, runs, (seed) => secondsOf(seeded(seed), world))
  const long: World = { ...reality, incident: { seconds: 30, perInstanceHour: 0.5 } }
  print(`${hour}, people who retry or always fail, bursts of 5 s, steady`, run('steady', reality), '%', 2)
  print(`${hour}, people who retry or always fail, incidents of 30 s, patient`, run('patient', long), '%', 2)
  print(
    `${hour}, the same people with their repeats counted, bursts of 5 s, steady`,
    run('steady', { ...reality, leaveOutRepeats: false }),
    '%',
    null,
  )
}

const toSee = (plan: JudgePlan, from: number, to: number, runs: number): JudgeState[] =>
  Array.from({ length: runs }, (_, seed) =>
    until(
      plan,
      independent(seed, () => ({ old: from, new: to })),
      7_200,
      regressed,
    ),
  )

const requestsToSee = (): void => {
  const plan: JudgePlan = { ...defaultPlan, profile: 'fast', worseThan: strict }
  const cases = [
    { from: 0.001, to: 0.01, goal: 650 },
    { from: 0.005, to: 0.05, goal: 140 },
    { from: 0.01, to: 0.02, goal: 2_100 },
  ]
  for (const { from, to, goal } of cases) {
    const needed = toSee(plan, from, to, times(1_000)).map((state) => state.totals.new.requests)
    print(
      `canary requests to see ${100 * from} -> ${100 * to} %, fast, 1x + 0 %`,
      median(needed),
      'requests',
      goal,
    )
  }
}

const proven = (state: JudgeState): boolean =>
  state.proving.batch?.nC === 0 && judge(state, state.heardAt).kind === 'safe'

const safety = (): void => {
  const never: JudgePlan = { ...defaultPlan, alpha: 1e-300 }
  const good = Array.from({ length: times(200) }, (_, seed) =>
    until(
      never,
      independent(seed, () => ({ old: 0.001, new: 0.001 })),
      7_200,
      proven,
    ),
  )
  print(
    'canary requests to safe, 0.1 % errors',
    median(good.map((s) => s.proving.totals.new.requests)),
    'requests',
    2_500,
  )
  const runs = times(150)
  let wrong = 0
  for (let seed = 0; seed < runs; seed++) {
    const rates: Rates = () => ({ old: 0.001, new: 0.004 })
    if (proven(until(never, independent(seed, rates), 3_600, proven))) wrong++
  }
  print('wrong safe in 60 min, exactly at the margin', (100 * wrong) / runs, '%', 5)
}

const profileTable = (): void => {
  const expected: Record<ProfileName, { seconds: readonly [number, number, number]; none: null }> = {
    fast: { seconds: [1, 18, 115], none: null },
    steady: { seconds: [11, 45, 205], none: null },
    patient: { seconds: [91, 122, 344], none: null },
  }
  for (const profile of ['fast', 'steady', 'patient'] as const) {
    const plan: JudgePlan = { ...defaultPlan, profile }
    const cases = [
      ['all fail', 0.001, 1],
      ['.5 -> 5 %', 0.005, 0.05],
      ['.1 -> 1 %', 0.001, 0.01],
    ] as const
    for (const [i, [name, from, to]] of cases.entries()) {
      const seconds = toSee(plan, from, to, times(300)).map((state) => state.totals.seconds)
      print(
        `${profile}: ${name} (specification: ${expected[profile].seconds[i]} s)`,
        median(seconds),
        's',
        null,
      )
    }
    for (const [length, perInstanceHour] of [
      [5, 1],
      [30, 0.5],
    ] as const) {
      const found = percentFalse(plan, times(150), (seed) =>
        incidentsOnly(seeded(seed), { seconds: length, perInstanceHour }),
      )
      print(`${profile}: ${hour}, incidents of ${length} s`, found, '%', null)
    }
  }
}

const speed = (): void => {
  for (const profile of ['fast', 'steady', 'patient'] as const) {
    const batches = Array.from({ length: 100_000 }, (_, i) => ({
      nC: 10,
      nB: 90,
      xC: i % 50 === 0 ? 1 : 0,
      xB: 0,
    }))
    let mixture = emptyMixture(profiles[profile])
    const update = (batch: (typeof batches)[number], at: number): void => {
      const logs = ratios.map((ratio) => logWorse(batch, ratio, defaultPlan.worseThan))
      mixture = advance(mixture, logs, at, profiles[profile])
    }
    batches.slice(0, 20_000).forEach(update)
    const from = performance.now()
    batches.forEach(update)
    print(
      `one update of one metric, ${profile}`,
      ((performance.now() - from) * 1_000) / batches.length,
      'us',
      5,
    )
  }
}

speed()
requestsToSee()
safety()
falseRollbacks()
dependence()
profileTable()
