import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-migrations.ts'
import { migrationsFrom } from './resolve-migrations.ts'
import type { Written, WrittenComponent } from './schema.ts'
import type { Tree } from './yaml.ts'

const holds = (folder: string, path: string): boolean =>
  folder === '.' || path === folder || path.startsWith(`${folder}/`)

const equal = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word, index) => word === other[index])

const overlap = (said: WrittenComponent): string | null => {
  const { expand, contract } = migrationsFrom(said.migrations).migrations ?? {}
  const [one, other] = [expand?.folder ?? null, contract?.folder ?? null]
  if (one === null || other === null) return null
  return holds(one, other) || holds(other, one) ? other : null
}

/** What cannot be meant of schema changes. */
export const checkMigrations = ({ components, environments }: Written, tree: Tree): readonly Problem[] =>
  Object.entries(components).flatMap(([name, said]): readonly Problem[] => {
    const migrations = said?.migrations
    if (said === null || migrations === undefined) return []
    const at = (...keys: readonly string[]) => tree.atKey(['components', name, 'migrations', ...keys])
    const { run, folder, expand, contract, sql } = migrations
    const before = said.before === undefined ? [] : Array.isArray(said.before) ? said.before : said.before.run
    const read = migrationsFrom(migrations).migrations
    const commands = [read?.expand, read?.contract].flatMap((part) => (part === undefined ? [] : [part.run]))
    const twice = commands.find((command) => before.length > 0 && equal(command, before))
    const printing = read?.expand?.sql
    const applied = [...commands, before].find(
      (command) => printing !== undefined && equal(command, printing.run),
    )
    const hidden = Object.keys(
      Object.assign({}, said.secrets, ...Object.values(environments).map((here) => here.secrets?.[name])),
    )
    const same = overlap(said)
    const { database, dialect } = migrations
    const declared = [
      said.variables,
      said.secrets,
      ...Object.values(environments).flatMap((here) => [here.variables?.[name], here.secrets?.[name]]),
    ].some((some) => database !== undefined && Object.hasOwn(some ?? {}, database))
    return [
      ...(said.static === undefined ? [] : [{ ...say.nobodyRuns(name, 'static'), place: at() }]),
      ...(said.schedule === undefined ? [] : [{ ...say.nobodyRuns(name, 'schedule'), place: at() }]),
      ...(run !== undefined && expand !== undefined ? [{ ...say.twoWays(name), place: at('expand') }] : []),
      ...(run === undefined &&
      (folder !== undefined || sql !== undefined || (expand === undefined && contract === undefined))
        ? [{ ...say.notRun(name), place: at() }]
        : []),
      ...(run !== undefined && folder === undefined && sql === undefined
        ? [{ ...say.notRead(name), place: at('run') }]
        : []),
      ...(folder !== undefined && sql !== undefined ? [{ ...say.readTwice(name), place: at('sql') }] : []),
      ...(applied === undefined ? [] : [{ ...say.printsAndRuns(name, applied), place: at('sql') }]),
      ...(printing?.secrets ?? [])
        .filter((one) => !hidden.includes(one))
        .map((one) => ({ ...say.noSecret(name, one), place: at('sql') })),
      ...(twice === undefined ? [] : [{ ...say.ranTwice(name, twice), place: at() }]),
      ...(database !== undefined && dialect === 'sqlite'
        ? [{ ...say.noLocks(name), place: at('database') }]
        : []),
      ...(database === undefined || declared
        ? []
        : [{ ...say.noVariable(name, database), place: at('database') }]),
      ...(same === null ? [] : [{ ...say.sameFolder(name, same), place: at('contract') }]),
    ]
  })
