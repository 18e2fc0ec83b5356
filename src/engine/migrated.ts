import { pass } from '../kernel/verdict.ts'
import type { MigrationPhase } from '../migrations/types.ts'
import type { Records } from '../records/handle.ts'
import { putEvidence } from '../records/releases.ts'
import type { Rollout } from '../records/types.ts'
import { ranThere } from './messages-migrations.ts'
import { wholeCommand } from './migrations.ts'
import { printedKind } from './printed.ts'
import { contractKey, taskKey } from './release-tasks.ts'
import type { World } from './world.ts'

/** Notes what ran, once the job that runs it has passed: in the transaction of the decision that read it. */
export const noteMigrated = async (
  records: Records,
  rollout: Rollout,
  phase: MigrationPhase,
  world: World,
  at: number,
): Promise<void> => {
  const { application, environment, release, context, plan } = rollout
  const mine = (context.migrations ?? []).filter((one) => one.phase === phase)
  for (const { component, files, byWord, printed } of mine) {
    const revision = plan.components.find(({ name }) => name === component)?.new ?? null
    // A contraction whose files nobody reads ran all the same; an expansion is taken by its word.
    const whole = byWord === true && phase === 'contract' ? [{ name: wholeCommand, digest: null }] : files
    if (revision === null || whole.length === 0) continue
    const key =
      phase === 'expand' ? taskKey(revision, String(release)) : contractKey(revision, String(release))
    if (world.target?.tasks?.find((one) => one.key === key)?.value !== 'passed') continue
    for (const { name: file, digest } of whole) {
      const verdict = pass({
        code: 'migrated',
        text: ranThere(file, release),
        values: { digest, release, rollout: rollout.id, ...(printed === undefined ? {} : { printed }) },
      })
      const name = `${component} ${printed === undefined ? phase : printedKind} ${file}`
      await putEvidence(records, { application, subject: environment, kind: 'migrated', name, verdict, at })
    }
  }
}
