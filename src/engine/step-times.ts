import type { EnvironmentConfig } from '../config/types.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { deploymentsOf } from '../records/environments.ts'
import type { Candidate, Environment, Prognosis, Rollout } from '../records/types.ts'
import { judgePlanOf } from './planning.ts'
import { prognosisOf } from './prognosis.ts'
import { lastHourOf } from './reference.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

/** What a rollout wants of the calendar and of people next. */
export type Ahead = {
  /** When it goes on at the earliest. */
  readonly from: Instant
  /** How long its steps take from there to the watch. */
  readonly takes: Ms
  /** Percent of people that it goes to then; null: no share of a canary. */
  readonly next: number | null
  readonly starts: boolean
}

type Timed = { readonly weight: number; readonly atLeast: Ms; readonly atMost: Ms }

/** The larger of `at-least` and the forecast, at most `at-most`; where nothing can be forecast, `at-most`. */
const takesOf = (steps: readonly Timed[], prognosis: Prognosis | null): Ms =>
  steps.reduce((sum, { weight, atLeast, atMost }) => {
    const seconds = prognosis?.steps.find((one) => one.weight === weight)?.seconds ?? null
    const expected = seconds === null ? atMost : Math.min(seconds * 1_000, atMost)
    return sum + Math.max(atLeast, expected)
  }, 0)

const stepsOf = ({ strategy }: EnvironmentConfig): readonly Timed[] =>
  strategy.kind === 'canary'
    ? strategy.steps.map(({ weight }) => ({
        weight,
        atLeast: strategy.atLeast,
        atMost: Math.max(strategy.atLeast, strategy.atMost),
      }))
    : []

const forecastFor = (
  works: Works,
  row: Environment,
  config: EnvironmentConfig,
): Promise<Prognosis | null> => {
  const now = works.parts.clock.now()
  const key = `forecast ${row.key} ${JSON.stringify(config.strategy)} ${row.deployed?.release} ${Math.floor(now / 60_000)}`
  return remembered(works, key, async () => {
    const { reference, traffic } = await lastHourOf(works.parts, row, now)
    return prognosisOf(config, judgePlanOf(config, reference), traffic)
  })
}

const waiting = async (works: Works, row: Environment, candidate: Candidate): Promise<Ahead> => {
  const now = works.parts.clock.now()
  const config = candidate.config.environments.find(({ name }) => name === row.name)
  const first = row.deployed === null || config === undefined
  const broken = !first && (await deploymentsOf(works.parts.records, row.key)).at(-1)?.good === false
  const steps = first || broken ? [] : stepsOf(config)
  const takes = steps.length === 0 || first ? 0 : takesOf(steps, await forecastFor(works, row, config))
  const whole = 100 - (config?.watch.holdback ?? 0)
  return { from: now, takes, next: first ? null : (steps[0]?.weight ?? whole), starts: true }
}

/** What a live rollout wants: before anybody is moved all of its steps, in one what comes after it. */
const live = (rollout: Rollout, now: Instant): Ahead => {
  const { plan, state, seen } = rollout
  const steps = plan.steps.slice(0, -1)
  const observing = state.phase === 'observing'
  const step = observing ? plan.steps[state.step] : undefined
  const left = step === undefined ? 0 : Math.max(0, step.atLeast - state.elapsed)
  const after = observing ? state.step + 1 : state.step
  const next = plan.previous === null ? null : (plan.steps[after]?.weight ?? null)
  const takes = takesOf(steps.slice(after), seen.prognosis ?? null)
  return { from: now + left, takes, next, starts: !observing }
}

export const aheadOf = (
  works: Works,
  row: Environment,
  candidate: Candidate,
  rollout: Rollout | null,
): Promise<Ahead> | Ahead =>
  rollout === null ? waiting(works, row, candidate) : live(rollout, works.parts.clock.now())
