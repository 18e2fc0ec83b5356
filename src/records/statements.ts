import type { Selectable } from 'kysely'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import { decode, encode, type Records } from './handle.ts'
import type { StatementRow } from './schema.ts'

export type StoredStatement = {
  readonly id: string
  readonly application: string
  /** The environment's key. */
  readonly environment: string
  readonly candidate: string
  readonly manifest: string
  readonly action: string
  readonly item: string | null
  /** As it was signed; `signature` null: unsigned. */
  readonly text: string
  readonly signature: string | null
  readonly actor: Actor
  /** Whose key signed it, as those called it by whom it counted then; null: unsigned, or of before this was kept. */
  readonly signer: string | null
  readonly at: Instant
}

const read = ({ actor: brought, ...row }: Selectable<StatementRow>): StoredStatement => {
  const { signer = null, ...actor } = decode<Actor & { readonly signer?: string }>(brought)
  return { ...row, actor, signer }
}

/** Who signed stands with who brought it. */
export const addStatement = (records: Records, { actor, signer, ...row }: StoredStatement) =>
  records
    .insertInto('statements')
    .values({ ...row, actor: encode(signer === null ? actor : { ...actor, signer }) })
    .execute()

/** Of one environment, in the order in which they came; those about other manifests, too: they are told as cleared. */
export const statementsOf = async (
  records: Records,
  environment: string,
  manifest: string | null = null,
): Promise<readonly StoredStatement[]> => {
  const all = records
    .selectFrom('statements')
    .selectAll()
    .where('environment', '=', environment)
    .orderBy('at')
    .orderBy('id')
  return (await (manifest === null ? all : all.where('manifest', '=', manifest)).execute()).map(read)
}

export const statementsAbout = async (
  records: Records,
  candidate: string,
): Promise<readonly StoredStatement[]> =>
  (
    await records
      .selectFrom('statements')
      .selectAll()
      .where('candidate', '=', candidate)
      .orderBy('at')
      .orderBy('id')
      .execute()
  ).map(read)
