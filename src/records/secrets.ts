import type { Instant } from '../kernel/time.ts'
import type { Sealed } from '../ports/vault.ts'
import type { Records } from './handle.ts'

/** A value that a person set: it rules in its environment, whatever the file says that it comes from. */
export type SetSecret = {
  /** `APPLICATION/ENVIRONMENT`. */
  readonly environment: string
  /** `''`: every component that declares the name. */
  readonly component: string
  readonly name: string
  readonly sealed: Sealed
}

export const setSecretsOf = async (records: Records, environment: string): Promise<readonly SetSecret[]> =>
  (
    await records
      .selectFrom('secrets')
      .selectAll()
      .where('environment', '=', environment)
      .orderBy('name')
      .orderBy('component')
      .execute()
  ).map(({ component, name, digest, sealed, actor, at }) => ({
    environment,
    component,
    name,
    sealed: { digest, sealed, source: 'set', at, by: actor },
  }))

/** Takes a set value away; with `component: ''` those of single components, too. True: there was one. */
export const unsetSecret = async (
  records: Records,
  environment: string,
  component: string,
  name: string,
): Promise<boolean> => {
  const all = records.deleteFrom('secrets').where('environment', '=', environment).where('name', '=', name)
  const done = await (component === '' ? all : all.where('component', '=', component)).execute()
  return done.some(({ numDeletedRows }) => numDeletedRows > 0n)
}

export const putSecret = async (
  records: Records,
  secret: Omit<SetSecret, 'sealed'> & {
    readonly digest: string
    readonly sealed: string
    readonly by: string
    readonly at: Instant
  },
): Promise<void> => {
  const { environment, component, name, digest, sealed, by, at } = secret
  await unsetSecret(records, environment, component, name)
  await records
    .insertInto('secrets')
    .values({ environment, component, name, digest, sealed, actor: by, at })
    .execute()
}
