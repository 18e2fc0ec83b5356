import { judge } from '../analysis/judge.ts'
import { observe } from '../analysis/observe.ts'
import { enter } from '../analysis/start.ts'
import type { JudgeState, JudgeVerdict, JudgeVerdictKind } from '../analysis/types.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { TelemetryPage, TelemetryRow } from '../ports/signal-source.ts'
import type { Rollout } from '../records/types.ts'
import { evidenceOf } from '../rollout/evidence.ts'
import type { Judgement, Reading } from '../rollout/types.ts'
import type { Parts } from './parts.ts'
import { crashesOf, samplesOf, wholeSeconds } from './samples.ts'
import type { World } from './world.ts'

const pageSize = 20_000

/** What was read for one decision: the judge with the cursor that it read up to, stored together. */
export type Gathered = {
  readonly judge: JudgeState
  readonly cursor: number
  readonly crashes: Readonly<Record<string, number>>
  readonly verdict: JudgeVerdict
  readonly readings: readonly Reading[]
}

const nextRows = async (
  parts: Parts,
  cursor: number,
): Promise<{ rows: readonly TelemetryRow[]; cursor: number }> => {
  let page: TelemetryPage
  try {
    page = await parts.signals.rows(cursor, pageSize)
  } catch (error) {
    parts.trouble('read telemetry', error)
    return { rows: [], cursor }
  }
  const whole = wholeSeconds(page.rows, page.rows.length >= pageSize)
  return {
    rows: whole.rows,
    cursor: whole.cursor ?? (page.rows.length === 0 ? Math.max(cursor, page.cursor) : cursor),
  }
}

const judgements: Readonly<Record<JudgeVerdictKind, Judgement>> = {
  regressed: 'regressed',
  safe: 'safe',
  'not enough evidence': 'not-enough-evidence',
  'no telemetry': 'no-telemetry',
}

/** The verdict as gates and rollouts give reasons: the sentence and the values seen. */
export const reasonOf = (verdict: JudgeVerdict): Reason => {
  const errors = verdict.metrics[0]
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
            evidence: errors.worse?.e ?? null,
            needed: errors.worse?.threshold ?? null,
            missing: errors.missing,
          },
        }),
  }
}

/** The weight that is in force and observed is a level of its own for the judge, from when it was read back. */
const entered = (rollout: Rollout, judge: JudgeState, now: Instant): JudgeState => {
  const { plan, state } = rollout
  const of = evidenceOf(state)
  if (state.phase !== 'observing' || of === null || judge.level?.generation === of) return judge
  const kind = state.step === plan.steps.length - 1 ? 'watch' : 'step'
  return enter(judge, { step: state.step, kind, generation: of, weight: state.target, at: now })
}

/** Reads the telemetry since the cursor and lets the judge take it in. */
export const gather = async (parts: Parts, rollout: Rollout, world: World): Promise<Gathered> => {
  const now = world.at
  const { rows, cursor } = await nextRows(parts, rollout.cursor)
  const { crashes, counted } = crashesOf(world, rollout.plan.components, rollout.crashes, now)
  const level = entered(rollout, rollout.judge, now)
  const seen = observe(level, samplesOf(rows, rollout.environment), crashes, now)
  const verdict = judge(seen, now)
  const moved = rollout.state.weight > 0
  const reading: Reading = {
    kind: 'verdict',
    of: verdict.of ?? 0,
    judgement: judgements[verdict.kind],
    reasons: [reasonOf(verdict)],
  }
  return { judge: seen, cursor, crashes: counted, verdict, readings: moved ? [reading] : [] }
}
