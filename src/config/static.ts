import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-static.ts'
import type { Written, WrittenComponent } from './schema.ts'
import type { ComponentConfig } from './types.ts'
import type { Tree } from './yaml.ts'

/** Keys that are about a process. */
const ofProcesses = [
  'start',
  'port',
  'ready',
  'times',
  'needs',
  'variables',
  'secrets',
  'keep',
  'instances',
  'live',
  'side-by-side',
  'stop-signal',
  'restart',
  'limits',
  'schedule',
  'before',
] as const

/** Whether a key of a component says nothing of one that is files alone. */
export const isOfProcesses = (key: string): boolean => (ofProcesses as readonly string[]).includes(key)

type Said = Pick<WrittenComponent, 'static'>

export const staticOf = (said: Said): NonNullable<ComponentConfig['static']> | undefined => {
  if (said.static === undefined) return undefined
  const { folder, fallback = null } =
    typeof said.static === 'string' ? { folder: said.static } : { ...said.static }
  return { folder, fallback: fallback ?? null }
}

const isIn = (folder: string, root: string): boolean =>
  root === '.' || folder === root || folder.startsWith(`${root}/`)

/** Folders of assets as the image has them: it holds nothing but the folder of the site. */
const below = (folder: string, root: string): string =>
  root === '.' ? folder : folder === root ? '.' : folder.slice(root.length + 1)

/** A component as it is where the edge serves its files: nothing that runs, and an image of the folder alone. */
export const asFiles = (component: ComponentConfig, said: Said): ComponentConfig => {
  const site = staticOf(said)
  if (site === undefined) return component
  const { assets, build, ...rest } = component
  const moved = assets?.map(({ path, folder }) => ({ path, folder: below(folder, site.folder) }))
  return {
    ...rest,
    build: { ...build, output: site.folder === '.' ? null : site.folder },
    ...(moved === undefined ? {} : { assets: moved }),
    instances: 0,
    static: site,
  }
}

const checkOne = (name: string, said: WrittenComponent, written: Written, tree: Tree): readonly Problem[] => {
  const site = staticOf(said)
  if (site === undefined) return []
  const at = (...path: readonly string[]) => tree.atKey(['components', name, ...path])
  const problems: Problem[] = ofProcesses
    .filter((key) => said[key] !== undefined)
    .map((key) => ({ ...say.noProcess(name, key), place: at(key) }))
  for (const [environment, { variables, secrets }] of Object.entries(written.environments))
    for (const [key, own] of Object.entries({ variables, secrets }))
      if (own?.[name] !== undefined)
        problems.push({
          ...say.noProcess(name, key),
          place: tree.atKey(['environments', environment, key, name]),
        })
  if (said.build?.output !== undefined)
    problems.push({ ...say.namedTwice(name), place: at('build', 'output') })
  if (site.folder === '.' && (said.build?.context ?? '.') === '.')
    problems.push({ ...say.wholeRepository(name), place: at('static') })
  for (const [path, folder] of Object.entries(said.assets ?? {}))
    if (!isIn(folder, site.folder))
      problems.push({ ...say.assetsElsewhere(name, folder, site.folder), place: at('assets', path) })
  return problems
}

/** What cannot be meant of components that are files alone. */
export const checkStatic = (written: Written, tree: Tree): readonly Problem[] =>
  Object.entries(written.components).flatMap(([name, said]) =>
    said === null ? [] : checkOne(name, said, written, tree),
  )
