import { sha256 } from '../kernel/canonical.ts'
import { classify, readable } from '../migrations/classify.ts'
import type { Finding } from '../migrations/types.ts'
import type { Environment } from '../records/types.ts'
import type { Changes, ToRun } from './migrations.ts'
import { type Pair, printedOf, printedRanIn } from './printed.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

/** What printed SQL does, statement by statement; without a statement nothing is done. */
export const findingsOf = (
  works: Pick<Works, 'parts'>,
  { name, dialect }: Pick<Pair, 'name' | 'dialect'>,
  text: string,
  ran: readonly string[],
): Promise<readonly Finding[]> =>
  remembered(works.parts, `printed ${name} ${dialect} ${sha256(JSON.stringify([text, ran]))}`, async () => {
    const file = async (of: string) => {
      const read = readable(of)
      return { name, text: read, statements: await works.parts.sql.read(dialect, read) }
    }
    const before = await Promise.all(ran.map(file))
    return classify([await file(text)], before, dialect, '').flatMap(({ findings }) => findings)
  })

/** What was printed of a component and ran in an environment, in order. */
export const ranBefore = (
  all: Awaited<ReturnType<typeof printedRanIn>>,
  component: string,
  since = Number.POSITIVE_INFINITY,
): readonly string[] =>
  all
    .filter((one) => one.component === component && one.at < since)
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ text }) => text ?? [])

/** As files: what a command printed is one that is still to run. `pair` null: nothing lies between the two versions. */
export const printedToRun = async (
  works: Pick<Works, 'parts'>,
  row: Pick<Environment, 'application' | 'key'>,
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
  // Shipped again after it was taken back, it is what it was.
  const others = (await printedRanIn(works.parts.records, row)).filter((one) => one.name !== name)
  const ran = ranBefore(others, pair.component)
  const findings = await findingsOf(works, pair, text, ran)
  return { ...nothing, pair, pending: findings.length === 0 ? [] : [{ name, digest, text }], findings }
}
