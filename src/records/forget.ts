import type { Records } from './handle.ts'

/**
 * Takes away every row of an application. The ledger stays whole: what happened happened. Release numbers begin anew
 * where it is shipped again.
 */
export const forgetApplication = async (records: Records, application: string): Promise<void> => {
  const keys = records.selectFrom('environments').select('key').where('application', '=', application)
  const rollouts = records.selectFrom('rollouts').select('id').where('application', '=', application)
  const tails = records.selectFrom('tails').select('id').where('application', '=', application)
  for (const owners of [rollouts, tails]) {
    await records.deleteFrom('effects').where('owner', 'in', owners).execute()
    await records.deleteFrom('commands').where('rollout', 'in', owners).execute()
  }
  for (const table of [
    'deployments',
    'queue',
    'waits',
    'schedules',
    'secrets',
    'departures',
    'afterwards',
    'statements',
  ] as const)
    await records.deleteFrom(table).where('environment', 'in', keys).execute()
  for (const table of [
    'tails',
    'rollouts',
    'releases',
    'manifests',
    'evidence',
    'candidates',
    'environments',
    'freezes',
    'outbox',
    'receivers',
    'notes',
    'translations',
    'publications',
  ] as const)
    await records.deleteFrom(table).where('application', '=', application).execute()
}
