import { basename, resolve } from 'node:path'
import { addressVariable } from '../config/check.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { type Found, findComponents, nameOf } from './components.ts'
import { lockfileHere } from './lockfile.ts'
import * as say from './messages.ts'
import { readPackage } from './package-file.ts'
import { siteIn } from './site.ts'
import { type Written, write, writeSite } from './write.ts'

/** What `ecluse init` would write, and why. */
export type Detected = {
  /** The text of `ecluse.yaml`. */
  readonly written: string
  readonly found: readonly Text[]
  readonly guessed: readonly Text[]
  /** What has to be done before the first ship. */
  readonly todo: readonly Text[]
}

type Told = { readonly found: Text[]; readonly guessed: Text[]; readonly todo: Text[] }

const listen = '127.0.0.1:8080'

const front = ['web', 'frontend', 'front', 'site', 'www', 'ui', 'client', 'app', 'portal']
const back = ['api', 'backend', 'server', 'service']

const startTold = ({ name, start, entry }: Found, told: Told): readonly string[] | null => {
  if (start === null) {
    if (entry === null) return null
    told.guessed.push(say.guessedEntry(name, entry))
    // The build takes `main` and `server.js` by itself; what stands here can be seen and corrected.
    return ['node', entry]
  }
  told.found.push(say.foundStart(name, start.from))
  if (start.guess === 'shell') told.todo.push(say.needsShell(name, start.from))
  if (start.development !== null) told.todo.push(say.developmentOnly(name, start.development))
  if (start.start !== null) told.guessed.push(say.guessedStart(name, start.start))
  return start.start
}

const npmDefault = /no test specified/

const lockfileTold = async (root: string, context: string, told: Told): Promise<void> => {
  const lockfile = await lockfileHere(root, context)
  if (lockfile === null) told.todo.push(say.noLockfile(context))
  else if (!lockfile.isRead) told.todo.push(say.otherLockfile(lockfile.file))
}

const toWrite = async (root: string, one: Found, told: Told): Promise<Written> => {
  const { name, context, seen, file } = one
  if (file !== null) told.found.push(say.foundComponent(name, context))
  const start = startTold(one, told)
  if (seen.port !== null) told.found.push(say.foundPort(name, seen.port))
  if (!seen.readsPort && seen.listens) told.todo.push(say.ignoresPort(name))
  if (seen.ready === null) told.guessed.push(say.guessedReady(name))
  else told.found.push(say.foundReady(name, seen.ready))
  const test = file?.scripts['test']
  const tests = test !== undefined && !npmDefault.test(test)
  if (tests) told.found.push(say.foundTests(name))
  const some = file !== null && file.dependencies.length + file.devDependencies.length > 0
  if (some) await lockfileTold(root, context, told)
  const variables = one.start?.variables ?? {}
  return { name, context, start, variables, port: seen.port, ready: seen.ready ?? '/', needs: [], tests }
}

/** Whom each component calls: what its sources read, or, where one front and one back stand alone, their names. */
const needsOf = (all: readonly Found[], told: Told): ReadonlyMap<string, readonly string[]> => {
  const needs = new Map<string, string[]>()
  const leads = (from: string, to: string): boolean =>
    from === to || (needs.get(from) ?? []).some((next) => leads(next, to))
  for (const one of all) {
    const list: string[] = []
    needs.set(one.name, list)
    for (const other of all) {
      const variable = addressVariable(other.name)
      if (other === one || !one.seen.addresses.has(variable) || leads(other.name, one.name)) continue
      told.found.push(say.foundNeed(one.name, other.name, variable))
      list.push(other.name)
    }
  }
  const [first, second] = all
  if (first === undefined || second === undefined || all.length > 2) return needs
  const [web, api] = front.includes(first.name) ? [first, second] : [second, first]
  if ([...needs.values()].some((list) => list.length > 0)) return needs
  if (!front.includes(web.name) || !back.includes(api.name)) return needs
  told.guessed.push(say.guessedNeed(web.name, api.name, addressVariable(api.name)))
  needs.set(web.name, [api.name])
  return needs
}

/** Which public component answers `/` and which a path of its own; null where only one is public. */
const routesOf = (components: readonly Written[], told: Told) => {
  const needed = new Set(components.flatMap(({ needs }) => needs))
  const open = components.filter(({ name }) => !needed.has(name)).map(({ name }) => name)
  if (open.length < 2) return null
  const root = open.find((name) => front.includes(name)) ?? open[0]
  const routes = open
    .toSorted((left, right) => Number(right === root) - Number(left === root))
    .map((component) => ({ path: component === root ? '/' : `/${component}`, component }))
  told.guessed.push(
    say.guessedRoutes(routes.map(({ path, component }) => `${path} → ${component}`).join(', ')),
  )
  return routes
}

/**
 * Reads a folder and says what `ecluse.yaml` it deserves; writes nothing. Throws a `ProblemError`:
 * `nothing-to-start`, `bad-package-file`.
 */
export const detect = async (folder: string): Promise<Detected> => {
  const root = resolve(folder)
  const told: Told = { found: [], guessed: [], todo: [] }
  const all = await findComponents(root)
  const file = await readPackage(root, '')
  const site = all.length === 0 ? await siteIn(root, file) : null
  if (all.length === 0 && site === null) throw new ProblemError(say.nothingFound(root))
  const own = file?.name ?? basename(root)
  const application = nameOf(own, 'application')
  told.guessed.push(say.guessedName(application))
  if (site !== null) {
    told.guessed.push(say.guessedSite(site.folder, site.from), say.guessedEnvironment(listen))
    if (file !== null) await lockfileTold(root, '.', told)
    return { ...told, written: writeSite({ application, folder: site.folder, listen }) }
  }
  const plain: Written[] = []
  for (const one of all) plain.push(await toWrite(root, one, told))
  const needs = needsOf(all, told)
  const components = plain.map((one) => ({ ...one, needs: needs.get(one.name) ?? [] }))
  const routes = routesOf(components, told)
  told.guessed.push(say.guessedEnvironment(listen))
  return { ...told, written: write({ application, components, routes, listen }) }
}
