import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Records } from '../records/handle.ts'
import type { Deployed, Rollout } from '../records/types.ts'
import { subjectOf } from './begin.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-rollback.ts'
import { splitReadings, type World } from './world.ts'

/** The release that a way back led to; null: it was none, or has not arrived. */
const arrivedAt = ({ kind, outcome, context }: Rollout): Deployed | null => {
  if (kind === 'rollback') return outcome === 'done' ? context.new : null
  return kind === 'ship' && outcome === 'rolled-back' ? context.old : null
}

/** Where what is read differs from the manifest, in sentences. */
const differences = (world: World, environment: string, wanted: Deployed): readonly Text[] => {
  const [split] = splitReadings(world, environment)
  const share = split?.kind === 'split' ? (split.shares[String(wanted.release)] ?? 0) : null
  const runs = new Map(world.target?.runs.map((run) => [run.key, run]))
  const missing = wanted.revisions.filter(
    ({ key, static: files }) => files === undefined && runs.get(key)?.value !== 'ready',
  )
  return [
    ...(share === 100 ? [] : [words.shareDiffers(share)]),
    ...missing.map(({ component, key }) => words.runDiffers(component, runs.get(key)?.value ?? 'absent')),
  ]
}

/** Whether what runs is the previous manifest as a whole, read anew at its end: an entry of its own in the ledger. */
export const verifyWayBack = async (
  records: Records,
  rollout: Rollout,
  world: World,
  at: Instant,
): Promise<void> => {
  const wanted = arrivedAt(rollout)
  if (wanted === null) return
  const differ = differences(world, rollout.environment, wanted)
  const subject = subjectOf(rollout)
  await journal(records, {
    at,
    actor: engineActor,
    action: differ.length === 0 ? 'way-back-verified' : 'way-back-differs',
    subject,
    payload: {
      release: wanted.release,
      manifest: wanted.manifest,
      cause: rollout.state.cause === null ? rollout.why : rollout.state.cause.code,
      components: wanted.revisions.map(({ component, image, revision }) => ({ component, image, revision })),
      differences: differ.map(({ en }) => en),
    },
    text:
      differ.length === 0
        ? words.verified(subject.environment, wanted.release, wanted.revisions.length)
        : words.differs(subject.environment, wanted.release, differ),
    level: differ.length === 0 ? 'info' : 'alarm',
  })
}
