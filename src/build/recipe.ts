import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildPlan } from '../ports/builder.ts'
import { type Lockfile, parseLockfile } from './lockfile.ts'
import { type PackageFile, parsePackageFile } from './manifest-file.ts'
import { notRecognised } from './messages.ts'
import { noLockfile } from './package-messages.ts'
import { type Chosen, choose, type Platform } from './select.ts'

/** One command of a build: argv, and what npm would call it. */
export type Step = { readonly argv: readonly string[]; readonly event: string }

/** What a component's folder says of itself. */
export type Project = {
  readonly manifest: PackageFile | null
  readonly lock: Lockfile | null
}

const isFile = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => null))?.isFile() === true

const readText = async (path: string): Promise<string | null> =>
  (await isFile(path)) ? readFile(path, 'utf8') : null

const inContext = (context: string, name: string): string => (context === '.' ? name : join(context, name))

const hasDependencies = (manifest: PackageFile): boolean =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].some(
    (names) => Object.keys(names).length > 0,
  )

/** Throws `bad-package-file`. */
export const readManifest = async (folder: string, context: string): Promise<PackageFile | null> => {
  const words = await readText(join(folder, 'package.json'))
  return words === null ? null : parsePackageFile(words, inContext(context, 'package.json'))
}

/** Reads package.json and npm's lockfile of a checkout. Throws `bad-package-file`, `old-lockfile`, `no-lockfile`. */
export const readProject = async (folder: string, context: string): Promise<Project> => {
  const manifest = await readManifest(folder, context)
  for (const name of ['npm-shrinkwrap.json', 'package-lock.json']) {
    const locked = await readText(join(folder, name))
    if (locked !== null) return { manifest, lock: parseLockfile(locked, inContext(context, name)) }
  }
  if (manifest === null || !hasDependencies(manifest)) return { manifest, lock: null }
  throw noLockfile(context)
}

export const packagesOf = (project: Project, platform: Platform, development: boolean): readonly Chosen[] =>
  project.manifest === null || project.lock === null
    ? []
    : choose(project.manifest, project.lock, platform, development)

/**
 * The commands of a build: the declared one, or the `build` script of package.json with its `pre` and `post`, as npm
 * runs them: package.json's own text, for the shell that it was written for.
 */
export const stepsOf = (plan: Pick<BuildPlan, 'run'>, manifest: PackageFile | null): readonly Step[] => {
  if (plan.run !== null) return [{ argv: plan.run, event: 'build' }]
  return manifest === null ? [] : scriptSteps(manifest.scripts, 'build', true)
}

/** `main`: without the script itself, neither `pre` nor `post` runs. */
export const scriptSteps = (
  scripts: Readonly<Record<string, string>>,
  name: string,
  main = false,
): readonly Step[] => {
  if (main && scripts[name] === undefined) return []
  return [`pre${name}`, name, `post${name}`].flatMap((event) => {
    const script = scripts[event]
    return script === undefined || script.trim() === '' ? [] : [{ argv: ['/bin/sh', '-c', script], event }]
  })
}

/** A component is a Node application, or says itself how it is built and started. Throws `not-recognised`. */
export const checkRecognised = async (
  plan: BuildPlan,
  manifest: PackageFile | null,
  folder: string,
): Promise<void> => {
  if (manifest !== null || plan.start !== null || (await isFile(join(folder, 'server.js')))) return
  throw notRecognised(plan.component, plan.context)
}
