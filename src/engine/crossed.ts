import { classify, counted, readable } from '../migrations/classify.ts'
import { isSql } from '../migrations/forward.ts'
import type { MigrationFile } from '../migrations/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Crossed } from '../rollback/types.ts'
import { commitsOf } from './asked-for.ts'
import { crossedPrinted } from './crossed-printed.ts'
import { placedText } from './messages-migrations.ts'
import { allRanIn, type Changes, changesAt, wholeCommand } from './migrations.ts'
import type { Works } from './works.ts'

type File = Changes['files'][number]
type Ran = Awaited<ReturnType<typeof allRanIn>>[number]
type Carrying = Pick<Candidate, 'config' | 'commit' | 'manifest'>

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

const sinceOf = (ran: Ran | undefined): Pick<Crossed, 'ran' | 'since'> =>
  ran === undefined ? { ran: false } : { ran: true, since: { release: ran.release, at: ran.at } }

/** A command, or a file, that nobody can read. */
const unread = (
  { component, phase }: Pick<Changes, 'component' | 'phase'>,
  file: string,
  ran?: Ran,
): Crossed => ({
  component,
  phase,
  file,
  is: phase === 'contract' ? 'unsafe' : 'unknown',
  ...sinceOf(ran),
  why: [],
})

const changesOf = async (works: Works, candidate: Carrying): Promise<readonly Changes[]> =>
  changesAt(works, candidate.config, await commitsOf(works.parts.records, candidate))

const sameKind = (one: Pick<Changes, 'component' | 'phase'>, other: Pick<Changes, 'component' | 'phase'>) =>
  one.component === other.component && one.phase === other.phase

/** What files of one component do, judged after those before them. */
const judged = async (
  works: Works,
  changes: Changes,
  between: readonly File[],
  ran: readonly Ran[],
): Promise<readonly Crossed[]> => {
  if (between.length === 0) return []
  const { component, phase, dialect, folder } = changes
  const read = (some: readonly File[]) => Promise.all(some.map((file) => parsed(works, changes, file)))
  const before = changes.files.filter((file) => !between.includes(file))
  const all = classify(await read(between), await read(before), dialect, folder ?? '')
  return all.map(({ name, findings }) => ({
    component,
    phase,
    file: name,
    ...classOf(phase, [...findings]),
    ...sinceOf(ran.find((one) => one.name === name)),
    why: findings.filter((one) => counted(one) !== 'expands').map(placedText),
  }))
}

/** What a candidate carries and the release before it knew nothing of. */
const ofPart = async (
  works: Works,
  changes: Changes,
  ran: readonly Ran[],
  over: readonly Ran[],
): Promise<readonly Crossed[]> => {
  const mine = ran.filter((one) => sameKind(one, changes))
  if (changes.printed === true) return []
  if (changes.folder === null)
    return [
      unread(
        changes,
        wholeCommand,
        over.find((one) => sameKind(one, changes)),
      ),
    ]
  const done = new Set(mine.map(({ name }) => name))
  const since = new Set(over.filter((one) => sameKind(one, changes)).map(({ name }) => name))
  const between = changes.files.filter(({ name }) => !done.has(name) || since.has(name))
  return judged(works, changes, between, mine)
}

/** What ran with a release that is not the candidate's own line any more: taken back since, or without the component. */
const ofOthers = async (
  works: Works,
  row: Environment,
  left: readonly Ran[],
): Promise<readonly Crossed[]> => {
  const { records } = works.parts
  const found: Crossed[] = []
  for (const [number, all] of Map.groupBy(left, ({ release }) => release)) {
    const release = await releaseOf(records, row.application, number)
    const brought = release === null ? null : await candidateOf(records, release.candidate)
    const carried = brought === null ? [] : await changesOf(works, brought)
    for (const one of all) {
      const changes = carried.find((some) => sameKind(some, one))
      const file = changes?.files.find(({ name, digest }) => name === one.name && digest === one.digest)
      const known =
        changes === undefined || file === undefined ? [] : await judged(works, changes, [file], [one])
      found.push(...(known.length > 0 ? known : [unread(one, one.name, one)]))
    }
  }
  return found
}

/**
 * Schema changes that lie between a release that was out and the database as it is, or as a candidate would make it:
 * those that ran since, whoever brought them, and those that the candidate has still to run. Reads git.
 */
export const crossedBy = async (
  works: Works,
  row: Environment,
  candidate: Carrying,
  back: number,
): Promise<readonly Crossed[]> => {
  const ran = await allRanIn(works.parts.records, row)
  const over = ran.filter(({ release }) => release > back)
  const carried = await changesOf(works, candidate)
  const parts = await Promise.all(carried.map((changes) => ofPart(works, changes, ran, over)))
  const isCarried = (one: Ran): boolean =>
    carried.some(
      (changes) =>
        sameKind(changes, one) &&
        (changes.folder === null
          ? one.name === wholeCommand
          : changes.files.some(({ name }) => name === one.name)),
    )
  return [
    ...parts.flat(),
    ...(await crossedPrinted(works, row, candidate, back)),
    ...(await ofOthers(
      works,
      row,
      over.filter((one) => !isCarried(one)),
    )),
  ]
}
