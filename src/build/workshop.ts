import { chmod, chown, lstat, mkdir, readdir, realpath, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Folder } from '../folder/layout.ts'
import { removeFolder } from '../folder/remove.ts'
import type { Ms } from '../kernel/time.ts'
import type { ApplicationUser, Job, Supervision } from '../ports/supervision.ts'
import { newJobId, nice, runJob } from './job.ts'

/**
 * Where one build or test happens. The place is always the same one, so that a tool that writes its own path into what
 * it makes writes the same path every time; one at a time uses it.
 */
export type Workshop = {
  readonly checkout: string
  /** Holds the `node_modules` of the image. */
  readonly dependencies: string
  readonly home: string
  readonly temporary: string
  /** Commands that scripts expect of npm, beside the image's Node. */
  readonly tools: string
  /** What no command of an application's reaches: copies of what it made, and our own orders. */
  readonly ours: string
  readonly log: string
  readonly application: string
  /** Whom its commands run as; null where applications are not separated. */
  readonly user: ApplicationUser | null
}

/** Whether a path stays in a folder once every link on the way is followed. */
export const isInside = async (folder: string, path: string): Promise<boolean> => {
  const [root, found] = [await realpath(folder), await realpath(path)]
  return found === root || found.startsWith(`${root}/`)
}

export type Kind = 'build' | 'test'

const mostLogs = 200

/** Takes away what no command of ours runs in any more, folders without rights included. */
export const clear = async (path: string): Promise<void> => {
  try {
    await removeFolder(path)
  } catch {
    await openUp(path)
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
  }
}

const openUp = async (path: string): Promise<void> => {
  if ((await lstat(path).catch(() => null))?.isDirectory() !== true) return
  await chmod(path, 0o700).catch(() => undefined)
  for (const name of await readdir(path)) await openUp(join(path, name))
}

/** Newest first by time of change: the log of a build that is asked for is hardly ever older than 200 others. */
const tidyLogs = async (folder: string): Promise<void> => {
  const names = await readdir(folder)
  if (names.length < mostLogs) return
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  )
  dated.sort((a, b) => b.at - a.at)
  for (const { name } of dated.slice(mostLogs - 1)) await rm(join(folder, name), { force: true })
}

/**
 * `npm run` inside a script is npm's own business: where this machine has an npm, scripts find it, on the image's Node.
 * It never chooses what goes into an image: the lockfile does.
 */
