import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import { rolesOf, waitingKeys, waitsForPeople } from '../notices/events.ts'
import type { Records } from '../records/handle.ts'
import type { Candidate, Environment, QueueEntry, Rollout } from '../records/types.ts'
import { waitText } from '../rollout/messages.ts'
import type { State, Wait } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import * as words from './messages-telling.ts'
import { announce } from './telling.ts'

const linesOf = (reasons: readonly Reason[]): readonly Text[] =>
  reasons
    .filter(waitsForPeople)
    .flatMap(({ text, change }) => [text, ...(change === undefined ? [] : [change])])

const isNews = (before: readonly string[], now: readonly string[]): boolean =>
  now.some((key) => !before.includes(key))

/** A candidate begins to wait for people, or for others than before. */
export const tellWaiting = async (
  records: Records,
  row: Environment,
  { entry, candidate, verdict }: { entry: QueueEntry; candidate: Candidate; verdict: Verdict },
  at: Instant,
): Promise<void> => {
  const now = waitingKeys(verdict.reasons)
  if (!isNews(waitingKeys(entry.verdict?.reasons ?? []), now)) return
  await announce(records, {
    event: 'waiting',
    by: { candidate: candidate.id, environment: row.key, waits: now, at },
    at,
    application: row.application,
    environment: row.name,
    release: candidate.release,
    candidate: candidate.id,
    text: words.candidateWaits(candidate.number, candidate.subject, row.name),
    lines: linesOf(verdict.reasons),
    roles: rolesOf(verdict.reasons),
  })
}

const reasonsIn = (waits: readonly Wait[]): readonly Reason[] =>
  waits.flatMap((wait) => (wait.code === 'gate' ? wait.reasons : []))

/** What of a rollout waits for a person: a command, or somebody's word at a gate. */
const waitsOf = ({ waits, phase, step }: State): readonly string[] => [
  ...waits.flatMap((wait) => (wait.code === 'person' ? [`${phase} ${step} ${wait.command}`] : [])),
  ...waitingKeys(reasonsIn(waits)),
]

/** A rollout under way begins to wait for people. What a person does oneself (a pause) is told by nobody. */
export const tellRolloutWaits = async (
  records: Records,
  before: Rollout,
  next: Rollout,
  at: Instant,
): Promise<void> => {
  const { state } = next
  const now = waitsOf(state)
  if (state.paused || state.phase === 'handed-over' || !isNews(waitsOf(before.state), now)) return
  const subject = subjectOf(next)
  const reasons = reasonsIn(state.waits)
  const people = state.waits.filter((wait) => wait.code === 'person')
  await announce(records, {
    event: 'waiting',
    by: { rollout: next.id, waits: now, at },
    at,
    application: next.application,
    environment: subject.environment,
    release: next.release,
    candidate: next.candidate,
    text: words.rolloutWaits(next.release, subject.environment),
    lines: [...people.map(waitText), ...linesOf(reasons)],
    roles: people.length > 0 ? [] : rolesOf(reasons),
  })
}
