import { readConfig } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Actor } from '../ledger/entry.ts'
import { addCandidate, openCandidates } from '../records/candidates.ts'
import { ensureEnvironment, environment, queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout } from '../records/rollouts.ts'
import type { Candidate } from '../records/types.ts'
import { journal } from './journal.ts'
import * as words from './messages.ts'
import type { Parts } from './parts.ts'
import { noConfig } from './problems.ts'

export type Shipped =
  | { readonly kind: 'new' | 'followed'; readonly candidate: Candidate; readonly text: Text }
  | { readonly kind: 'already-live'; readonly release: number; readonly text: Text }

/** The commit's own `ecluse.yaml` rules its build and its rollout. */
export const configAt = async (parts: Parts, application: string, commit: string): Promise<Config> => {
  const bytes = await parts.source.file(application, commit, 'ecluse.yaml')
  if (bytes === null) throw new ProblemError(noConfig(commit))
  return readConfig({ file: 'ecluse.yaml', text: new TextDecoder().decode(bytes) })
}

/** The release of this commit that runs alone in every environment, with nothing waiting or under way; else null. */
const liveEverywhere = async (parts: Parts, config: Config, commit: string): Promise<number | null> => {
  let release: number | null = null
  for (const { name } of config.environments) {
    const key = `${config.application}/${name}`
    const row = await environment(parts.records, key)
    if (row?.deployed?.commit !== commit) return null
    if ((await liveRollout(parts.records, key)) !== null) return null
    if ((await queueOf(parts.records, key)).length > 0) return null
    release = row.deployed.release
  }
  return release
}

/**
 * Takes a commit that is here already: a new candidate, unless the same commit is on its way (it is followed) or
 * runs alone everywhere (nothing to do). One taken back, or older than what runs, is a new candidate.
 */
export const ship = async (parts: Parts, application: string, commit: string, actor: Actor): Promise<Shipped> => {
  const config = await configAt(parts, application, commit)
  const info = await parts.source.info(application, commit)
  const open = (await openCandidates(parts.records, application)).find((one) => one.commit === commit)
  if (open !== undefined) return { kind: 'followed', candidate: open, text: words.follows(commit) }
  const live = await liveEverywhere(parts, config, commit)
  if (live !== null) return { kind: 'already-live', release: live, text: words.alreadyLive(live, commit) }
  const at = parts.clock.now()
  const id = parts.ids.next()
  const made = await inTransaction(parts.records, async (records) => {
    for (const { name } of config.environments) {
      await ensureEnvironment(records, application, name, parts.ids.secret())
    }
    const { subject } = info
    const added = await addCandidate(records, { id, application, commit, subject, config, actor, at })
    await journal(records, {
      at,
      actor,
      action: 'shipped',
      subject: { application, candidate: id },
      payload: { commit, number: added.number, subject, author: info.author },
      text: words.accepted(commit, subject, added.number),
    })
    return added
  })
  parts.heard()
  return { kind: 'new', candidate: made, text: words.accepted(commit, info.subject, made.number) }
}
