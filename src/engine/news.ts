import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Records } from '../records/handle.ts'
import type { Rollout, Tail } from '../records/types.ts'
import { causeText, explain, newsText } from '../rollout/messages.ts'
import type { Cause, Effect, News } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import { engineActor, journal, judgeActor, tell } from './journal.ts'
import * as words from './messages.ts'
import { tellRolloutWaits } from './telling-waits.ts'

type Tell = Extract<Effect, { kind: 'tell' }>

/** Who turned it back: the judge, a person, or the engine by rule. */
const actorOf = (cause: Cause | null): Actor => {
  if (cause?.code === 'regressed') return judgeActor
  return cause?.code === 'person' ? { kind: 'user', name: cause.by } : engineActor
}

const actions: Readonly<Record<News['code'], string>> = {
  phase: 'phase',
  returning: 'turned-back',
  staying: 'stays',
  awaiting: 'held-for-a-person',
  ended: 'ended',
  stuck: 'stuck',
  'command-ignored': 'command-ignored',
}

/** Phases are progress; everything else that happened is an entry of the ledger. */
const tellOne = async (records: Records, rollout: Rollout, effect: Tell, at: Instant): Promise<void> => {
  const { news, level } = effect
  const subject = subjectOf(rollout)
  if (news.code === 'phase') {
    const text = explain(rollout.plan, { ...rollout.state, waits: [] })[0] ?? newsText(news)
    await tell(records, { at, subject, kind: `phase-${news.phase}`, text, level: 'progress' })
    return
  }
  if (news.code === 'ended') return
  // Only carries where a way back goes on to; there was nothing to resume.
  if (news.code === 'command-ignored' && rollout.kind === 'rollback' && news.command === 'resume') return
  const cause = 'cause' in news ? news.cause : null
  const text = words.inEnvironment(subject.environment, rollout.release, newsText(news))
  await journal(records, { at, actor: actorOf(cause), action: actions[news.code], subject, text, level })
}

/** People are on a weight once it was read back: setting is not verifying. */
const tellMoved = async (records: Records, before: Rollout, next: Rollout, at: Instant): Promise<void> => {
  const { state, plan } = next
  const was = before.state
  const arrived = was.phase === 'moving' && state.phase === 'observing'
  const settled =
    was.phase === 'settling' && state.outcome === 'done' && (plan.steps.at(-1)?.weight ?? 0) < 100
  const back = was.phase === 'returning' && state.phase !== 'returning' && state.weight > 0
  if (!arrived && !settled && !(back && state.phase === 'clearing')) return
  const weight = back ? 0 : settled ? 100 : was.target
  const subject = subjectOf(next)
  const text = words.moved(next.release, weight, subject.environment)
  await journal(records, {
    at,
    actor: engineActor,
    action: 'moved',
    subject,
    payload: { weight, generation: state.generation },
    text,
  })
}

const tellEnded = async (records: Records, next: Rollout, at: Instant): Promise<void> => {
  const { outcome, summary, state } = next
  if (outcome === null) return
  const subject = subjectOf(next)
  const text =
    summary?.headline ??
    words.inEnvironment(
      subject.environment,
      next.release,
      newsText({ code: 'ended', outcome, cause: state.cause }),
    )
  await journal(records, {
    at,
    actor: actorOf(state.cause),
    action: outcome,
    subject,
    payload: {
      previous: next.previous,
      cause: state.cause === null ? null : causeText(state.cause).en,
      counts: summary?.counts ?? null,
      watch: next.seen.watch?.en ?? null,
    },
    text,
    level: outcome === 'done' ? 'info' : 'alarm',
    lines: summary?.lines ?? [],
    ...(next.kind === 'rollback' && outcome === 'done' ? { event: 'rolled-back' as const } : {}),
  })
}

/** Writes what a decision did into the ledger, and tells those who follow. */
export const report = async (
  records: Records,
  before: Rollout,
  next: Rollout,
  effects: readonly Effect[],
  at: Instant,
): Promise<void> => {
  await tellMoved(records, before, next, at)
  await tellRolloutWaits(records, before, next, at)
  for (const effect of effects) if (effect.kind === 'tell') await tellOne(records, next, effect, at)
  await tellEnded(records, next, at)
}

/** The same for a release that was left. */
export const reportTail = async (
  records: Records,
  tail: Tail,
  effects: readonly Effect[],
  at: Instant,
): Promise<void> => {
  const { application, release, rollout } = tail
  const environment = tail.environment.slice(application.length + 1)
  const subject = { application, environment, release, rollout }
  for (const effect of effects) {
    if (effect.kind !== 'tell') continue
    const { news, level } = effect
    const text = words.inEnvironment(environment, release, newsText(news))
    if (news.code === 'phase')
      await tell(records, { at, subject, kind: `tail-${news.phase}`, text, level: 'progress' })
    else {
      const action = news.code === 'ended' ? `tail-${news.outcome}` : `tail-${actions[news.code]}`
      await journal(records, { at, actor: engineActor, action, subject, text, level })
    }
  }
}
