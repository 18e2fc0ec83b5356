import type { ApiClient } from '../../api/client.ts'
import type { StatusView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { applicationHere, findConfig, pathOf } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { noEnvironment, secretIsNoJson } from '../messages.ts'
import {
  firstSteps,
  nothingShipped,
  notSeparated,
  ofTheMachine,
  onTheWay,
  secretLine,
} from '../messages-status.ts'
import { showMine } from '../mine.ts'
import { statusLines } from '../render/status.ts'
import { type Context, type Given, isGiven, type Verb } from '../verb.ts'
import { watchStatus } from '../watch.ts'

const empty: StatusView = { applications: [] }

const nothing = async (context: Context, application: string | null): Promise<ExitCode> => {
  const { terminal, machine } = context
  if (terminal.json) terminal.document('status', empty)
  const repository = await machine.checkout(machine.folder).catch(() => null)
  const has = findConfig(machine.folder) !== null ? 'config' : repository === null ? 'nothing' : 'repository'
  terminal.say(...nothingShipped(application), firstSteps(has))
  return 0
}

const only = (view: StatusView, application: string | null, environment: string | null): StatusView => ({
  ...view,
  applications: view.applications
    .filter((one) => application === null || one.application === application)
    .map((one) => ({
      ...one,
      environments: one.environments.filter(({ name }) => environment === null || name === environment),
    })),
})

const namesOf = (view: StatusView): readonly string[] => [
  ...new Set(view.applications.flatMap(({ environments }) => environments.map(({ name }) => name))),
]

const hasProcesses = (view: StatusView): boolean =>
  view.applications.some(({ environments }) =>
    environments.some(({ actual }) =>
      actual?.releases.some(({ components }) => components.some(({ files }) => files !== true)),
    ),
  )

/** Nothing was let through yet: what is being built stands in no environment. */
const isIdle = (view: StatusView): boolean =>
  view.applications.every(({ environments }) =>
    environments.every(
      ({ desired, rollout, queue }) => desired === null && rollout === null && queue.length === 0,
    ),
  )

const showSecrets = async (context: Context, client: ApiClient, view: StatusView): Promise<void> => {
  for (const { application, environments } of view.applications)
    for (const { name } of environments) {
      const path = pathOf(application, 'secret')
      const { header, secret } = await client.get<{ header: string; secret: string | null }>(path, {
        environment: name,
      })
      const { en, fr } = secretLine(header, secret)
      context.terminal.say({ en: `${application}   ${name}   ${en}`, fr: `${application}   ${name}   ${fr}` })
    }
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal } = context
  const secret = isGiven(given, 'secret')
  if (secret && terminal.json) throw new ProblemError(secretIsNoJson())
  const here = applicationHere(context)
  if (!context.exists()) return nothing(context, here)
  const client = await context.api('unless-stopped')
  if (isGiven(given, 'mine')) return showMine(context, client)
  const all = await client.get<StatusView>('/v1/status')
  const known = all.applications.some(({ application }) => application === here)
  if (all.applications.length === 0 || (context.application !== null && !known)) return nothing(context, here)
  const view = only(all, known ? here : null, context.environment)
  if (
    context.environment !== null &&
    view.applications.every(({ environments }) => environments.length === 0)
  )
    throw new ProblemError(noEnvironment(context.environment, namesOf(only(all, known ? here : null, null))))
  if (isGiven(given, 'watch')) {
    await watchStatus(context, client, (seen) => only(seen, known ? here : null, context.environment))
    return 0
  }
  if (terminal.json) terminal.document('status', view)
  else
    terminal.say(
      ...statusLines(view, context.now(), terminal.columns),
      ...(isIdle(view) ? [onTheWay()] : []),
      ...(hasProcesses(view) ? [ofTheMachine] : []),
      ...(view.separated === false ? [notSeparated] : []),
    )
  if (secret) await showSecrets(context, client, view)
  return 0
}

export const status: Verb = {
  more: [
    {
      en: '“desired” is what should run; “actual” is what was last read back, with when. It never waits for a reading.',
      fr: '« voulu » est ce qui devrait fonctionner ; « constaté » est ce qui a été relu en dernier, avec l’heure. Il n’attend jamais une lecture.',
    },
  ],
  options: [
    {
      flags: '-w, --watch',
      says: {
        en: 'again and again in place, until Ctrl-C; in a pipe whenever something changed',
        fr: 'encore et encore sur place, jusqu’à Ctrl-C ; dans un tube à chaque changement',
      },
    },
    {
      flags: '--mine',
      says: {
        en: 'everything that waits for you, in every application',
        fr: 'tout ce qui vous attend, dans toutes les applications',
      },
    },
    {
      flags: '--secret',
      says: {
        en: 'also prints the header that forces a version on a tester (never in JSON)',
        fr: 'affiche aussi l’en-tête qui impose une version à un testeur (jamais en JSON)',
      },
    },
  ],
  examples: [
    { line: 'ecluse status', says: { en: 'the application here', fr: 'l’application d’ici' } },
    {
      line: 'ecluse status --json | jq .applications[0].environments[0].actual',
      says: { en: 'what was last seen to run', fr: 'ce qui a été vu en fonction en dernier' },
    },
  ],
  json: {
    en: '{"applications":[{application,disk?:{bytes,atMost,at,over},environments:[{name,url,desired,actual,unknown,rollout,queue,tails,takenBack,schedules?,commands?,hindered?}]}]}; schedules [{component,at,timeZone,next,running}], running {id,since,release} or null, commands that run [{id,component,release,since}], hindered sentences why something does not run; each left out where there is none; desired is {release,commit} or null, actual {at,releases:[{release,weight,components:[{name,revision,digest,instances,ready}]}]} or null.',
    fr: '{"applications":[{application,disk?:{bytes,atMost,at,over},environments:[{name,url,desired,actual,unknown,rollout,queue,tails,takenBack,schedules?,commands?,hindered?}]}]} ; schedules [{component,at,timeZone,next,running}], running {id,since,release} ou null, commands qui tournent [{id,component,release,since}], hindered des phrases disant pourquoi quelque chose ne tourne pas ; chacun absent s’il n’y en a pas ; desired est {release,commit} ou null, actual {at,releases:[{release,weight,components:[{name,revision,digest,instances,ready}]}]} ou null.',
  },
  run,
}
