import { lstat, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { inImage, type Layer } from '../images/types.ts'
import type { Json } from '../kernel/canonical.ts'
import type { Layout } from './hoist.ts'
import { layOut } from './lay-out.ts'
import type { PutLayer } from './layers.ts'
import { scriptSteps } from './recipe.ts'
import { layerOnce } from './records.ts'
import { scan } from './scan.ts'
import type { Chosen } from './select.ts'
import type { Tarballs } from './tarballs.ts'

/** Runs one step of a package's install scripts in the package's own folder. */
export type RunScript = (
  argv: readonly string[],
  folder: string,
  project: string,
  what: string,
  event: string,
) => Promise<void>

export type Install = {
  readonly packages: readonly Chosen[]
  readonly links?: Layout['links']
  readonly tarballs: Tarballs
  /** Names of packages whose install scripts run; all others' do not. */
  readonly scripts: readonly string[]
  readonly run: RunScript
  /** Told of install scripts that do not run, where the lockfile does not know of them. */
  readonly left?: (names: readonly string[]) => void
}

const declared = ({ packages, scripts }: Install): readonly Chosen[] =>
  packages.filter((one) => scripts.includes(one.name) || scripts.includes(installedName(one)))

const installedName = ({ path }: Chosen): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Packages that have install scripts which do not run, by name. `seen`: of those whose lockfile does not say it. */
export const scriptsLeft = (install: Install, seen: readonly string[] = []): readonly string[] => {
  const running = new Set(declared(install))
  const left = install.packages.filter((one) => one.hasInstallScript === true && !running.has(one))
  const here = new Set(install.packages.map(installedName))
  return [...new Set([...left.map(installedName), ...seen.filter((name) => here.has(name))])]
}

const hasInstallSteps = async (folder: string): Promise<boolean> =>
  scriptSteps(await scriptsOf(folder).catch(() => ({})), 'install').length > 0

/** As `scriptsLeft`, where only the packages themselves say it. */
const scriptsSeen = async (what: Install, into: string): Promise<readonly string[]> => {
  const running = new Set(declared(what))
  const found: string[] = []
  for (const one of what.packages)
    if (one.hasInstallScript === null && !running.has(one) && (await hasInstallSteps(join(into, one.path))))
      found.push(installedName(one))
  return found
}

const scriptsOf = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const words = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  const { scripts = {} } = JSON.parse(words.replace(/^\uFEFF/, '')) as { scripts?: Record<string, string> }
  const native = (await lstat(join(folder, 'binding.gyp')).catch(() => null))?.isFile() === true
  // npm's own default for native packages (npm, `scripts`, "npm install").
  return native && scripts['install'] === undefined && scripts['preinstall'] === undefined
    ? { ...scripts, install: 'node-gyp rebuild' }
    : scripts
}

/** Lays `node_modules` out in a folder and runs the declared install scripts there; says whether any ran. */
export const install = async (what: Install, into: string, project: string): Promise<boolean> => {
  // A committed one gives way to the lockfile, as with `npm ci`.
  await rm(join(into, 'node_modules'), { recursive: true, force: true })
  await layOut(what.packages, what.tarballs, into, project, what.links)
  what.left?.(await scriptsSeen(what, into))
  // All are read before one runs: from then on the folder may be another user's.
  const scripts = await Promise.all(
    declared(what).map(async (one) => {
      const folder = join(into, one.path)
      const steps = scriptSteps(await scriptsOf(folder), 'install')
      return steps.map(({ argv, event }) => ({ argv, folder, name: installedName(one), event }))
    }),
  )
  for (const { argv, folder, name, event } of scripts.flat()) await what.run(argv, folder, into, name, event)
  return scripts.flat().length > 0
}

export type Place = {
  /** Becomes the image's root, the application's folder left out. */
  readonly into: string
  /** The checkout, for archives that the commit itself holds. */
  readonly project: string
  /** Integrity of the Node that install scripts see. */
  readonly runtime: string
  /** Whose install scripts run there, where applications are separated: what they made is then nobody else's. */
  readonly application: string | null
  /** What install scripts left in a folder, as files that only we can touch. */
  readonly take: (folder: string) => Promise<string>
}

/** The layer of dependencies, made once per list of integrities; null without any. */
export const dependencyLayer = async (
  folder: Folder,
  what: Install,
  place: Place,
  put: PutLayer,
): Promise<Layer | null> => {
  const { links = [] } = what
  if (what.packages.length === 0) return null
  const scripts = declared(what).map(installedName)
  // Only install scripts can see the Node and the machine: without any, neither counts.
  const seen = { scripts, runtime: place.runtime, platform: `${process.platform}-${process.arch}` }
  const key: Json = {
    packages: what.packages.map(({ path, version, integrity }) => [
      path,
      version,
      integrity.algorithm,
      integrity.hex,
    ]),
    ...(links.length === 0 ? {} : { links: links.map(({ path, target }) => [path, target]) }),
    ...(scripts.length === 0 ? {} : seen),
    ...(scripts.length === 0 || place.application === null ? {} : { application: place.application }),
  }
  return layerOnce(folder, key, async () => {
    const ran = await install(what, place.into, place.project)
    return put(await scan(ran ? await place.take(place.into) : place.into, inImage.app))
  })
}