const linkTools = async (tools: string, path: string): Promise<void> => {
  for (const folder of path.split(':').filter((one) => one.startsWith('/'))) {
    const cli = await realpath(join(folder, 'npm')).catch(() => '')
    if (!cli.endsWith('/bin/npm-cli.js')) continue
    const npm = dirname(dirname(cli))
    await symlink(cli, join(tools, 'npm'))
    await symlink(join(npm, 'bin', 'npx-cli.js'), join(tools, 'npx'))
    await symlink(join(npm, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'), join(tools, 'node-gyp'))
    return
  }
}

/** The same place for every build or test of one application's user; for all of them where there is only one user. */
const placeOf = (folder: Folder, kind: Kind, user: ApplicationUser | null): string =>
  join(folder.jobs, user === null ? kind : `${kind}-${user.name}`)

export type Opening = {
  readonly kind: Kind
  readonly application: string
  readonly name: string
  /** This machine's own PATH, where its npm is looked for. */
  readonly path: string
}

export const openWorkshop = async (
  folder: Folder,
  supervision: Supervision,
  { kind, application, name, path }: Opening,
): Promise<Workshop> => {
  const user = await supervision.user(application)
  const root = placeOf(folder, kind, user)
  await sweepPlace(supervision, folder, application, root, user)
  const logs = join(folder.jobs, 'logs')
  await mkdir(logs, { recursive: true, mode: 0o700 })
  await tidyLogs(logs)
  const inside = (part: string) => join(root, part)
  const workshop = {
    checkout: inside('source'),
    dependencies: inside('image'),
    home: inside('home'),
    temporary: inside('tmp'),
    tools: inside('bin'),
    ours: inside('ours'),
    application,
    user,
    log: join(logs, `${name}.log`),
  }
  const { dependencies, home, temporary, tools, ours } = workshop
  for (const part of [root, dependencies, home, temporary, tools, ours])
    await mkdir(part, { recursive: true, mode: 0o700 })
  if (user !== null) await letIn(folder, root, tools, user)
  await linkTools(workshop.tools, path)
  return workshop
}

export const closeWorkshop = (
  folder: Folder,
  supervision: Supervision,
  kind: Kind,
  { application, user }: Workshop,
): Promise<void> => sweepPlace(supervision, folder, application, placeOf(folder, kind, user), user)

/** The application's user passes through to its place, where it may read its tools and has what it was given. */
const letIn = async (folder: Folder, root: string, tools: string, user: ApplicationUser): Promise<void> => {
  for (const path of [folder.jobs, folder.cache]) await chmod(path, 0o711)
  await chown(root, -1, user.gid)
  await chmod(root, 0o710)
  await chmod(tools, 0o755)
}

/** Takes a place away: what was given to the application's user, only that user can remove. */
const sweepPlace = async (
  supervision: Supervision,
  folder: Folder,
  application: string,
  root: string,
  user: ApplicationUser | null,
): Promise<void> => {
  const names = user === null ? [] : await readdir(root).catch(() => [])
  const theirs: string[] = []
  for (const name of names) {
    if ((await lstat(join(root, name))).uid === user?.uid) theirs.push(join(root, name))
  }
  for (const argv of theirs.length === 0 ? [] : [openUpArgv(theirs), removeArgv(theirs)])
    await runJob(supervision, {
      id: newJobId('build'),
      application,
      argv,
      cwd: root,
      variables: {},
      log: join(folder.jobs, 'logs', 'sweep.log'),
      within: 300_000,
      nice,
    })
  await clear(root)
}

const openUpArgv = (paths: readonly string[]) => ['/usr/bin/chmod', '-R', 'u+rwX', '--', ...paths]
/** The places themselves stand in a folder of ours: they are left empty. */
const removeArgv = (paths: readonly string[]) => ['/usr/bin/find', ...paths, '-mindepth', '1', '-delete']

/** Jobs that a control plane left behind when it was killed: ended before their place is used again. */
export const endLeftovers = async (supervision: Supervision): Promise<void> => {
  const mine = async () =>
    (await supervision.list()).jobs.filter((job) => job.state === 'running' && /^(build|test)-/.test(job.id))
  for (let tries = 0; tries < 100; tries += 1) {
    const running = await mine()
    if (running.length === 0) return
    for (const job of running) await supervision.cancelJob(job.id)
    await wait(100)
  }
}

export type Command = {
  readonly kind: Kind
  readonly argv: readonly string[]
  readonly cwd: string
  readonly within: Ms
  /** The Node package that the command runs with. */
  readonly runtime: string
  /** The folder whose `node_modules/.bin` it finds. */
  readonly project: string
  /** Further such folders, looked through first. */
  readonly bins?: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** A program of ours: not the application's code. */
  readonly own?: true
}

/**
 * The whole environment of a command: nothing of whoever started us. The image's Node comes first, so that no
 * dependency can stand in for it. Dates that tools write are those of no day.
 */
export const environmentOf = (workshop: Workshop, command: Command): Readonly<Record<string, string>> => ({
  PATH: [
    join(command.runtime, 'bin'),
    ...(command.bins ?? []),
    join(command.project, 'node_modules', '.bin'),
    workshop.tools,
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ].join(':'),
  HOME: workshop.home,
  TMPDIR: workshop.temporary,
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  CI: 'true',
  SOURCE_DATE_EPOCH: '315532800',
  npm_config_nodedir: command.runtime,
  npm_config_update_notifier: 'false',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
  ...command.variables,
})

export const runCommand = (supervision: Supervision, workshop: Workshop, command: Command): Promise<Job> =>
  runJob(supervision, {
    id: newJobId(command.kind),
    argv: command.argv,
    cwd: command.cwd,
    variables: environmentOf(workshop, command),
    log: workshop.log,
    ...(command.own === true
      ? { own: true }
      : {
          application: workshop.application,
          gives: [command.project, workshop.home, workshop.temporary],
        }),
    within: Math.max(1, Math.round(command.within)),
    nice,
  })
