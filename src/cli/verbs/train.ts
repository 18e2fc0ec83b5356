import type { DoneView } from '../../engine/facade.ts'
import type { TrainView } from '../../engine/facade-train.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Instant } from '../../kernel/time.ts'
import { pathOf, whichOne } from '../application.ts'
import { readInstant } from '../calendar-judge.ts'
import type { ExitCode } from '../exit.ts'
import * as say from '../messages-train.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { trainLines } from '../render/train.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

type Order = {
  readonly order: 'extra' | 'delay' | 'cancel'
  readonly departure: string | null
  readonly at: Instant | null
  readonly candidate: number | null
  readonly why: string
}

const orderOf = (given: Given): Order | null => {
  const [extra, delay, cancel] = [isGiven(given, 'extra'), wordOf(given, 'delay'), wordOf(given, 'cancel')]
  const orders = [
    extra ? 'extra' : null,
    delay === null ? null : 'delay',
    cancel === null ? null : 'cancel',
  ] as const
  const named = orders.filter((one) => one !== null)
  const [order, ...more] = named
  if (order === undefined) return null
  if (more.length > 0) throw new ProblemError(say.oneOrder)
  const why = wordOf(given, 'why')
  if (why === null || why.trim() === '') throw new ProblemError(say.whyMissing(order))
  const at = wordOf(given, 'at')
  if (order === 'delay' && at === null) throw new ProblemError(say.delayUntil)
  const candidate = readNumber('--candidate', wordOf(given, 'candidate'))
  if (candidate !== null && order !== 'extra') throw new ProblemError(say.candidateOfExtra)
  return { order, departure: delay ?? cancel, at: at === null ? null : readInstant(at, null), candidate, why }
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal, environment } = context
  const order = orderOf(given)
  needFolder(context)
  const client = await context.api(order === null ? 'unless-stopped' : 'always')
  const application = await whichOne(context, client, 'train')
  if (order === null) {
    const view = await client.get<TrainView>(pathOf(application, 'train'), { environment })
    if (terminal.json) terminal.document('train', view)
    else terminal.say(...trainLines(view))
    return 0
  }
  const done = await steady(context, () =>
    client.post<DoneView>(pathOf(application, 'train'), { environment, ...order }),
  )
  if (terminal.json) terminal.document('done', done)
  else terminal.say(done.text)
  return 0
}

export const train: Verb = {
  more: [
    {
      en: 'The departure board: the next departures, who is aboard, what holds each, and who stays behind and why. Candidates board by ecluse ship; what is aboard at the cut-off leaves together, as one release with gates, approvals and sign-offs of its own. An extra train, a delay and a cancellation are for administrators and for the conductor, with a reason that everybody reads; all of them go through the same calendar and gates.',
      fr: 'Le tableau des départs : les prochains départs, qui est à bord, ce qui retient chacun, et qui reste à quai et pourquoi. Les versions admissibles embarquent par ecluse ship ; ce qui est à bord à l’heure limite part ensemble, comme une seule version, avec ses propres contrôles, approbations et validations. Un train supplémentaire, un retard ou une annulation reviennent aux administrateurs et au chef de train, avec une raison que tout le monde lit ; tous passent par le même calendrier et les mêmes contrôles.',
    },
  ],
  options: [
    {
      flags: '--extra',
      says: {
        en: 'orders an extra train: now, or at --at',
        fr: 'commande un train supplémentaire : maintenant, ou à --at',
      },
    },
    {
      flags: '--delay <departure>',
      says: { en: 'lets one leave at --at instead', fr: 'le fait partir à --at' },
    },
    {
      flags: '--cancel <departure>',
      says: {
        en: 'does not let it leave; whoever is aboard takes the next',
        fr: 'ne le laisse pas partir ; ceux à bord prennent le suivant',
      },
    },
    {
      flags: '--at <instant>',
      says: {
        en: 'ISO 8601 with offset, such as 2026-11-30T11:00-05:00',
        fr: 'ISO 8601 avec décalage, tel que 2026-11-30T11:00-05:00',
      },
    },
    {
      flags: '--candidate <number>',
      says: {
        en: 'with --extra: for this one alone, with what it contains; the others wait for theirs',
        fr: 'avec --extra : pour celle-là seule, avec ce qu’elle contient ; les autres attendent le leur',
      },
    },
    { flags: '--why <reason>', says: { en: 'why, for everybody to read', fr: 'pourquoi, lisible par tous' } },
  ],
  examples: [
    { line: 'ecluse train', says: { en: 'who leaves when', fr: 'qui part quand' } },
    {
      line: 'ecluse train --extra --why "the form is down"',
      says: { en: 'what is aboard leaves now', fr: 'ce qui est à bord part maintenant' },
    },
    {
      line: 'ecluse train --extra --candidate 12 --why "the form is down"',
      says: { en: 'candidate 12 is released on demand', fr: 'la version admissible 12 part à la demande' },
    },
    {
      line: 'ecluse train --cancel 2026-11-30T14:00 --why "election night"',
      says: { en: 'that one stays', fr: 'celui-là reste à quai' },
    },
  ],
  json: {
    en: '{application,environment,release,train,timeZone,now,departures:[{id,at,cutOff,kind,state,candidate,aboard:[{candidate,number,commit,subject,by,leads}],holds,left:[{candidate,number,why}]}]}; of an order {text,rollout:null,environment}',
    fr: '{application,environment,release,train,timeZone,now,departures:[{id,at,cutOff,kind,state,candidate,aboard:[{candidate,number,commit,subject,by,leads}],holds,left:[{candidate,number,why}]}]} ; d’un ordre {text,rollout:null,environment}',
  },
  run,
}
