import { sourceOf } from '../../config/decode.ts'
import { readConfigWithWarnings } from '../../config/read.ts'
import type { Config } from '../../config/types.ts'
import type { HistoryView, StatusView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Language } from '../../kernel/text.ts'
import { type Asked, compose } from '../../notes/compose.ts'
import { documentOf } from '../../notes/document.ts'
import type { Fragment } from '../../notes/fragments.ts'
import { type Hosting, hostingOf } from '../../notes/hosting.ts'
import { toHtml, toLines, toMarkdown } from '../../notes/render.ts'
import type { Part, PolicyNote } from '../../notes/types.ts'
import { configName, pathOf } from '../application.ts'
import type { Checkout } from '../machine.ts'
import { unknownFormat } from '../messages.ts'
import { fragmentOutside, noSuchRelease, nothingDeployed, sinceWhat } from '../messages-notes.ts'
import { overrideNotes, policyNotes } from '../notes-policy.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

/** A commit, and what it was called by. */
type Point = { readonly name: string; readonly commit: string; readonly release?: number }

const formats = ['text', 'markdown', 'json', 'html'] as const
type Format = (typeof formats)[number]

const formatOf = (context: Context, given: Given): Format => {
  const word = wordOf(given, 'format') ?? (context.terminal.json ? 'json' : 'text')
  const found = formats.find((one) => one === word)
  if (found === undefined) throw new ProblemError(unknownFormat(word, formats))
  return found
}

/** The commit's own file; null where there is none, or one that another version must read. */
const configAt = async (checkout: Checkout, commit: string): Promise<Config | null> => {
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
    : { name: `${environment} (r${found.release})`, commit: found.commit, release: found.release }
}

const released = async (context: Context, application: string, release: number): Promise<Point> => {
  const client = await context.api('unless-stopped')
  const { rollouts } = await client.get<HistoryView>(pathOf(application, 'history'), { limit: 1_000 })
  const found = rollouts.find((one) => one.release === release)
  if (found === undefined) throw new ProblemError(noSuchRelease(release, application))
  return { name: `r${release}`, commit: found.commit, release }
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
  return { name: word, commit: await checkout.resolve(word) }
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
    const point = await deployed(context, context.application ?? config.application, environment)
    if (point !== null) {
      context.terminal.aside(sinceWhat(environment, 'deployed'))
      return point
    }
  }
  const tag = await checkout.tagBefore(to)
  context.terminal.aside(sinceWhat(tag, tag === null ? 'start' : 'tag'))
  return tag === null ? null : { name: tag, commit: await checkout.resolve(`refs/tags/${tag}`) }
}

const partsOf = (config: Config | null, from: string | null, to: string): readonly Part[] =>
  (config?.components ?? []).map(({ name, build }) => ({ name, folders: [build.context], from, to }))

const fragmentsAt = async (checkout: Checkout, commit: string): Promise<readonly Fragment[]> => {
  const paths = (await checkout.listing(commit, 'notes')).filter((path) => /\.(en|fr)\.md$/.test(path))
  const read = await Promise.all(
    paths.map(async (path) => ({ path, bytes: await checkout.file(commit, path) })),
  )
  return read.flatMap(({ path, bytes }) =>
    bytes === null ? [] : [{ path, text: Buffer.from(bytes).toString('utf8') }],
  )
}

type More = { readonly hosting: Hosting | null; readonly policy: readonly PolicyNote[] }

const asked = async (context: Context, given: Given): Promise<Asked & More> => {
  const checkout = await context.machine.checkout(context.machine.folder)
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
  const remote = await checkout.remote()
  const left = from === null ? null : { commit: from.commit, config: await configAt(checkout, from.commit) }
  const application = context.application ?? config?.application ?? null
  return {
    range: await checkout.range(from?.commit ?? null, to.commit),
    from: from?.name ?? null,
    to: to.name,
    parts: partsOf(config, from?.commit ?? null, to.commit),
    fragments: await fragmentsAt(checkout, to.commit),
    hosting: remote === null ? null : hostingOf(remote),
    policy: [
      ...(await policyNotes(context, checkout, left, { commit: to.commit, config })),
      ...(await overrideNotes(context, application, to.release ?? null)),
    ],
  }
}

