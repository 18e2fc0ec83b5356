import type { MigrationsConfig, PrintedSql } from '../config/types-migrations.ts'
import { type Digest, sha256 } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Dialect } from '../migrations/types.ts'
import type { Records } from '../records/handle.ts'
import { evidenceOf, kept } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'

/** Two versions of a component, between which its command prints the SQL. */
export type Pair = {
  readonly component: string
  readonly command: PrintedSql
  readonly dialect: Dialect
  /** Commits; `from` null: nothing of it runs yet. */
  readonly from: string | null
  readonly to: string
  /** As people know it: `1a2b3c4..5d6e7f8.sql`. */
  readonly name: string
}

/** What is known of the SQL between two versions. */
export type Printed =
  | { readonly kind: 'open'; readonly tries: number }
  | { readonly kind: 'failed'; readonly why: Text; readonly tries: number; readonly again: Instant }
  | { readonly kind: 'said'; readonly text: string; readonly digest: Digest }

/** Beside the phases of files: what ran of it is no file that has to stay. */
export const printedKind = 'sql'

const short = (commit: string): string => commit.slice(0, 7)

/**
 * What is to be read of a component of a candidate where a release runs, or none; null: nothing can lie between them,
 * they are of one commit or of one image.
 */
const pairOf = (
  component: string,
  { expand, dialect }: MigrationsConfig,
  running: { readonly commit: string; readonly manifest: Manifest | null } | null,
  next: Manifest | null,
): Pair | null => {
  const partOf = (manifest: Manifest | null) => manifest?.components.find(({ name }) => name === component)
  const [before, after] = [partOf(running?.manifest ?? null), partOf(next)]
  if (expand?.sql === undefined || after === undefined) return null
  if (before?.image === after.image) return null
  // A component that is new may have taken the database over from another: only with nothing there is nothing before.
  const [from, to] = [before?.commit ?? running?.commit ?? null, after.commit]
  if (from === to) return null
  const name = `${from === null ? '' : short(from)}..${short(to)}.sql`
  return { component, command: expand.sql, dialect, from, to, name }
}

/** Of each component of a candidate whose SQL is printed: what lies between what runs and it. */
export const pairsOf = async (
  records: Records,
  row: Pick<Environment, 'deployed'>,
  { config, manifest }: Pick<Candidate, 'config' | 'manifest'>,
): Promise<readonly Pair[]> => {
  const asks = config.components.some(({ migrations }) => migrations?.expand?.sql !== undefined)
  if (!asks || manifest === null) return []
  const next = await kept<Manifest>(records, 'manifests', manifest)
  const { deployed } = row
  const running =
    deployed === null
      ? null
      : { commit: deployed.commit, manifest: await kept<Manifest>(records, 'manifests', deployed.manifest) }
  return config.components.flatMap(({ name, migrations }) => {
    const pair = migrations === undefined ? null : pairOf(name, migrations, running, next)
    return pair === null ? [] : [pair]
  })
}

/** The same two versions and the same command are asked once, whatever environment asks. */
export const evidenceName = ({ component, command, from }: Pair): string =>
  `${component} ${from ?? 'nothing'} ${sha256(JSON.stringify(command.run)).slice('sha256:'.length, 19)}`

/** SQL that ran in an environment, with which release, and where its text is kept. */
export const printedRanIn = async (
  records: Records,
  row: Pick<Environment, 'application' | 'key'>,
): Promise<
  readonly { component: string; name: string; release: number; at: Instant; text: string | null }[]
> => {
  const all = (await evidenceOf(records, row.application, row.key, 'migrated')).map((one) => ({
    at: one.at,
    words: one.name.split(' '),
    values: one.verdict.reasons[0]?.values ?? {},
  }))
  const found = []
  for (const {
    at,
    words: [component = '', kind, name = ''],
    values,
  } of all) {
    if (kind !== printedKind) continue
    const kept = values['printed'] as { readonly to: string; readonly name: string }
    const text = await printedText(records, row.application, kept.to, kept.name)
    found.push({ component, name, release: Number(values['release']), at, text })
  }
  return found
}

const printedText = async (
  records: Records,
  application: string,
  to: string,
  name: string,
): Promise<string | null> => {
  const known = await evidenceOf(records, application, to, 'schema-sql')
  const text = known.find((one) => one.name === name)?.verdict.reasons[0]?.values?.['sql']
  return typeof text === 'string' ? text : null
}

export const printedOf = async (records: Records, application: string, pair: Pair): Promise<Printed> => {
  const known = await evidenceOf(records, application, pair.to, 'schema-sql')
  const [reason] = known.find(({ name }) => name === evidenceName(pair))?.verdict.reasons ?? []
  if (reason === undefined) return { kind: 'open', tries: 0 }
  const { sql, tries, again } = reason.values ?? {}
  if (typeof sql === 'string') return { kind: 'said', text: sql, digest: sha256(sql) }
  return { kind: 'failed', why: reason.text, tries: Number(tries), again: Number(again) }
}
