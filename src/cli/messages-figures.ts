import type { Stage } from '../figures/types.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const heading = (who: string, from: string, to: string): Text => ({
  en: `${who}, ${from} to ${to}`,
  fr: `${who}, du ${from} au ${to}`,
})

export const unknown: Text = { en: 'not known', fr: 'inconnu' }
export const deployments: Text = { en: 'deployments', fr: 'mises en production' }
export const failureRate: Text = { en: 'change failure rate', fr: 'taux d’échec' }
export const reworkRate: Text = { en: 'rework', fr: 'reprises' }
export const restore: Text = { en: 'time to restore', fr: 'délai de rétablissement' }

/** How many in how many days: a rate of less than one a day says little. */
export const inDays = (ms: number): Text => {
  const days = Math.max(1, Math.round(ms / 86_400_000))
  return say(
    (f) => `in ${f.counted(days, 'day', 'days')}`,
    (f) => `en ${f.counted(days, 'jour', 'jours')}`,
  )
}

export const unknownOf = (n: number): Text =>
  say(
    (f) => `, ${f.count(n)} not known`,
    (f) => `, ${f.counted(n, 'inconnu', 'inconnus')}`,
  )

export const columns = (pad: (text: string, columns: number) => string): Text => ({
  en: `  ${pad('', 24)} ${pad('median', 14)} ${pad('90 % within', 14)} of`,
  fr: `  ${pad('', 24)} ${pad('médiane', 14)} ${pad('90 % en', 14)} sur`,
})

export const stages: Readonly<Record<Stage, Text>> = {
  whole: { en: 'lead time', fr: 'délai de livraison' },
  written: { en: '  commit to ship', fr: '  du commit à ship' },
  built: { en: '  built and tested', fr: '  construit et testé' },
  waited: { en: '  waited', fr: '  en attente' },
  'rolled-out': { en: '  rolled out', fr: '  déployé' },
}

export const badDate = (option: string, given: string): Problem => ({
  code: 'bad-date',
  kind: 'usage',
  message: { en: `${option} cannot be “${given}”`, fr: `${option} ne peut pas être « ${given} »` },
  expected: {
    en: 'a date such as 2026-11-01, or an instant with its offset',
    fr: 'une date telle que 2026-11-01, ou un instant avec son décalage',
  },
  todo: { en: 'write it so', fr: 'écrivez-la ainsi' },
})
