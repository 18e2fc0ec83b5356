import type { StatusView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { type Counted, newestVersion, nextVersion, type Proposal } from '../../manifest/next-version.ts'
import { compareVersions, semverOf } from '../../manifest/versions.ts'
import { compose } from '../../notes/compose.ts'
import type { Notes } from '../../notes/types.ts'
import type { ExitCode } from '../exit.ts'
import type { Checkout } from '../machine.ts'
import { configHere } from '../manifest-point.ts'
import {
  badVersion,
  isTaken,
  notHeld,
  nothingToTag,
  proposed,
  reasonOf,
  tagged,
  tagLater,
} from '../messages-version.ts'
import { needFolder } from '../need-folder.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

const counted = ({ changes, takenBack, attention, dependencies, leftOut }: Notes): Counted => {
  const broken = changes.filter(({ breaking }) => breaking !== null).length
  const said = attention.filter(({ kind }) => kind === 'breaking').length
  const of = (group: string) => changes.filter((one) => one.group === group).length
  return {
    breaking: Math.max(broken, said),
    users: of('users'),
    fixes: of('fixes'),
    // A dependency, and what nobody is told of, may well change what runs.
    behind: of('behind') + dependencies.length + leftOut.unwanted,
    takenBack: takenBack.length,
  }
}

/** What lies between the newest version in a commit's past and the commit, and what that makes of it. */
const propose = async (
  checkout: Checkout,
  commit: string,
): Promise<{ proposal: Proposal; changes: Counted }> => {
  const last = newestVersion(await checkout.tags(commit))
  const from = last === null ? null : await checkout.resolve(`refs/tags/${last}`)
  const notes = compose({
    range: await checkout.range(from, commit),
    from: last,
    to: commit,
    parts: [],
    fragments: [],
  })
  const changes = counted(notes)
  return { proposal: nextVersion(last, changes), changes }
}

/** The environment that comes last, and what is fully out there. */
const heldBy = async (context: Context): Promise<{ environment: string; commit: string | null }> => {
  needFolder(context)
  const config = configHere(context)
  const environment = context.environment ?? config?.environments.at(-1)?.name ?? 'production'
  const client = await context.api('unless-stopped')
  const application = context.application ?? config?.application
  const { applications } = await client.get<StatusView>(
    '/v1/status',
    application === undefined ? {} : { application },
  )
  const found = applications.flatMap((one) => one.environments).find(({ name }) => name === environment)
  // On its way is not held.
  const held = found === undefined || found.rollout !== null ? null : (found.desired?.commit ?? null)
  return { environment, commit: held }
}

const chosen = (given: Given, proposal: Proposal): string => {
  const word = wordOf(given, 'as')
  if (word === null) return proposal.version
  const after = proposal.last === null ? 1 : compareVersions(word, proposal.last)
  if (semverOf(word) === null || after === null || after <= 0)
    throw new ProblemError(badVersion(word, proposal.last))
  return word
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const checkout = await context.machine.checkout(context.machine.folder)
  const commit = await checkout.resolve(given.argument ?? 'HEAD')
  const { proposal, changes } = await propose(checkout, commit)
  const version = chosen(given, proposal)
  const reason = reasonOf(proposal, changes)
  const tag = isGiven(given, 'tag')
  const push = isGiven(given, 'push')
  if (tag || push) {
    if (proposal.bump === 'none') throw new ProblemError(nothingToTag(proposal.last ?? version))
    const held = await heldBy(context)
    if (held.commit !== commit) throw new ProblemError(notHeld(held.environment, commit, held.commit))
    await checkout.writeTag(version, commit, `${version}\n\n${reason.en}\n`)
    if (push) await checkout.pushTag(version)
  }
  if (terminal.json)
    terminal.document('version', { ...proposal, version, commit, reason, changes, tagged: tag || push })
  else {
    terminal.say(proposed(version, commit, reason))
    const there = await checkout.version(version)
    if (tag || push) terminal.say(tagged(version, commit, push))
    else if (proposal.bump !== 'none' && 'commit' in there && there.commit !== commit)
      terminal.say(isTaken(version, there.commit))
    else if (proposal.bump !== 'none')
      terminal.say(tagLater(configHere(context)?.environments.at(-1)?.name ?? 'production'))
  }
  return 0
}

export const version: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'REF', fr: 'RÉF' },
    says: {
      en: 'what is to be called so; without: HEAD',
      fr: 'ce qui s’appellera ainsi ; sans cela : HEAD',
    },
  },
  more: [
    {
      en: 'Proposes the next Semantic Version from the changes since the newest tagged one, with its reason: what breaks is major (before 1.0.0 minor), what people can newly do is minor, the rest patch. Without --tag nothing is written. A tag is written only once the last environment holds the release of that very commit.',
      fr: 'Propose la prochaine version sémantique d’après les changements depuis la plus récente étiquetée, avec sa raison : ce qui casse est majeur (avant 1.0.0, mineur), ce que les gens peuvent faire de nouveau est mineur, le reste est correctif. Sans --tag, rien n’est écrit. Une étiquette n’est écrite qu’une fois la version de ce commit en service dans le dernier environnement.',
    },
  ],
  options: [
    {
      flags: '--tag',
      says: { en: 'writes the tag into this repository', fr: 'écrit l’étiquette dans ce dépôt' },
    },
    {
      flags: '--push',
      says: { en: 'the same, and sends it to origin', fr: 'de même, et l’envoie à origin' },
    },
    {
      flags: '--as <version>',
      says: { en: 'this version instead of the proposal', fr: 'cette version au lieu de la proposition' },
    },
  ],
  examples: [
    {
      line: 'ecluse version',
      says: { en: 'the next version, and why', fr: 'la prochaine version, et pourquoi' },
    },
    {
      line: 'ecluse version --push',
      says: { en: 'tags what production holds', fr: 'étiquette ce qui est en service en production' },
    },
  ],
  json: {
    en: '{version,last,bump,reason:{en,fr},commit,changes:{breaking,users,fixes,behind,takenBack},tagged}',
    fr: '{version,last,bump,reason:{en,fr},commit,changes:{breaking,users,fixes,behind,takenBack},tagged}',
  },
  run,
}
