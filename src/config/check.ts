import type { Problem } from '../kernel/problem.ts'
import { checkAudit } from './check-audit.ts'
import { checkEdge } from './check-edge.ts'
import { checkEnvironments } from './check-environments.ts'
import { checkKeptManifest } from './check-kept-manifest.ts'
import { checkMigrations } from './check-migrations.ts'
import { checkNotes } from './check-notes.ts'
import { checkNotify } from './check-notify.ts'
import { checkProcesses } from './check-process.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkDepends } from './depends.ts'
import * as say from './messages-check.ts'
import { checkKnownAs, checkNeeds, needAt, needsOf } from './needs.ts'
import { inOrder } from './order.ts'
import { keepOf, publicComponents } from './resolve.ts'
import type { Written, WrittenComponent } from './schema.ts'
import { checkStatic } from './static.ts'
import { suggest } from './suggest.ts'
import type { Path, Tree } from './yaml.ts'

const mostComponents = 200
const mostEnvironments = 50

/** What the checks know: the names of everything, also of what could not be read otherwise. */
export type Names = { readonly components: readonly string[]; readonly environments: readonly string[] }

/** The variable that carries the address of a needed component: `claims-api` gives `CLAIMS_API_URL`. */
export const addressVariable = (component: string): string =>
  `${component.toUpperCase().replaceAll('-', '_')}_URL`

/** Variables that Écluse sets for every instance. */
export const isReserved = (variable: string): boolean =>
  ['HOST', 'PORT', 'TMPDIR'].includes(variable) || variable.startsWith('ECLUSE_')

export const reservedVariables = (
  variables: Readonly<Record<string, string>>,
  needs: readonly string[],
  path: Path,
  tree: Tree,
): Problem[] => {
  const addresses = new Map(needs.map((name) => [addressVariable(name), name]))
  return Object.keys(variables).flatMap((variable) => {
    const need = addresses.get(variable)
    if (need === undefined && !isReserved(variable)) return []
    return [{ ...say.reservedVariable(variable, need), place: tree.atKey([...path, variable]) }]
  })
}

const checkKeep = (name: string, written: WrittenComponent['keep'], tree: Tree): Problem[] => {
  const paths = keepOf(written).map((folder) => folder.path)
  const at = (index: number) =>
    Array.isArray(written)
      ? tree.at(['components', name, 'keep', index])
      : tree.atKey(['components', name, 'keep', Object.keys(written ?? {})[index] ?? ''])
  return paths.flatMap((path, index) => {
    if (path === '.' || path.split('/').includes('node_modules'))
      return [{ ...say.keepWhole(path), place: at(index) }]
    const other = paths
      .slice(0, index)
      .find((earlier) => path === earlier || path.startsWith(`${earlier}/`) || earlier.startsWith(`${path}/`))
    return other === undefined ? [] : [{ ...say.keepOverlap(path, other), place: at(index) }]
  })
}

const checkComponent = (name: string, said: WrittenComponent, names: Names, tree: Tree): Problem[] => {
  const problems: Problem[] = [
    ...checkNeeds(name, said, names.components, tree),
    ...reservedVariables(said.variables ?? {}, needsOf(said), ['components', name, 'variables'], tree),
    ...checkKeep(name, said.keep, tree),
  ]
  const at = (path: Path) => tree.atKey(['components', name, ...path])
  if (said.build?.run !== undefined && said.build.output === undefined && said.static === undefined)
    problems.push({ ...say.runNeedsOutput(), place: at(['build', 'run']) })
  if (said.build?.output !== undefined && said.build.run === undefined)
    problems.push({ ...say.outputNeedsRun(), place: at(['build', 'output']) })
  const ready = typeof said.ready === 'object' ? said.ready : {}
  if ((ready['steady-for'] ?? 1_000) >= (ready.within ?? 60_000))
    problems.push({ ...say.steadyTooLong(), place: at(['ready']) })
  return problems
}

const checkCycle = (written: Written, tree: Tree): Problem[] => {
  const { cycle } = inOrder(Object.keys(written.components), (name) => needsOf(written.components[name]))
  const [first, second] = cycle ?? []
  if (cycle === null || first === undefined || second === undefined) return []
  const at = needAt(written.components[first], second)
  return [{ ...say.needsCycle(cycle), place: tree.at(['components', first, 'needs', at]) }]
}

const slashless = (path: string) => (path.length > 1 ? path.replace(/\/+$/, '') : path)

const checkRoutes = (routes: Written['routes'], names: Names, tree: Tree): Problem[] => {
  const seen = new Set<string>()
  return (routes ?? []).flatMap(({ path, component, host }, index) => {
    const problems: Problem[] = []
    const answered = `${host ?? ''}${slashless(path)}`
    if (seen.has(answered))
      problems.push({ ...say.routeTwice(`${host ?? ''}${path}`), place: tree.at(['routes', index, 'path']) })
    seen.add(answered)
    if (!names.components.includes(component))
      problems.push({
        ...say.unknownComponent(component, suggest(component, names.components), names.components),
        place: tree.at(['routes', index, 'component']),
      })
    return problems
  })
}

/** Said before anything else is looked at: of thousands of names nothing sensible can be said. */
export const tooMany = (names: Names, tree: Tree): readonly Problem[] => {
  const counted = [
    ['components', names.components.length, mostComponents],
    ['environments', names.environments.length, mostEnvironments],
  ] as const
  return counted.flatMap(([section, count, most]) =>
    count <= most ? [] : [{ ...say.tooManyNames(section, count, most), place: tree.atKey([section]) }],
  )
}

/**
 * What a shape cannot say. `whole` is false when a part of the file could not be read: then nothing is concluded
 * from what is absent.
 */
export const check = (written: Written, names: Names, tree: Tree, whole: boolean): readonly Problem[] => {
  const problems = Object.entries(written.components).flatMap(([name, said]) =>
    checkComponent(name, said ?? {}, names, tree),
  )
  const cycle = checkCycle(written, tree)
  problems.push(
    ...checkProcesses(written, tree),
    ...checkMigrations(written, tree),
    ...checkStatic(written, tree),
    ...checkDepends(written, tree),
    ...checkKnownAs(written, tree),
    ...checkKeptManifest(written, tree),
    ...cycle,
    ...checkRoutes(written.routes, names, tree),
    ...checkEnvironments(written, names, tree),
    ...(whole && cycle.length === 0 ? checkEdge(written, tree) : []),
    ...checkSecrets(written, names, tree),
    ...checkNotify(written, names.environments, tree),
    ...checkAudit(written, tree),
    ...checkNotes(written, names.environments, tree),
  )
  if (names.components.length === 0)
    problems.push({ ...say.noComponent(), place: tree.atKey(['components']) })
  if (names.environments.length === 0)
    problems.push({ ...say.noEnvironment(), place: tree.atKey(['environments']) })
  const open = publicComponents(written.components)
  const [, second] = open
  if (whole && cycle.length === 0 && written.routes === undefined && second !== undefined)
    problems.push({ ...say.routesNeeded(open), place: tree.atKey(['components', second]) })
  return problems
}