const print = (context: Context, format: Format, all: Asked & More): void => {
  const { terminal } = context
  const language: Language = terminal.language
  const { outside, ...made } = compose(all)
  const composed = all.policy.length === 0 ? made : { ...made, policy: all.policy }
  for (const path of outside) terminal.aside(fragmentOutside(path))
  const blocks = documentOf(composed, language, all.hosting)
  if (format === 'json') terminal.document('notes', composed)
  else if (format === 'markdown') terminal.raw(toMarkdown(blocks))
  else if (format === 'html') terminal.raw(toHtml(blocks, language))
  else terminal.say(...toLines(blocks).map(({ text }) => ({ en: text, fr: text })))
}

export const notes: Verb = {
  anywhere: true,
  more: [
    {
      en: 'Works in any git repository, also without an ecluse.yaml. A REF is a branch, a tag or a commit; a RELEASE a number of `ecluse history`; an ENVIRONMENT stands for what it runs. Without --from: what the last environment runs, else the tag before.',
      fr: 'Fonctionne dans tout dépôt git, même sans ecluse.yaml. Une REF est une branche, une étiquette ou un commit ; une VERSION, un numéro d’`ecluse history` ; un ENVIRONNEMENT désigne ce qu’il fait fonctionner. Sans --from : ce que fait fonctionner le dernier environnement, sinon l’étiquette précédente.',
    },
    {
      en: 'Texts come from the trailers `Release-note:` and `Note-de-version:`, from fragments `notes/NUMBER.en.md` and `notes/NUMBER.fr.md`, else from the commits. What has no text in a language yet is marked.',
      fr: 'Les textes viennent des lignes `Release-note:` et `Note-de-version:`, de fragments `notes/NUMÉRO.en.md` et `notes/NUMÉRO.fr.md`, sinon des commits. Ce qui n’a pas encore de texte dans une langue est marqué.',
    },
  ],
  options: [
    {
      flags: '--from <point>',
      says: {
        en: 'REF, RELEASE or ENVIRONMENT that is left',
        fr: 'REF, VERSION ou ENVIRONNEMENT que l’on quitte',
      },
    },
    {
      flags: '--to <point>',
      says: { en: 'what comes instead; without: HEAD', fr: 'ce qui vient à sa place ; sans cela : HEAD' },
    },
    {
      flags: '--format <format>',
      says: {
        en: 'markdown, json, html or text; without: text',
        fr: 'markdown, json, html ou text ; sans cela : text',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse notes --from v1.2.0 --to v1.3.0 --format markdown',
      says: { en: 'what changed between two tags', fr: 'ce qui a changé entre deux étiquettes' },
    },
    {
      line: 'ecluse notes --from production --language fr',
      says: {
        en: 'what shipping this commit would change, in French',
        fr: 'ce que changerait la livraison de ce commit, en français',
      },
    },
  ],
  json: {
    en: '{from:{name,commit}|null,to,direction,shallow,parts,changes:[{commit,commits,text:{en,fr},origin,group,components,scope,pull,issues,people,breaking,security,partly}],attention,policy?:[{kind,environment,text}],takenBack,dependencies,unbroken,leftOut,commits,missing}',
    fr: '{from:{name,commit}|null,to,direction,shallow,parts,changes:[{commit,commits,text:{en,fr},origin,group,components,scope,pull,issues,people,breaking,security,partly}],attention,policy?:[{kind,environment,text}],takenBack,dependencies,unbroken,leftOut,commits,missing}',
  },
  run: async (context, given) => {
    const format = formatOf(context, given)
    print(context, format, await asked(context, given))
    return 0
  },
}
