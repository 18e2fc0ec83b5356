import { sha256 } from '../kernel/canonical.ts'
import { classify, readable } from '../migrations/classify.ts'
import type { Finding } from '../migrations/types.ts'
import type { Environment } from '../records/types.ts'
import type { Changes, ToRun } from './migrations.ts'
import { type Pair, printedOf } from './printed.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

/** What printed SQL does, statement by statement; without a statement nothing is done. */
export const findingsOf = (
  works: Pick<Works, 'parts'>,
  { name, dialect }: Pick<Pair, 'name' | 'dialect'>,
  text: string,
): Promise<readonly Finding[]> =>
  remembered(works.parts, `printed ${name} ${dialect} ${sha256(text)}`, async () => {
    const read = readable(text)
    const statements = await works.parts.sql.read(dialect, read)
    return classify([{ name, text: read, statements }], [], dialect, '').flatMap(({ findings }) => findings)
  })

/** As files: what a command printed is one that is still to run. `pair` null: nothing lies between the two versions. */
export const printedToRun = async (
  works: Pick<Works, 'parts'>,
  row: Pick<Environment, 'application'>,
  changes: Changes,
  pair: Pair | null,
): Promise<ToRun> => {
  const nothing = { ...changes, pending: [], faults: [], findings: [] }
  if (pair === null) return nothing
  const { name } = pair
  const printed = await printedOf(works.parts.records, row.application, pair)
  if (printed.kind === 'open') return { ...nothing, unread: { pair, printed } }
  if (printed.kind === 'failed')
    return { ...nothing, pair, pending: [{ name, digest: sha256(''), text: '' }], unread: { pair, printed } }
  const { text, digest } = printed
  const findings = await findingsOf(works, pair, text)
  return { ...nothing, pair, pending: findings.length === 0 ? [] : [{ name, digest, text }], findings }
}
