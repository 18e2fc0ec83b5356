import type { ApiClient } from '../../api/client.ts'
import type { Config } from '../../config/types.ts'
import type { CandidateView, ShippedView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import type { Ms } from '../../kernel/time.ts'
import { pathOf } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { type Followed, followCandidate } from '../follow.ts'
import { lostFollowing } from '../messages-remote.ts'
import * as say from '../messages-ship.ts'
import { readDuration } from '../numbers.ts'
import { when } from '../render/when.ts'
import { prepare, type Ready, send } from '../send.ts'
import { steady } from '../steady.ts'
import { Teller } from '../teller.ts'
import type { Terminal } from '../terminal.ts'
import { type Context, type Given, isGiven, type Verb, wordsOf } from '../verb.ts'

/** What is followed, as whoever shipped it knows it. */
export type Following = {
  readonly application: string
  readonly commit: string
  readonly candidate: string
}

/** The last line of `--json`: how following ended. */
const endDocument = ({ application, commit, candidate }: Following, exit: ExitCode, followed: Followed) => {
  const { view } = followed
  const undecided = view?.pending === 5 ? 'waiting' : 'undecided'
  return {
    event: 'end' as const,
    exit,
    outcome: followed.kind === 'ended' ? (followed.view.ended?.outcome ?? 'done') : undecided,
    stopped: followed.kind === 'ended' ? null : followed.kind,
    commit,
    application,
    candidate: view?.id ?? candidate,
    release: view?.release ?? null,
    lines: view?.ended?.lines ?? [],
    notReached: view?.ended?.notReached ?? [],
  }
}

/** It goes on without being followed: what it waits for, where it waits. */
const standing = (view: CandidateView, after: Ms, commit: string): readonly Text[] => {
  const place = view.environments.find(({ state }) => state === 'waiting')
  const earliest = place?.earliest == null ? null : when(place.earliest, Date.now())
  return say.timedOut(after, view.pending, commit, place?.waits, earliest)
}

const conclude = (terminal: Terminal, teller: Teller, what: Following, followed: Followed): ExitCode => {
  const { commit } = what
  const { view } = followed
  const exit: ExitCode = followed.kind === 'ended' ? (followed.view.ended?.code ?? 0) : (view?.pending ?? 6)
  if (terminal.json) terminal.document('ended', endDocument(what, exit, followed))
  else if (followed.kind === 'ended') teller.close(followed.view.ended?.lines ?? [])
  else if (followed.kind === 'timed-out') terminal.say(...standing(followed.view, followed.after, commit))
  else if (followed.kind === 'interrupted') teller.close(say.stoppedFollowing(commit))
  else terminal.say(...lostFollowing(commit, followed.after))
  return exit
}

export const follow = async (
  context: Context,
  client: ApiClient,
  what: Following,
  timeout: Ms | null,
  said: Text,
): Promise<ExitCode> => {
  const { terminal } = context
  const teller = new Teller(terminal, [said])
  const followed = await followCandidate(context, client, what.candidate, timeout, {
    happening: (happening) => teller.tell(happening),
    instead: (left: CandidateView, other: CandidateView) => {
      if (terminal.json)
        terminal.document('instead', { event: 'instead', left: left.id, candidate: other.id })
      else terminal.say(say.followsOther(left.number, other.number))
    },
  })
  return conclude(terminal, teller, what, followed)
}

/** What secrets of the file want of the environment in which this command runs; nothing else of it is sent. */
export const variablesFor = ({ machine }: Context, config: Config): Readonly<Record<string, string>> => {
  const secrets = [
    ...config.components.map((component) => component.secrets),
    ...config.environments.flatMap((environment) => Object.values(environment.secrets ?? {})),
    config.secrets,
  ].flatMap((own) => Object.values(own ?? {}))
  const names = secrets.flatMap((secret) => (secret.from === 'environment' ? [secret.variable] : []))
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = machine.environment[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const badLabel = /^(?![a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$)/

/** Labels as they were given, each once. */
export const labelsOf = (given: Given): readonly string[] => {
  const labels = [...new Set(wordsOf(given, 'label'))]
  const bad = labels.find((one) => badLabel.test(one))
  if (bad !== undefined) throw new ProblemError(say.badLabel(bad))
  return labels
}

const begin = async (
  context: Context,
  client: ApiClient,
  ready: Ready,
  labels: readonly string[],
): Promise<ShippedView> => {
  const { commit, config, branch } = ready
  await send(context, client, ready)
  return steady(context, () =>
    client.post<ShippedView>(pathOf(config.application, 'ship'), {
      commit,
      upTo: context.environment,
      environment: variablesFor(context, config),
      ...(labels.length === 0 ? {} : { labels }),
      ...(branch === null ? {} : { branch }),
    }),
  )
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const timeout = readDuration(given, 'timeout')
  const labels = labelsOf(given)
  const ready = await prepare(context, given.argument)
  const { commit, config, version } = ready
  terminal.aside(say.shipping(config.application, commit, version))
  const client = await context.api('always')
  const shipped = await begin(context, client, ready, labels)
  if (terminal.json)
    terminal.document('shipped', {
      event: 'shipped',
      application: config.application,
      commit,
      version,
      shipped,
    })
  else terminal.say(shipped.text)
  if (shipped.kind === 'already-live') {
    if (terminal.json)
      terminal.document('ended', {
        event: 'end',
        exit: 0,
        outcome: 'already-live',
        stopped: null,
        commit,
        application: config.application,
        candidate: null,
        release: shipped.release,
        lines: [shipped.text],
        notReached: [],
      })
    return 0
  }
  if (isGiven(given, 'detach')) {
    terminal.say(say.detached(commit))
    return 0
  }
  const { candidate, text } = shipped
  return follow(context, client, { application: config.application, commit, candidate }, timeout, text)
}

export const ship: Verb = {
  argument: {
    name: { en: 'REF', fr: 'RÉF' },
    says: {
      en: 'a branch, a tag or a commit of this repository; without: HEAD. What is not committed is not shipped',
      fr: 'une branche, une étiquette ou un commit de ce dépôt ; sans cela : HEAD. Ce qui n’est pas validé n’est pas livré',
    },
  },
  more: [
    {
      en: 'Commit, build, manifest, gates, rollout through the environments in order, watch; it follows to the end. Ctrl-C stops following, not the rollout. With --environment it goes no further than that one.',
      fr: 'Commit, construction, manifeste, contrôles, déploiement dans les environnements l’un après l’autre, surveillance ; le suivi va jusqu’au bout. Ctrl-C arrête le suivi, non le déploiement. Avec --environment, il ne va pas plus loin que celui-là.',
    },
  ],
  options: [
    {
      flags: '--label <name>',
      many: true,
      says: {
        en: 'a label that calendars, checklists and trains may ask for; may be given several times',
        fr: 'une étiquette que calendriers, listes de contrôle et trains peuvent demander ; peut être donnée plusieurs fois',
      },
    },
    { flags: '--detach', says: { en: 'returns at once', fr: 'rend la main aussitôt' } },
    {
      flags: '--timeout <duration>',
      says: {
        en: 'stops following after this time (90s, 5m, 1h30m) with code 5 or 6; without: what the plan may need',
        fr: 'cesse de suivre après ce temps (90s, 5m, 1h30m) avec le code 5 ou 6 ; sans cela : ce dont le plan peut avoir besoin',
      },
    },
  ],
  examples: [
    { line: 'ecluse ship', says: { en: 'ships HEAD and follows it', fr: 'livre HEAD et le suit' } },
    {
      line: 'ecluse ship v1.4.0 --environment staging',
      says: { en: 'ships a tag as far as staging', fr: 'livre une étiquette jusqu’à staging' },
    },
  ],
  json: {
    en: 'one line an event: {"event":"shipped",application,commit,version,shipped}, {"event":"happening",happening}, {"event":"instead",left,candidate}, and last {"event":"end",exit,outcome,stopped,commit,application,candidate,release,lines,notReached}. With --detach the first line alone.',
    fr: 'une ligne par événement : {"event":"shipped",application,commit,version,shipped}, {"event":"happening",happening}, {"event":"instead",left,candidate}, et pour finir {"event":"end",exit,outcome,stopped,commit,application,candidate,release,lines,notReached}. Avec --detach, la première ligne seule.',
  },
  run,
}
