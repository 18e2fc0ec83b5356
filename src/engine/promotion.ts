import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { candidate as candidateOf, endCandidate } from '../records/candidates.ts'
import { changeEntry, enqueue, entriesOf } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { rolloutsOfCandidate } from '../records/rollouts.ts'
import type { Candidate, Rollout, ShipEnd } from '../records/types.ts'
import { tell } from './journal.ts'
import * as words from './messages.ts'

type Bad = Pick<ShipEnd, 'code' | 'outcome' | 'lines'>

/** The environments that a `ship` goes through, in order. */
export const scopeOf = ({
  config,
  upTo,
  only = null,
  train = null,
}: Pick<Candidate, 'config' | 'upTo'> & Partial<Pick<Candidate, 'only' | 'train'>>): readonly string[] => {
  if (only !== null) return [only]
  const names = config.environments.map(({ name }) => name)
  if (train !== null) {
    // Those before its own were asked of each that it carries.
    const own = train.environment.slice(config.application.length + 1)
    const whole = scopeOf({ config, upTo })
    return whole.filter((name) => name === own || comesAfter(config, name, own))
  }
  if (upTo === null) return names
  const after = (name: string) => config.environments.find((one) => one.name === name)?.after ?? null
  const way: string[] = []
  for (let at: string | null = upTo; at !== null && !way.includes(at); at = after(at)) way.push(at)
  return names.filter((name) => way.includes(name))
}

const comesAfter = (config: Candidate['config'], name: string, earlier: string): boolean => {
  const after = (one: string) => config.environments.find((other) => other.name === one)?.after ?? null
  const seen = new Set<string>()
  for (let at = after(name); at !== null && !seen.has(at); at = after(at)) {
    if (at === earlier) return true
    seen.add(at)
  }
  return false
}

/** Environments after one that a candidate is to reach. */
export const goesOn = (candidate: Candidate, name: string): readonly string[] =>
  scopeOf(candidate).filter((other) => comesAfter(candidate.config, other, name))

/** Whether the way of one goes through every environment that the other's goes through. */
export const covers = (one: Candidate, other: Candidate): boolean =>
  scopeOf(other).every((name) => scopeOf(one).includes(name))

/** Puts a candidate into the queue of each environment that comes right after `done` (null: the first ones). */
export const enqueueAfter = async (
  records: Records,
  candidate: Candidate,
  done: string | null,
  at: Instant,
): Promise<readonly string[]> => {
  const scope = scopeOf(candidate)
  const next = candidate.config.environments.filter(
    ({ name, after }) =>
      scope.includes(name) && (after !== null && scope.includes(after) ? after : null) === done,
  )
  for (const { name } of next) {
    await enqueue(records, `${candidate.application}/${name}`, candidate.id, at)
    const subject = { application: candidate.application, environment: name, candidate: candidate.id }
    await tell(records, { at, subject, kind: 'queued', text: words.queued(name), level: 'info' })
  }
  return next.map(({ name }) => name)
}

const endOf = (rollout: Rollout): Bad => {
  const refused = rollout.state.cause?.code === 'gate-refused'
  const { outcome } = rollout
  return {
    code: outcome === 'rolled-back' ? 3 : refused ? 4 : 1,
    outcome:
      outcome === 'rolled-back'
        ? 'rolled-back'
        : refused
          ? 'refused'
          : outcome === 'failed'
            ? 'failed'
            : 'withdrawn',
    lines: linesOf(rollout),
  }
}

const linesOf = (rollout: Rollout): readonly Text[] =>
  rollout.summary === null ? [] : [rollout.summary.headline, ...rollout.summary.lines]

/**
 * Ends a candidate's `ship` when nothing of it is under way any more: `done` where every environment that it asked
 * for is; otherwise as the first that was not, naming those that were not reached. `bad`: an end without a rollout.
 */
export const conclude = async (
  records: Records,
  id: string,
  at: Instant,
  bad: Bad | null = null,
): Promise<void> => {
  const candidate = await candidateOf(records, id)
  if (candidate === null || candidate.stage === 'ended') return
  const ended = (await rolloutsOfCandidate(records, id)).filter((one) => one.outcome !== null)
  const worst = ended.find((one) => one.outcome !== 'done')
  const entries = await entriesOf(records, id)
  const failed = bad ?? (worst === undefined ? null : endOf(worst))
  if (failed !== null) {
    for (const entry of entries.filter(({ state }) => state === 'waiting')) {
      await changeEntry(records, entry.environment, id, { state: 'ended' })
    }
  } else if (entries.some(({ state }) => state === 'waiting')) return
  if (entries.some(({ state }) => state === 'live')) return
  const done = ended.filter((one) => one.outcome === 'done')
  const reached = [
    ...ended.map((one) => one.environment),
    // All of it ran there when it came.
    ...entries.filter(({ verdict }) => verdict?.outcome === 'pass').map((one) => one.environment),
  ]
  const scope = scopeOf(candidate)
  const notReached = scope.filter((name) => !reached.includes(`${candidate.application}/${name}`))
  if (failed === null && notReached.length > 0) return
  const lines = failed === null ? done.flatMap(linesOf) : failed.lines
  await endCandidate(records, id, {
    code: failed?.code ?? 0,
    outcome: failed?.outcome ?? 'done',
    lines: [...lines, ...(notReached.length === 0 ? [] : [words.notReachedLine(notReached)])],
    at,
    notReached,
  })
}
