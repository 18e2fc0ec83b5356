import { candidate as candidateOf, endCandidate, renewCandidate } from '../records/candidates.ts'
import { changeEntry, queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { setSecretsOf } from '../records/secrets.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { environmentConfig } from './gatekeeping.ts'
import { engineActor, journal } from './journal.ts'
import { secretIsThere } from './messages-secrets.ts'
import { sameSecrets, secretsInForce, secretsOfDeployed } from './secrets-in-force.ts'
import { type Running, runningIn } from './secrets-set.ts'
import type { Works } from './works.ts'

/** A release that came in between brought the values: there is nothing left to ship. */
const brings = async (works: Works, row: Environment, { deployed, candidate }: Running): Promise<boolean> => {
  const config = environmentConfig(candidate, row.name)
  if (config === undefined) return false
  const set = await setSecretsOf(works.parts.records, row.key)
  const runs = secretsOfDeployed(deployed)
  return sameSecrets(secretsInForce(candidate.config, config, runs, set), runs)
}

const renew = async (works: Works, row: Environment, one: Candidate, running: Running): Promise<void> => {
  const { deployed, candidate } = running
  const { commit, subject, config } = candidate
  const secrets = { [row.name]: secretsOfDeployed(deployed) }
  await inTransaction(works.parts.records, (records) =>
    renewCandidate(records, one.id, { commit, subject, config, manifest: deployed.manifest, secrets }),
  )
}

const end = async (works: Works, row: Environment, one: Candidate, { deployed }: Running): Promise<void> => {
  const at = works.parts.clock.now()
  const text = secretIsThere(row.name, deployed.release)
  await inTransaction(works.parts.records, async (records) => {
    await changeEntry(records, row.key, one.id, { state: 'ended' })
    await journal(records, {
      at,
      actor: engineActor,
      action: 'secret-arrived',
      subject: { application: row.application, environment: row.name, candidate: one.id },
      payload: { release: deployed.release },
      text,
    })
    await endCandidate(records, one.id, { code: 0, outcome: 'done', lines: [text], at, notReached: [] })
  })
  works.bell.ring()
}

/**
 * What `secret set` put into the queue ships what runs when its turn has come, not what ran when it was set: something
 * else may have been on its way or before it.
 */
export const renewSecretShips = async (works: Works, row: Environment): Promise<void> => {
  const { records } = works.parts
  for (const entry of await queueOf(records, row.key)) {
    const one = await candidateOf(records, entry.candidate)
    if (one === null || entry.state !== 'waiting' || one.only !== row.name || one.release !== null) continue
    const running = await runningIn(records, row)
    if (running === null) continue
    if (await brings(works, row, running)) await end(works, row, one, running)
    else if (one.manifest !== running.deployed.manifest || one.commit !== running.candidate.commit)
      await renew(works, row, one, running)
  }
}
