import { classify, counted, readable } from '../migrations/classify.ts'
import { isSql } from '../migrations/forward.ts'
import type { MigrationFile } from '../migrations/types.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Crossed } from '../rollback/types.ts'
import { type Changes, changesAt, ranIn } from './migrations.ts'
import { placedText } from './migrations-gate.ts'
import type { Works } from './works.ts'

type File = Changes['files'][number]

const parsed = async (works: Works, changes: Changes, file: File): Promise<MigrationFile> => {
  const text = readable(file.text)
  const statements = isSql(file.name) ? await works.parts.sql.read(changes.dialect, text) : null
  return { name: file.name, text, statements }
}

const classOf = (phase: Changes['phase'], findings: Parameters<typeof counted>[0][]): Pick<Crossed, 'is'> => {
  const all = findings.map(counted)
  if (phase === 'contract' || all.includes('breaks')) return { is: 'unsafe' }
  return { is: all.includes('unknown') ? 'unknown' : 'safe' }
}

/** A command whose files nobody reads. */
const unread = ({ component, phase }: Changes): Crossed => ({
  component,
  phase,
  file: '*',
  is: phase === 'contract' ? 'unsafe' : 'unknown',
  ran: false,
  why: [],
})

const ofPart = async (
  works: Works,
  row: Environment,
  changes: Changes,
  back: number,
): Promise<readonly Crossed[]> => {
  const { component, phase, files, dialect, folder } = changes
  if (folder === null) return [unread(changes)]
  const ran = await ranIn(works.parts.records, row, component, phase)
  const when = new Map(ran.map(({ name, release }) => [name, release]))
  const between = files.filter(({ name }) => (when.get(name) ?? Number.POSITIVE_INFINITY) > back)
  if (between.length === 0) return []
  const read = (some: readonly File[]) => Promise.all(some.map((file) => parsed(works, changes, file)))
  const before = files.filter((file) => !between.includes(file))
  const judged = classify(await read(between), await read(before), dialect, folder)
  return judged.map(({ name, findings }) => ({
    component,
    phase,
    file: name,
    ...classOf(phase, [...findings]),
    ran: when.has(name),
    why: findings.filter((one) => counted(one) !== 'expands').map(placedText),
  }))
}

/** Schema changes that a candidate carries and that a release before it knew nothing of. Reads git. */
export const crossedBy = async (
  works: Works,
  row: Environment,
  candidate: Pick<Candidate, 'config' | 'commit'>,
  back: number,
): Promise<readonly Crossed[]> => {
  const all = await changesAt(works, candidate.config, candidate.commit)
  const parts = await Promise.all(all.map((changes) => ofPart(works, row, changes, back)))
  return parts.flat()
}
