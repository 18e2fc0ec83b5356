import type { DoneView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { planHtml, planLines } from '../../rollback/render.ts'
import type { RollbackPlan } from '../../rollback/types.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { followRollout } from '../follow-rollout.ts'
import { unknownFormat } from '../messages.ts'
import { readDuration, readNumber } from '../numbers.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'
import { follow } from './ship.ts'

const fifteenMinutes = 900_000

/** What it would do, without doing it. */
const showPlan = async (context: Context, given: Given, to: number | null): Promise<ExitCode> => {
  const { terminal, environment } = context
  const format = formatOf(given)
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, 'rollback')
  const plan = await client.get<RollbackPlan>(pathOf(application, 'rollback-plan'), { environment, to })
  if (terminal.json) terminal.document('rollback-plan', plan)
  else if (format === 'html') terminal.raw(planHtml(plan, terminal.language))
  else terminal.say(...planLines(plan))
  return 0
}

const formats = ['text', 'html'] as const

const formatOf = (given: Given): (typeof formats)[number] => {
  const word = wordOf(given, 'format') ?? 'text'
  const found = formats.find((one) => one === word)
  if (found === undefined) throw new ProblemError(unknownFormat(word, formats))
  return found
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const to = readNumber('--to', wordOf(given, 'to'))
  if (isGiven(given, 'plan')) return showPlan(context, given, to)
  const timeout = readDuration(given, 'timeout') ?? fifteenMinutes
  const client = await context.api('always')
  const application = await whichOne(context, client, 'rollback')
  const body = { environment: context.environment, to, why: wordOf(given, 'why') }
  const plan = await steady(context, () =>
    client.get<RollbackPlan>(pathOf(application, 'rollback-plan'), { environment: context.environment, to }),
  ).catch(() => null)
  if (plan !== null) terminal.say(...planLines(plan))
  const done = await steady(context, () => client.post<DoneView>(pathOf(application, 'rollback'), body))
  if (terminal.json) terminal.document('begun', { event: 'begun', ...done })
  else terminal.say(done.text)
  if (isGiven(given, 'detach')) return 0
  const { candidate, commit = '', text } = done
  if (candidate !== undefined)
    return follow(context, client, { application, commit, candidate }, timeout, text)
  return followRollout(context, client, application, done, timeout)
}

export const rollback: Verb = {
  more: [
    {
      en: 'During a rollout it returns that one. Otherwise the release that was fully out before the running one comes back, whole: images, configuration and variables; kept folders are not taken back. A second rollback goes one further. It prints its plan first, as it was written before the release started, and at the end the ledger says whether what runs is that manifest as a whole.',
      fr: 'Pendant un déploiement, il le ramène. Sinon, la version entièrement en service avant celle qui fonctionne revient, en entier : images, configuration et variables ; les dossiers gardés ne sont pas ramenés. Un second retour va un cran plus loin. Il affiche d’abord son plan, tel qu’écrit avant le départ de la version, et à la fin le registre dit si ce qui fonctionne est bien ce manifeste, en entier.',
    },
  ],
  options: [
    {
      flags: '--to <release>',
      says: {
        en: 'an older release that was fully out there; older than keep-releases, it goes through all gates as a candidate',
        fr: 'une version plus ancienne qui y a été entièrement en service ; plus ancienne que keep-releases, elle passe tous les contrôles comme version admissible',
      },
    },
    {
      flags: '--why <reason>',
      says: { en: 'stands in the ledger and in why', fr: 'figure au registre et dans why' },
    },
    {
      flags: '--plan',
      says: { en: 'only shows what it would do', fr: 'montre seulement ce qu’il ferait' },
    },
    {
      flags: '--format <format>',
      says: {
        en: 'of the plan: text (default) or html, a page that stands alone',
        fr: 'du plan : text (par défaut) ou html, une page autonome',
      },
    },
    { flags: '--detach', says: { en: 'returns at once', fr: 'rend la main aussitôt' } },
    {
      flags: '--timeout <duration>',
      says: {
        en: 'stops following after this time with code 6; without: 15m',
        fr: 'cesse de suivre après ce temps avec le code 6 ; sans cela : 15m',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse rollback --plan',
      says: {
        en: 'what it would do, how long it takes, what is lost',
        fr: 'ce qu’il ferait, en combien de temps, ce qui est perdu',
      },
    },
    { line: 'ecluse rollback', says: { en: 'the release before', fr: 'la version précédente' } },
    {
      line: 'ecluse rollback --to 139 --why "wrong totals"',
      says: { en: 'an older one, with a reason', fr: 'une plus ancienne, avec une raison' },
    },
  ],
  json: {
    en: 'one line an event: {"event":"begun",text,rollout,environment}, {"event":"happening",happening}, and last {"event":"end",exit,rollout,environment,outcome,summary}. With --detach the first line alone. With --plan the plan: {format,application,environment,madeAt,from,to,components,variables,secrets,migrations,kept,infrastructure,measured,wayBack,keepPrevious,warmUntil,drain,keepReleases,contracts}, and gone where it is no more possible.',
    fr: 'une ligne par événement : {"event":"begun",text,rollout,environment}, {"event":"happening",happening}, et pour finir {"event":"end",exit,rollout,environment,outcome,summary}. Avec --detach, la première ligne seule. Avec --plan, le plan : {format,application,environment,madeAt,from,to,components,variables,secrets,migrations,kept,infrastructure,measured,wayBack,keepPrevious,warmUntil,drain,keepReleases,contracts}, et gone là où ce n’est plus possible.',
  },
  run,
}
