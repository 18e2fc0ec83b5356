import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { type Blind, blindness } from './blind.ts'
import { decide } from './decision.ts'
import * as words from './messages.ts'
import { logBelowLimit, logProof, missingRequests, neededAlone } from './proof.ts'
import { harmlessBelow } from './reference.ts'
import { figures } from './totals.ts'
import type {
  Evidence,
  JudgeState,
  JudgeVerdict,
  JudgeVerdictKind,
  MetricVerdict,
  VerdictCause,
} from './types.ts'

/** E as people and JSON can have it, with its exact logarithm. */
export const evidence = (logE: number, chance: number): Evidence => ({
  e: Math.min(Math.exp(logE), Number.MAX_VALUE),
  logE,
  threshold: 1 / chance,
})

/** Whether the evidence reaches its threshold, decided on the logarithms. */
const reached = (found: Evidence | null, chance: number): boolean =>
  found !== null && found.logE >= -Math.log(chance)

/** What speaks for no harm: (f) beside a baseline, else against the reference, else nothing. */
export type Harmlessness = { readonly found: Evidence | null; readonly missing: number | null }

export const harmlessness = (state: JudgeState): Harmlessness => {
  const { plan, level, proving, watched } = state
  if (level === null) return { found: null, missing: null }
  if (level.weight < 100) {
    return {
      found: evidence(logProof(proving.proof), plan.beta),
      missing: missingRequests(proving.proof, plan.safeWithin, plan.beta),
    }
  }
  const limit = harmlessBelow(plan.reference, plan.safeWithin)
  if (limit === null) return { found: null, missing: null }
  const { requests, errors } = (watched ?? proving).totals.new
  const needed = neededAlone(errors, limit, plan.beta)
  return {
    found: evidence(logBelowLimit(requests, errors, limit), plan.beta),
    missing: needed === null ? null : Math.max(0, needed - requests),
  }
}

/** What speaks for a worsening: where it once sufficed, that moment; null: `not compared`. */
const worsening = (state: JudgeState): Evidence | null => {
  const { errors } = state.regressed
  if (errors !== null) return evidence(errors.logE, state.plan.alpha)
  const compares = state.limit !== null || !(state.watched?.alone ?? false)
  return compares ? evidence(decide(state).logE, state.plan.alpha) : null
}

const kindOf = (state: JudgeState, blind: Blind | null, found: Evidence | null): JudgeVerdictKind => {
  if (state.regressed.errors !== null || state.regressed.crashes !== null) return 'regressed'
  if (blind !== null) return 'no telemetry'
  return reached(found, state.plan.beta) ? 'safe' : 'not enough evidence'
}

const errorsVerdict = (state: JudgeState, blind: Blind | null): MetricVerdict => {
  const { regressed, proving, plan } = state
  const { found, missing } = harmlessness(state)
  const crashed = regressed.errors === null && regressed.crashes !== null
  const kind = crashed ? 'not enough evidence' : kindOf(state, blind, found)
  const totals = regressed.errors?.counts ?? (crashed ? state.totals : proving.totals)
  const [now, before] = [figures(totals.new), figures(totals.old)]
  const perSecond = proving.totals.seconds === 0 ? 0 : proving.totals.new.requests / proving.totals.seconds
  const missingSeconds = missing === null || perSecond === 0 ? null : missing / perSecond
  const worse = worsening(state)
  const say = (): Text => {
    if (kind === 'regressed' && worse !== null) return words.errorsRegressed(now, before, worse)
    if (kind === 'safe' && found !== null) return words.errorsSafe(now, before, found, plan.safeWithin)
    return words.errorsUndecided(now, before, found, missing, missingSeconds)
  }
  return {
    metric: 'errors',
    share: 1,
    kind,
    new: now,
    old: before,
    worse,
    harmless: found,
    missing,
    missingSeconds,
    text: blind !== null && kind === 'no telemetry' ? blind.text : say(),
  }
}

const explain = (
  state: JudgeState,
  blind: Blind | null,
  errors: MetricVerdict,
): { cause: VerdictCause; text: Text } => {
  if (state.regressed.errors !== null) return { cause: 'errors', text: errors.text }
  if (state.regressed.crashes !== null)
    return { cause: 'crashes', text: words.crashesRegressed(state.regressed.crashes) }
  if (blind !== null) return blind
  if (state.level === null) return { cause: 'no-level', text: words.nothingReadBack }
  if (errors.harmless === null) return { cause: 'not-compared', text: words.notCompared }
  return { cause: 'evidence', text: errors.text }
}

/**
 * The verdict on what was observed so far; `now` by the caller's clock, only to notice silence. `regressed` stays
 * and always counts; `safe` speaks of its generation alone, and the step's minimum time is the rollout's.
 */
export const judge = (state: JudgeState, now: Instant): JudgeVerdict => {
  const blind = blindness(state, now)
  const errors = errorsVerdict(state, blind)
  const sharedCause = decide(state).sharedCause
  const crashed = state.regressed.crashes !== null
  return {
    kind: crashed ? 'regressed' : errors.kind,
    ...explain(state, blind, errors),
    of: state.level?.generation ?? null,
    weight: state.level?.weight ?? null,
    metrics: [errors],
    sharedCause,
    notes: [
      ...(sharedCause ? [words.causeShared] : []),
      ...(state.watched !== null && state.limit?.capped === true
        ? [words.limitCapped(state.limit.limit, state.limit.observed)]
        : []),
      ...(state.watched !== null && state.limit === null ? [words.notCompared] : []),
    ],
  }
}
