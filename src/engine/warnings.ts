import type { Records } from '../records/handle.ts'
import { inTransaction } from '../records/handle.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { tell } from './journal.ts'
import { warned, workersAlone } from './messages-processes.ts'
import type { Works } from './works.ts'

/**
 * What the supervisor warns of, each told once in this life of the control plane: a worker that listens, a limit that
 * this system does not enforce.
 */
export const warningsOf = (works: Works): ((row: Environment) => Promise<void>) => {
  const told = new Set<string>()
  return async (row) => {
    const runs = works.eyes.last().target?.reading.runs ?? []
    for (const { key, spec, instances } of runs) {
      if (!key.startsWith(`${row.key}/`)) continue
      for (const problem of instances.flatMap(({ warnings = [] }) => warnings)) {
        const name = `${key} ${problem.code}`
        if (told.has(name)) continue
        told.add(name)
        const subject = { application: row.application, environment: row.name }
        const text = warned(spec.labels.component, problem)
        await inTransaction(works.parts.records, (records) =>
          tell(records, { at: works.parts.clock.now(), subject, kind: 'warning', text, level: 'info' }),
        )
        works.bell.ring()
      }
    }
  }
}

/** What a plan with exclusive workers that change cannot promise is said at its beginning. */
export const tellWorkers = async (records: Records, rollout: Rollout, environment: string): Promise<void> => {
  const names = rollout.plan.components.flatMap(({ name, worker, old, new: fresh }) =>
    worker === 'exclusive' && old !== fresh ? [name] : [],
  )
  if (names.length === 0) return
  const { application, candidate, id, release, startedAt: at } = rollout
  const subject = {
    application,
    environment,
    release,
    rollout: id,
    ...(candidate === null ? {} : { candidate }),
  }
  await tell(records, { at, subject, kind: 'workers', text: workersAlone(names), level: 'info' })
}
