import { changeEnvironment, environment } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import type { Deployed, Environment } from '../records/types.ts'

export type Deviation = keyof NonNullable<Deployed['told']>

/** What people were told of it and is so still, whatever was restarted since; null: nothing. */
export const toldOf = (row: Environment, what: Deviation): string | null => row.deployed?.told?.[what] ?? null

/** Inside the transaction that tells of it; null: it is so no more. */
export const remember = async (
  records: Records,
  key: string,
  what: Deviation,
  finding: string | null,
): Promise<void> => {
  const stored = await environment(records, key)
  if (stored === null || stored.deployed === null) return
  const { [what]: before, ...rest } = stored.deployed.told ?? {}
  if ((before ?? null) === finding) return
  const told = finding === null ? rest : { ...rest, [what]: finding }
  await changeEnvironment(records, key, { deployed: { ...stored.deployed, told } })
}

/** It is so no more: when it is again, it is told again. */
export const over = async (records: Records, row: Environment, what: Deviation): Promise<void> => {
  if (toldOf(row, what) === null) return
  await inTransaction(records, (inside) => remember(inside, row.key, what, null))
}
