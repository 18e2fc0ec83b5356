import { judge } from '../analysis/judge.ts'
import { observe } from '../analysis/observe.ts'
import { enter } from '../analysis/start.ts'
import type {
  JudgeState,
  JudgeVerdict,
  JudgeVerdictKind,
  MetricVerdict,
  SideFigures,
} from '../analysis/types.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { TelemetryRow } from '../ports/signal-source.ts'
import type { Culprit, Rollout } from '../records/types.ts'
import { evidenceOf } from '../rollout/evidence.ts'
import type { Judgement, Reading } from '../rollout/types.ts'
import { culpritsOf } from './culprits.ts'
import type { Counts, Evidence } from './facade.ts'
import type { Parts } from './parts.ts'
import { crashesOf, samplesOf, wholeSeconds } from './samples.ts'
import { within } from './worker.ts'
import type { World } from './world.ts'

const pageSize = 20_000
const patience: Ms = 5_000

/** What was read for one decision: the judge with the cursor that it read up to, stored together. */
export type Gathered = {
  readonly judge: JudgeState
  readonly cursor: number
  readonly crashes: Readonly<Record<string, number>>
  readonly culprits: readonly Culprit[]
  readonly verdict: JudgeVerdict
  readonly readings: readonly Reading[]
  /** There is more to read at once. */
  readonly more: boolean
}

type Rows = { readonly rows: readonly TelemetryRow[]; readonly cursor: number; readonly more: boolean }

/** Rows since a cursor, by whole seconds; none where the source does not answer: silence is evidence of its own. */
const nextRows = async (parts: Parts, cursor: number): Promise<Rows> => {
  const none = { rows: [], cursor, more: false }
  try {
    const page = await within(parts.clock, patience, parts.signals.rows(cursor, pageSize))
    if (page === null) return none
    const full = page.rows.length >= pageSize
    const whole = wholeSeconds(page.rows, full)
    const reached = whole.cursor ?? (page.rows.length === 0 ? Math.max(cursor, page.cursor) : cursor)
    return { rows: whole.rows, cursor: reached, more: full }
  } catch (error) {
    parts.trouble('read telemetry', error)
    return none
  }
}

const judgements: Readonly<Record<JudgeVerdictKind, Judgement>> = {
  regressed: 'regressed',
  safe: 'safe',
  'not enough evidence': 'not-enough-evidence',
  'no telemetry': 'no-telemetry',
}

/** What the sentence speaks of: that it is worse, or that it does no harm. */
const spokenOf = (errors: MetricVerdict | undefined) =>
  errors?.kind === 'regressed' ? errors.worse : errors?.harmless

/** The verdict as gates and rollouts give reasons: the sentence and the values seen. */
export const reasonOf = (verdict: JudgeVerdict): Reason => {
  const errors = verdict.metrics[0]
  const shown = spokenOf(errors)
  return {
    code: verdict.cause,
    text: verdict.text,
    ...(errors === undefined
      ? {}
      : {
          values: {
            requests: errors.new.rawRequests,
            errors: errors.new.rawErrors,
            judgedRequests: errors.new.requests,
            judgedErrors: errors.new.errors,
            oldRequests: errors.old.rawRequests,
            oldErrors: errors.old.rawErrors,
            evidence: shown?.e ?? null,
            needed: shown?.threshold ?? null,
            missing: errors.missing,
          },
        }),
  }
}

/** The weight that is in force and observed is a level of its own for the judge, from when it was read back. */
const entered = (rollout: Rollout, judge: JudgeState, of: number | null, now: Instant): JudgeState => {
  const { plan, state } = rollout
  if (of === null || judge.level?.generation === of) return judge
  const kind = state.step === plan.steps.length - 1 ? 'watch' : 'step'
  return enter(judge, { step: state.step, kind, generation: of, weight: state.target, at: now })
}

/** Reads the telemetry since the cursor and lets the judge take it in. */
export const gather = async (parts: Parts, rollout: Rollout, world: World): Promise<Gathered> => {
  const now = world.at
  const { environment, release, previous, state, plan, seen } = rollout
  const { rows, cursor, more } = await nextRows(parts, rollout.cursor)
  const { crashes, counted } = crashesOf(world, plan.components, rollout.crashes, now)
  const of = evidenceOf(state)
  const level = of === null ? null : { of, weight: state.target }
  const samples = samplesOf(rows, { environment, release, previous, own: seen.own, level })
  const known = observe(entered(rollout, rollout.judge, of, now), samples, crashes, now)
  const verdict = judge(known, now)
  const reading: Reading = {
    kind: 'verdict',
    of: verdict.of ?? 0,
    judgement: judgements[verdict.kind],
    reasons: [reasonOf(verdict)],
  }
  return {
    judge: known,
    cursor,
    crashes: counted,
    culprits: culpritsOf(seen.culprits, rows, { environment, release, components: plan.components }),
    verdict,
    readings: state.weight > 0 ? [reading] : [],
    more,
  }
}

/** The judge's last answer with its numbers, for people. */
export const evidenceView = (judgeState: JudgeState, now: Instant): Evidence | null => {
  const verdict = judge(judgeState, now)
  const errors = verdict.metrics[0]
  if (errors === undefined) return null
  const shown = spokenOf(errors)
  const side = (figures: SideFigures): Counts => ({
    requests: figures.rawRequests,
    errors: figures.rawErrors,
    judgedRequests: figures.requests,
    judgedErrors: figures.errors,
  })
  return {
    judgement: judgements[verdict.kind],
    text: verdict.text,
    new: side(errors.new),
    old: side(errors.old),
    e: shown?.e ?? null,
    threshold: shown?.threshold ?? null,
    missing: errors.missing,
  }
}
