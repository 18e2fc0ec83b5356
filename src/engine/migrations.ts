import type { Config } from '../config/types.ts'
import type { MigrationPart, MigrationsConfig } from '../config/types-migrations.ts'
import { type Digest, sha256 } from '../kernel/canonical.ts'
import type { CarriedMigration } from '../manifest/types.ts'
import { classify, readable } from '../migrations/classify.ts'
import { inOrder, isMigration, isSql } from '../migrations/forward.ts'
import { type Fault, pendingOf } from '../migrations/pending.ts'
import type { Dialect, Finding, MigrationFile, MigrationPhase, Ran } from '../migrations/types.ts'
import type { Records } from '../records/handle.ts'
import { evidenceOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { type CommitOf, commitsOf } from './asked-for.ts'
import { type Pair, type Printed, pairsOf } from './printed.ts'
import { printedToRun } from './printed-to-run.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

type File = { readonly name: string; readonly digest: Digest; readonly text: string }

/** One kind of schema changes of one component, as a commit has it. `folder` null: taken by its word. */
export type Changes = {
  readonly component: string
  readonly phase: MigrationPhase
  readonly folder: string | null
  readonly dialect: Dialect
  readonly files: readonly File[]
  /** What lies between two versions is printed by a command; there are no files. */
  readonly printed?: true
}

const partsOf = ({
  expand,
  contract,
}: MigrationsConfig): readonly (readonly [MigrationPhase, MigrationPart])[] => [
  ...(expand === undefined ? [] : [['expand', expand] as const]),
  ...(contract === undefined ? [] : [['contract', contract] as const]),
]

const filesIn = async (
  works: Pick<Works, 'parts'>,
  application: string,
  commit: string,
  folder: string,
): Promise<readonly File[]> => {
  const found =
    (await works.parts.source.below?.(application, commit, folder)) ?? new Map<string, Uint8Array>()
  return [...found]
    .filter(([name]) => isMigration(name))
    .map(([name, bytes]) => ({ name, digest: sha256(bytes), text: new TextDecoder().decode(bytes) }))
    .toSorted((a, b) => inOrder(a.name, b.name))
}

/** Every schema change that each component carries at its own commit. Reads git: never call it in a transaction. */
export const changesAt = async (
  works: Pick<Works, 'parts'>,
  { application, components }: Config,
  of: CommitOf,
): Promise<readonly Changes[]> => {
  const all: Changes[] = []
  for (const { name: component, migrations } of components) {
    const commit = of(component)
    for (const [phase, { folder, sql }] of migrations === undefined ? [] : partsOf(migrations)) {
      const key = `migrations ${application} ${commit} ${folder}`
      const files =
        folder === null
          ? []
          : await remembered(works.parts, key, () => filesIn(works, application, commit, folder))
      all.push({
        component,
        phase,
        folder,
        dialect: migrations?.dialect ?? 'postgresql',
        files,
        ...(sql === undefined ? {} : { printed: true as const }),
      })
    }
  }
  return all
}

/** As the manifest names them. */
export const carriedBy = (changes: readonly Changes[]): readonly CarriedMigration[] =>
  changes.flatMap(({ component, phase, files }) =>
    files.map(({ name: file, digest }) => ({ component, phase, file, digest })),
  )

/** Stands for all that a command without a folder does. */
export const wholeCommand = '*'

/** Everything that ran in an environment. */
export const allRanIn = async (
  records: Records,
  row: Pick<Environment, 'application' | 'key'>,
): Promise<readonly (Ran & Pick<Changes, 'component' | 'phase'>)[]> =>
  (await evidenceOf(records, row.application, row.key, 'migrated')).flatMap(({ name, verdict, at }) => {
    const [component = '', phase, ...file] = name.split(' ')
    if (phase !== 'expand' && phase !== 'contract') return []
    const { digest, release } = verdict.reasons[0]?.values ?? {}
    return [
      { component, phase, name: file.join(' '), digest: digest as Digest, release: Number(release), at },
    ]
  })

/** Of it the files of one component and phase. */
export const ranIn = async (
  records: Records,
  row: Pick<Environment, 'application' | 'key'>,
  component: string,
  phase: MigrationPhase,
): Promise<readonly Ran[]> =>
  (await allRanIn(records, row))
    .filter((one) => one.component === component && one.phase === phase && one.name !== wholeCommand)
    .map(({ name, digest, release, at }) => ({ name, digest, release, at }))

/** What of it is to run in an environment, and what that does to the release that runs there. */
export type ToRun = Changes & {
  readonly pending: readonly File[]
  readonly faults: readonly Fault[]
  readonly findings: readonly Finding[]
  /** Of printed SQL: between which versions; or why it is not there. */
  readonly pair?: Pair
  readonly unread?: { readonly pair: Pair; readonly printed: Exclude<Printed, { kind: 'said' }> }
}

const parsed = async (works: Pick<Works, 'parts'>, dialect: Dialect, file: File): Promise<MigrationFile> => {
  const text = readable(file.text)
  const statements = isSql(file.name) ? await works.parts.sql.read(dialect, text) : null
  return { name: file.name, text, statements }
}

const judged = async (works: Pick<Works, 'parts'>, changes: Changes, ran: readonly Ran[]): Promise<ToRun> => {
  const { names, faults } = pendingOf(changes.files, ran)
  const pending = changes.files.filter(({ name }) => names.includes(name))
  const before = changes.files.filter(({ name }) => !names.includes(name))
  const read = (files: readonly File[]) =>
    Promise.all(files.map((file) => parsed(works, changes.dialect, file)))
  const judgements =
    pending.length === 0
      ? []
      : classify(await read(pending), await read(before), changes.dialect, changes.folder ?? '')
  return { ...changes, pending, faults, findings: judgements.flatMap(({ findings }) => findings) }
}

/** Reads git, and parses once for what it was asked. Never call it in a transaction. */
export const toRunIn = async (
  works: Pick<Works, 'parts'>,
  row: Pick<Environment, 'application' | 'key' | 'deployed'>,
  candidate: Pick<Candidate, 'config' | 'commit' | 'manifest'>,
): Promise<readonly ToRun[]> => {
  const of = await commitsOf(works.parts.records, candidate)
  const all = await changesAt(works, candidate.config, of)
  const pairs = await pairsOf(works.parts.records, row, candidate)
  return Promise.all(
    all.map(async (changes) => {
      const { component, phase, folder } = changes
      if (changes.printed === true)
        return printedToRun(works, row, changes, pairs.find((one) => one.component === component) ?? null)
      const ran = await ranIn(works.parts.records, row, component, phase)
      const state = sha256(JSON.stringify(ran.map(({ name, digest }) => [name, digest])))
      const key = `to run ${row.key} ${of(component)} ${component} ${phase} ${folder} ${state}`
      return remembered(works.parts, key, () => judged(works, changes, ran))
    }),
  )
}
