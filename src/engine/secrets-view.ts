import { setSecretsOf } from '../records/secrets.ts'
import type { Environment } from '../records/types.ts'
import type { SecretState, SecretsView } from './facade-secrets.ts'
import { type SealedOne, secretsOfDeployed, setFor } from './secrets-in-force.ts'
import type { Works } from './works.ts'

/** Digits of a keyed digest that people compare by eye. */
const shown = 12

export const stateOf = ({ digest, source, at, by }: SealedOne): SecretState => ({
  digest: digest.slice(digest.indexOf(':') + 1).slice(0, shown),
  source,
  at,
  by,
})

/** Names, sources and digests of an environment's secrets: what runs, and what was set and waits for a ship. */
export const secretsView = async (works: Works, row: Environment): Promise<SecretsView> => {
  const set = await setSecretsOf(works.parts.records, row.key)
  const running = secretsOfDeployed(row.deployed)
  const here = Object.entries(running).flatMap(([component, own]) =>
    Object.entries(own).map(([name, sealed]) => ({ component, name, sealed })),
  )
  const listed = here.map(({ component, name, sealed }) => {
    const next = setFor(set, component, name)
    const waits = next !== null && next.digest !== sealed.digest
    return { component, name, running: stateOf(sealed), next: waits ? stateOf(next) : null }
  })
  const known = new Set(here.flatMap(({ component, name }) => [`${component} ${name}`, ` ${name}`]))
  const ahead = set
    .filter(({ component, name }) => !known.has(`${component} ${name}`))
    .map(({ component, name, sealed }) => ({ component, name, running: null, next: stateOf(sealed) }))
  return {
    application: row.application,
    environment: row.name,
    release: row.deployed?.release ?? null,
    secrets: [...listed, ...ahead],
  }
}
