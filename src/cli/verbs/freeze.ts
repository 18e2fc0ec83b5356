import type { FreezesView } from '../../engine/facade-policy.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { pathOf, whichOne } from '../application.ts'
import { instantOf } from '../instants.ts'
import * as say from '../messages-policy.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

const send = async (
  context: Context,
  given: Given,
  command: 'freeze' | 'thaw',
  body: Readonly<Record<string, string | number | null>>,
): Promise<0> => {
  const { terminal } = context
  const client = await context.api('always')
  const path = isGiven(given, 'all')
    ? `/v1/${command}`
    : pathOf(await whichOne(context, client, command), command)
  const view = await steady(context, () => client.post<FreezesView>(path, body))
  if (terminal.json) terminal.document('freezes', view)
  else terminal.say(view.text, ...view.freezes.map(say.freezeLine))
  return 0
}

const all = {
  flags: '--all',
  says: {
    en: 'every application of the server; an administrator’s right',
    fr: 'toutes les applications du serveur ; le droit d’un administrateur',
  },
} as const

const json = {
  en: '{text,freezes:[{id,application,since,until,why,except,by}]}; application null: the whole server',
  fr: '{text,freezes:[{id,application,since,until,why,except,by}]} ; application null : tout le serveur',
}

export const freeze: Verb = {
  more: [
    {
      en: 'A closed window from now on: nothing starts or widens, and a canary that is out does what `closing` says. Shown in status, why and calendar. What waits starts by itself when it ends. A rollback is never held.',
      fr: 'Une fenêtre fermée dès maintenant : rien ne part ni ne s’élargit, et un canari en cours fait ce que dit `closing`. Montré par status, why et calendar. Ce qui attend part de soi-même à la fin. Un retour en arrière n’est jamais retenu.',
    },
  ],
  options: [
    {
      flags: '--why <reason>',
      says: {
        en: 'what people read who wait; required',
        fr: 'ce que lisent les gens qui attendent ; obligatoire',
      },
    },
    {
      flags: '--until <instant>',
      says: {
        en: 'ISO 8601 with offset; without: until somebody thaws it',
        fr: 'ISO 8601 avec décalage ; sans cela : jusqu’au dégel',
      },
    },
    {
      flags: '--except <label>',
      says: {
        en: 'candidates with this label go on',
        fr: 'les versions qui portent cette étiquette continuent',
      },
    },
    all,
  ],
  examples: [
    {
      line: 'ecluse freeze --why "election week" --until 2026-12-01T08:00-05:00 --except hotfix',
      says: { en: 'only fixes go out', fr: 'seules les corrections sortent' },
    },
  ],
  json,
  run: async (context, given) => {
    const why = wordOf(given, 'why')
    if (why === null || why.trim() === '') throw new ProblemError(say.needs('--why', 'freeze'))
    const until = wordOf(given, 'until')
    const body = {
      why,
      until: until === null ? null : instantOf('--until', until),
      except: wordOf(given, 'except'),
    }
    return send(context, given, 'freeze', body)
  },
}

export const thaw: Verb = {
  argument: {
    name: { en: '[FREEZE]', fr: '[GEL]' },
    says: {
      en: 'its id; without: all that were set here',
      fr: 'son identifiant ; sans cela : tous ceux d’ici',
    },
  },
  more: [
    {
      en: 'Ends freezes that were set at run time, by the right of an administrator. Those of ecluse.yaml are taken out there.',
      fr: 'Met fin aux gels décidés en cours de route, par le droit d’un administrateur. Ceux d’ecluse.yaml se retirent là.',
    },
  ],
  options: [all],
  examples: [{ line: 'ecluse thaw', says: { en: 'what waits starts', fr: 'ce qui attend part' } }],
  json,
  run: (context, given) => send(context, given, 'thaw', { id: given.argument }),
}
