import { sourceOf } from '../config/decode.ts'
import { readConfigWithWarnings } from '../config/read.ts'
import { usualNotes } from '../config/resolve-notes.ts'
import type { Config } from '../config/types.ts'
import type { NotesConfig } from '../config/types-notes.ts'
import type { StatusView } from '../engine/facade.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Asked } from '../notes/compose.ts'
import { textOf } from '../notes/decode.ts'
import type { Fragment } from '../notes/fragments.ts'
import { type Hosting, hostingOf } from '../notes/hosting.ts'
import { partsOf } from '../notes/parts.ts'
import { type Stretch, stretchesOf } from '../notes/stretches.ts'
import type { PolicyNote } from '../notes/types.ts'
import { configName, pathOf } from './application.ts'
import type { Checkout } from './machine.ts'
import { nothingDeployed, sinceWhat, tagTaken } from './messages-notes.ts'
import { overrideNotes, policyNotes } from './notes-policy.ts'
import { type Context, type Given, wordOf } from './verb.ts'

/** A commit, and what it was called by. */
type Point = {
  readonly name: string
  readonly commit: string
  readonly release?: number
  /** Of each component, where it is of a commit of its own. */
  readonly components?: Readonly<Record<string, string>>
}

/** The commit's own file; null where there is none, or one that another version must read. */
export const configAt = async (checkout: Checkout, commit: string): Promise<Config | null> => {
  const bytes = await checkout.file(commit, configName)
  if (bytes === null) return null
  try {
    return readConfigWithWarnings(sourceOf(configName, bytes)).config
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/** What an environment runs: the release that it should run, as `status` says. */
const deployed = async (
  context: Context,
  application: string,
  environment: string,
): Promise<Point | null> => {
  const client = await context.api('unless-stopped')
  const status = await client.get<StatusView>('/v1/status', { application })
  const found = status.applications
    .find((one) => one.application === application)
    ?.environments.find(({ name }) => name === environment)?.desired
  return found === null || found === undefined
    ? null
    : { ...(await released(context, application, found.release)), name: `${environment} (r${found.release})` }
}

const released = async (context: Context, application: string, release: number): Promise<Point> => {
  const client = await context.api('unless-stopped')
  const path = pathOf(application, `releases/${release}`)
  const { commit, components } = await client.get<Pick<Point, 'commit' | 'components'>>(path)
  return { name: `r${release}`, commit, release, ...(components === undefined ? {} : { components }) }
}

/** A REF, a RELEASE or an ENVIRONMENT. An environment's name and a release's number win over a branch's. */
const pointOf = async (
  context: Context,
  checkout: Checkout,
  config: Config | null,
  word: string,
): Promise<Point> => {
  const application = context.application ?? config?.application ?? null
  if (application !== null && config?.environments.some(({ name }) => name === word)) {
    const point = await deployed(context, application, word)
    if (point === null) throw new ProblemError(nothingDeployed(word))
    return point
  }
  if (application !== null && context.exists() && /^\d{1,6}$/.test(word))
    return released(context, application, Number(word))
  const commit = await checkout.resolve(word)
  if ((await checkout.version(word)).kind === 'two') {
    const tag = await checkout.resolve(`refs/tags/${word}`).catch(() => null)
    if (tag === commit) context.terminal.aside(tagTaken(word))
  }
  return { name: /^[0-9a-f]{40}$/.test(word) ? word.slice(0, 7) : word, commit }
}

/** Nobody asked for an environment: where all is stopped on purpose, what it runs is just not known. */
const unlessStopped = (error: unknown): null => {
  if (error instanceof ProblemError && error.problems.every(({ code }) => code === 'stopped')) return null
  throw error
}

/** Without `--from`: what the last environment runs, where that can be known, else the tag before. */
const usual = async (
  context: Context,
  checkout: Checkout,
  config: Config | null,
  to: string,
): Promise<Point | null> => {
  const environment = config?.environments.at(-1)?.name
  if (config !== null && environment !== undefined && context.exists()) {
    const application = context.application ?? config.application
    const point = await deployed(context, application, environment).catch(unlessStopped)
    if (point !== null) {
      context.terminal.aside(sinceWhat(environment, 'deployed'))
      return point
    }
  }
  const tag = await checkout.tagBefore(to)
  context.terminal.aside(sinceWhat(tag, tag === null ? 'start' : 'tag'))
  return tag === null ? null : { name: tag, commit: await checkout.resolve(`refs/tags/${tag}`) }
}

const fragmentsAt = async (checkout: Checkout, commit: string): Promise<readonly Fragment[]> => {
  const paths = (await checkout.listing(commit, 'notes')).filter((path) => /\.(en|fr)\.md$/.test(path))
  const read = await Promise.all(
    paths.map(async (path) => ({ path, bytes: await checkout.file(commit, path) })),
  )
  return read.flatMap(({ path, bytes }) => (bytes === null ? [] : [{ path, text: textOf(bytes) }]))
}

/** Each component from its commit to its own, with all that lies between them. */
const eachOf = async (
  checkout: Checkout,
  from: Point | null,
  to: Point,
  said: Pick<Asked, 'parts' | 'people'>,
): Promise<readonly [Asked, ...Asked[]]> => {
  const of = async (stretch: Stretch): Promise<Asked> => ({
    ...said,
    range: await checkout.range(stretch.from, stretch.to),
    from: from?.name ?? null,
    to: to.name,
    fragments: await fragmentsAt(checkout, stretch.to),
    ...(stretch.about === undefined ? {} : { about: stretch.about }),
  })
  const [first, ...others] = stretchesOf(said.parts, { from: from?.commit ?? null, to: to.commit })
  return [await of(first), ...(await Promise.all(others.map(of)))]
}

/** Two ends with all that lies between them, and how the team wishes it told. */
export type AskedHere = Asked & {
  readonly each: readonly [Asked, ...Asked[]]
  readonly hosting: Hosting | null
  readonly policy: readonly PolicyNote[]
  readonly wished: NotesConfig
  readonly at: string
}

export const asked = async (context: Context, given: Given, checkout: Checkout): Promise<AskedHere> => {
  const head = await configAt(checkout, await checkout.resolve('HEAD'))
  const wanted = wordOf(given, 'to')
  const to =
    wanted === null
      ? await checkout
          .resolve('HEAD')
          .then(async (commit): Promise<Point> => ({ name: await checkout.describe(commit), commit }))
      : await pointOf(context, checkout, head, wanted)
  const config = (await configAt(checkout, to.commit)) ?? head
  const since = wordOf(given, 'from')
  const from =
    since === null
      ? await usual(context, checkout, config, to.commit)
      : await pointOf(context, checkout, config, since)
  const wished = config?.notes ?? usualNotes
  const remote = await checkout.remote()
  const left = from === null ? null : { commit: from.commit, config: await configAt(checkout, from.commit) }
  const application = context.application ?? config?.application ?? null
  const parts = partsOf(
    config,
    left?.config ?? null,
    (name) => from?.components?.[name] ?? from?.commit ?? null,
    (name) => to.components?.[name] ?? to.commit,
  )
  const said = { parts, people: wished.people }
  const each = await eachOf(checkout, from, to, said)
  return {
    ...each[0],
    each,
    hosting: wished.hosting ?? (remote === null ? null : hostingOf(remote)),
    wished,
    at: to.commit,
    policy: [
      ...(await policyNotes(context, checkout, left, { commit: to.commit, config })),
      ...(await overrideNotes(context, application, to.release ?? null)),
    ],
  }
}
