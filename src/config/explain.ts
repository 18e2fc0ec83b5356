import type { Place } from '../kernel/problem.ts'
import { everything, isKeys, type Keys, type PlainExample, type Shown } from './example.ts'
import { needsOf } from './needs.ts'
import { inOrder } from './order.ts'
import { readWritten } from './read.ts'
import { isOrderOfFile, publicComponents } from './resolve.ts'
import { isOfProcesses } from './static.ts'
import type { Path, Plain, Source, Tree } from './yaml.ts'

/** One key as it holds in an environment. */
export type Setting = {
  /** From the root of the file, without the names of the environment's own section: `components`, NAME, KEY, ... */
  readonly path: readonly string[]
  /** As it would be written; of a secret: its source. */
  readonly value: string
  readonly from: 'default' | Place
  /** Of a secret that runs: what it really has. Filled in by who knows. */
  readonly secret?: {
    readonly digest: string
    readonly source: 'file' | 'command' | 'environment' | 'set'
    readonly at: number
    readonly by: string
  }
}

const spell = (value: Plain | PlainExample): string => {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: Plain) => spell(item)).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${spell(member as Plain)}`)
    .join(', ')} }`
}

const isMap = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a section stands in the file, and what it is called in the answer. */
type At = { readonly inFile: Path; readonly named: readonly string[]; readonly tree: Tree }

const below = (at: At, key: string): At => ({
  ...at,
  inFile: [...at.inFile, key],
  named: [...at.named, key],
})

const leaf = (at: At, value: Plain): Setting => ({
  path: at.named,
  value: spell(value),
  from: at.tree.at(at.inFile),
})

/** A word that stands for a whole table: the key of it that it means. */
const short: Readonly<Record<string, string>> = { ready: 'path' }

const ofKey = (at: At, key: string, shown: Shown, written: Plain | undefined): readonly Setting[] => {
  const here = below(at, key)
  const keys = [shown.is, shown.sample].find((one): one is Keys => one !== undefined && isKeys(one))
  if (written === undefined || written === null) return byDefault(here, shown)
  if (at.named[2] === 'secrets') return [leaf(here, written)]
  if (isMap(written) && keys !== undefined) return ofKeys(here, keys, written)
  if (isMap(written)) return Object.entries(written).map(([name, value]) => leaf(below(here, name), value))
  const means = short[key]
  if (means === undefined || keys === undefined) return [leaf(here, written)]
  const rest = Object.fromEntries(Object.entries(keys).filter(([name]) => name !== means))
  return [{ ...leaf(here, written), path: [...here.named, means] }, ...ofKeys(here, rest, {})]
}

const byDefault = (at: At, { is }: Shown): readonly Setting[] => {
  if (is === undefined) return []
  return isKeys(is) ? ofKeys(at, is, {}) : [{ path: at.named, value: spell(is), from: 'default' }]
}

/** What is free to name (tests) is as its one sample; a table has the keys that it has. */
const ofKeys = (at: At, keys: Keys, written: { readonly [key: string]: Plain }): readonly Setting[] => {
  const free = Object.keys(written).some((name) => !Object.hasOwn(keys, name))
  const [sample] = Object.values(keys)
  if (free && sample !== undefined)
    return Object.entries(written).flatMap(([name, value]) => ofKey(at, name, sample, value))
  return Object.entries(keys).flatMap(([key, shown]) => ofKey(at, key, shown, written[key]))
}

const keysAt = (keys: Keys, key: string): Keys => {
  const is = keys[key]?.is
  return is !== undefined && isKeys(is) ? is : {}
}

