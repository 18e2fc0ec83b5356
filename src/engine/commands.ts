import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Actor } from '../ledger/entry.ts'
import { changeEntry, queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, liveTails, putCommand } from '../records/rollouts.ts'
import type { Environment, QueueEntry, Rollout, Tail } from '../records/types.ts'
import { refusalOf } from '../rollout/commands.ts'
import { refusalText } from '../rollout/messages.ts'
import type { Command } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import type { DoneView } from './facade.ts'
import { journal } from './journal.ts'
import * as words from './messages.ts'
import { commandRefused, noRollout } from './problems.ts'
import type { Works } from './works.ts'

export type PersonsCommand = 'pause' | 'resume' | 'promote'

/** Written down with its place, bound to where the rollout stands now; the next decision takes it. */
const give = async (
  works: Works,
  row: Environment,
  live: Rollout,
  command: PersonsCommand,
  actor: Actor,
): Promise<DoneView> => {
  const { parts } = works
  const text = words.commanded(command, live.release, row.name)
  const given: Omit<Command, 'seq'> = { command, at: live.state.phase, step: live.state.step, by: actor.name }
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await putCommand(records, live.id, given, actor.name, at)
    await journal(records, { at, actor, action: `${command}-asked`, subject: subjectOf(live), text })
  })
  return { text, rollout: live.id, environment: row.name }
}

/** Holds that a person may lift by `promote`; all others are answered, or overridden by a right. */
const liftable: readonly string[] = ['taken-back', 'after-pending']

export const isLiftable = ({ verdict, lifted }: QueueEntry): boolean =>
  !lifted && verdict?.outcome === 'hold' && verdict.reasons.some(({ code }) => liftable.includes(code))

/** The first that waits held because of what was taken back goes when its turn comes. */
const lift = async (works: Works, row: Environment, actor: Actor): Promise<DoneView | null> => {
  const { parts } = works
  const held = (await queueOf(parts.records, row.key)).find(
    (entry) => entry.state === 'waiting' && isLiftable(entry),
  )
  if (held === undefined) return null
  const text = words.lifted(row.name)
  await inTransaction(parts.records, async (records) => {
    await changeEntry(records, row.key, held.candidate, { lifted: true })
    const subject = { application: row.application, environment: row.name, candidate: held.candidate }
    await journal(records, { at: parts.clock.now(), actor, action: 'hold-lifted', subject, text })
  })
  return { text, rollout: null, environment: row.name }
}

/** The oldest release that is kept is not kept any longer. */
const endKeeping = async (works: Works, row: Environment, tail: Tail, actor: Actor): Promise<DoneView> => {
  const { parts } = works
  const text = words.keepingEnded(tail.release, row.name)
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await putCommand(records, tail.id, { command: 'promote', at: 'keeping', by: actor.name }, actor.name, at)
    const { application, release, rollout } = tail
    const subject = { application, environment: row.name, release, rollout }
    await journal(records, { at, actor, action: 'keeping-ended', subject, text })
  })
  return { text, rollout: null, environment: row.name }
}

/** `promote` is for the live rollout where that takes it, else for a hold of the queue, else for what is kept. */
export const command = async (
  works: Works,
  row: Environment,
  asked: PersonsCommand,
  actor: Actor,
): Promise<DoneView> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  let refused: Text | null = null
  if (live !== null && live.kind !== 'restart') {
    const { phase, step, seq } = live.state
    const given: Command = { command: asked, at: phase, step, by: actor.name, seq: seq + 1 }
    const refusal = refusalOf(live.plan, live.state, given)
    if (refusal === null) return give(works, row, live, asked, actor)
    refused = refusalText(refusal)
  }
  if (asked === 'promote') {
    const lifted = await lift(works, row, actor)
    if (lifted !== null) return lifted
    const kept = (await liveTails(records, row.key)).find(({ state }) => state.phase === 'keeping')
    if (kept !== undefined && live === null) return endKeeping(works, row, kept, actor)
  }
  throw new ProblemError(refused === null ? noRollout(row.name) : commandRefused(asked, refused))
}
