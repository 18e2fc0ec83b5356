import { judge } from '../analysis/judge.ts'
import type { MetricVerdict } from '../analysis/types.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Culprit, Rollout, Summary } from '../records/types.ts'
import { causeText } from '../rollout/messages.ts'
import { ranked } from './culprits.ts'
import * as words from './messages-end.ts'
import { rehearsalText } from './rehearsal-evidence.ts'

const countsOf = (errors: MetricVerdict | undefined): Summary['counts'] =>
  errors === undefined || errors.new.rawRequests + errors.old.rawRequests === 0
    ? null
    : {
        new: { requests: errors.new.rawRequests, errors: errors.new.rawErrors },
        old: { requests: errors.old.rawRequests, errors: errors.old.rawErrors },
      }

/** `why:` and what names the culprit, as far as telemetry knows: component, route, how it failed, since when. */
const whyLine = (rollout: Rollout): Text | null => {
  const { state, seen } = rollout
  const { cause } = state
  if (cause === null) return null
  const byJudge = cause.code === 'regressed'
  const crashed =
    byJudge && rollout.judge.regressed.crashes !== null && rollout.judge.regressed.errors === null
  const [first, ...rest] = byJudge && !crashed ? ranked(seen.culprits, rollout.plan.components) : []
  if (first === undefined) return words.why(causeText(cause))
  const edge: Culprit | undefined = first.inner ? rest.find((one) => !one.inner) : first
  return words.culprit(first, edge?.route ?? null)
}

/** Whether the counts of errors say why: it was judged by them, or they were not enough in time. */
const byErrors = ({ state, judge: known }: Rollout): boolean => {
  const code = state.cause?.code
  return (code === 'regressed' && known.regressed.errors !== null) || code === 'unsure' || code === 'blind'
}

const headlineOf = (rollout: Rollout, now: Instant): Text => {
  const { release, previous, seen, plan, state, startedAt } = rollout
  const environment = rollout.environment.slice(rollout.application.length + 1)
  const where = words.where(environment, plan, seen.turnedAt)
  const took = now - startedAt
  switch (rollout.outcome) {
    case 'rolled-back':
      return words.rolledBack(release, previous, seen.returned, where)
    case 'withdrawn':
      return words.withdrawn(release, where)
    case 'failed':
      return words.failed(release, where)
    default:
      if (rollout.kind === 'restart') return words.restartDone(release, took, environment)
      if (rollout.kind === 'rollback') return words.wentBack(release, previous, took, environment)
      return words.done(release, took, words.where(environment, plan, null), state.forward)
  }
}

const nextOf = (rollout: Rollout): Text => {
  const { outcome, release, kind, seen, plan } = rollout
  if (outcome === 'done') {
    if (kind === 'rollback') return words.nextAfterRollback(release)
    const back = plan.previous !== null && plan.wayBack !== 'person'
    return back ? words.nextAfterDone(release) : words.nextWithoutBack
  }
  return outcome === 'failed'
    ? words.nextAfterFailed(release)
    : words.nextAfterReturn(release, (seen.turnedAt ?? 0) > 0)
}

/** What to do next for somebody who reads why already. `noWayBack`: by now there is none. */
export const nextInWhy = (rollout: Rollout, noWayBack = false): readonly Text[] => {
  const { outcome, release, kind, seen, summary } = rollout
  if (outcome !== 'done' && kind !== 'restart')
    return [words.nextInWhy(release, (seen.turnedAt ?? 0) > 0 || outcome === 'failed')]
  return noWayBack ? [words.nextWithoutBack] : (summary?.lines ?? []).filter(isNext)
}

export const isNext = (line: Text): boolean => line.en.startsWith('next: ')

/** What happened, in the shape of the model sentence, and in numbers. */
export const summaryOf = (rollout: Rollout, now: Instant): Summary => {
  const [errors] = judge(rollout.judge, now).metrics
  const counts = countsOf(errors)
  const shown = rollout.kind === 'ship' && rollout.movedAt !== null && errors !== undefined && counts !== null
  const good = rollout.outcome === 'done'
  const lines = [
    shown && byErrors(rollout) ? words.errors(errors) : null,
    good ? rollout.seen.watch : whyLine(rollout),
    good ? rehearsalText(rollout) : null,
    ...(good ? [] : rollout.seen.faults.map(({ component, text }) => words.fault(component, text))),
    nextOf(rollout),
  ]
  return {
    headline: headlineOf(rollout, now),
    lines: lines.filter((line) => line !== null),
    counts,
    returned: rollout.seen.returned,
    weight: rollout.seen.turnedAt,
  }
}
