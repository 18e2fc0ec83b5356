import { sql } from 'kysely'
import type { Records } from './handle.ts'

/** Beyond all that the original may still issue, and all that anything saw of it since the backup. */
const jump = 1_000_000_000

/**
 * What records mean on another machine: generations begin above everything that the original drew since, and what was
 * counted there of telemetry and of crashes is counted from nothing here.
 */
export const liveElsewhere = async (records: Records): Promise<void> => {
  await records
    .updateTable('environments')
    .set({ generation: sql<number>`generation + ${jump}` })
    .execute()
  await records.updateTable('rollouts').set({ cursor: 0, crashes: '{}' }).execute()
}