const valueIn = (tree: Tree, path: Path): Plain | undefined =>
  path.reduce<Plain | undefined>(
    (inside, step) => (isMap(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined),
    tree.value,
  )

const mapIn = (tree: Tree, path: Path): { readonly [key: string]: Plain } => {
  const found = valueIn(tree, path)
  return isMap(found) ? found : {}
}

/** What the environment says instead of a component: the last word on a variable or a secret has the environment. */
const overridden = (
  own: readonly Setting[],
  component: string,
  environment: string,
  tree: Tree,
): readonly Setting[] => {
  const ours = (['variables', 'secrets'] as const).flatMap((kind) =>
    Object.entries(mapIn(tree, ['environments', environment, kind, component])).map(([name, value]) =>
      leaf(
        {
          inFile: ['environments', environment, kind, component, name],
          named: ['components', component, kind, name],
          tree,
        },
        value,
      ),
    ),
  )
  const taken = new Set(ours.map(({ path }) => path[3]))
  const isTaken = ({ path }: Setting) =>
    (path[2] === 'variables' || path[2] === 'secrets') && taken.has(path[3])
  return [...own.filter((setting) => !isTaken(setting)), ...ours]
}

/**
 * Every key that holds in an environment: its value, and where it stands in the file, or that it is a default. Throws
 * what `readConfig` throws.
 */
export const explain = (source: Source, environment: string): readonly Setting[] => {
  const { written, tree } = readWritten(source)
  const root: At = { inFile: [], named: [], tree }
  const [example] = Object.values(keysAt(everything, 'components'))
  const componentKeys = example?.is !== undefined && isKeys(example.is) ? example.is : {}
  const [other] = Object.values(keysAt(everything, 'environments'))
  const environmentKeys = other?.is !== undefined && isKeys(other.is) ? other.is : {}
  const names = inOrder(Object.keys(written.components), (name) => needsOf(written.components[name]))
  const components = names.sorted.flatMap((name) => {
    const at = below(below(root, 'components'), name)
    const said = mapIn(tree, at.inFile)
    const files = said['static'] !== undefined
    const own = ofKeys(at, componentKeys, said).filter(({ path }) => !files || !isOfProcesses(path[2] ?? ''))
    return overridden(own, name, environment, tree)
  })
  const section: At = { inFile: ['environments', environment], named: ['environment'], tree }
  const own = ofKeys(section, environmentKeys, mapIn(tree, section.inFile)).filter(
    ({ path }) => path[1] !== 'variables' && path[1] !== 'secrets',
  )
  const special = new Set(['components', 'environments', 'routes'])
  const rest = Object.fromEntries(Object.entries(everything).filter(([key]) => !special.has(key)))
  return [
    ...ofKeys(
      root,
      rest,
      Object.fromEntries(Object.entries(mapIn(tree, [])).filter(([key]) => !special.has(key))),
    ),
    ...components,
    ...routes(root, written),
    ...own,
    ...order(environment, written),
  ]
}

type Written = ReturnType<typeof readWritten>['written']

const routes = (root: At, written: Written): readonly Setting[] => {
  const at = below(root, 'routes')
  const said = valueIn(root.tree, ['routes'])
  if (Array.isArray(said))
    return said.map((route: Plain, index) => ({
      path: ['routes', String(index)],
      value: spell(route),
      from: root.tree.at(['routes', index]),
    }))
  const [only] = publicComponents(written.components)
  const value = `{ path: /, component: ${only ?? ''} }`
  return only === undefined ? [] : [{ path: [...at.named, '0'], value, from: 'default' }]
}

/** Without any `after` the order of the file is the order of promotion. */
const order = (environment: string, written: Written): readonly Setting[] => {
  const names = Object.keys(written.environments)
  const before = names[names.indexOf(environment) - 1]
  return isOrderOfFile(written.environments) && before !== undefined
    ? [{ path: ['environment', 'after'], value: before, from: 'default' }]
    : []
}

export type Difference = {
  readonly path: readonly string[]
  readonly left: Setting | null
  readonly right: Setting | null
}

/** Keys whose values differ, in the order of the left side; those that only the right one has come last. */
export const differences = (left: readonly Setting[], right: readonly Setting[]): readonly Difference[] => {
  const spelled = (setting: Setting): string => JSON.stringify(setting.path)
  const find = (all: readonly Setting[], key: string) => all.find((one) => spelled(one) === key) ?? null
  const keys = [...new Set([...left, ...right].map(spelled))]
  return keys.flatMap((key) => {
    const [one, other] = [find(left, key), find(right, key)]
    const digests = one?.secret !== undefined && other?.secret !== undefined
    const equal = one?.value === other?.value && (!digests || one?.secret?.digest === other?.secret?.digest)
    return equal ? [] : [{ path: (one ?? other)?.path ?? [], left: one, right: other }]
  })
}
