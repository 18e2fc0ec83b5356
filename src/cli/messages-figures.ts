import type { Stage } from '../figures/types.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const heading = (who: string, from: string, to: string): Text => ({
  en: `${who}, ${from} to ${to}`,
  fr: `${who}, du ${from} au ${to}`,
})

/** Columns of what a line is about; the longest below fits. */
export const labels = 36

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

export const underWay = (n: number): Text =>
  say(
    (f) => `, ${f.count(n)} under way`,
    (f) => `, ${f.count(n)} en cours`,
  )

export const meaning: Text = {
  en: '  what each means: ecluse help figures',
  fr: '  ce que chacun veut dire : ecluse help figures',
}

export const unknownOf = (n: number): Text =>
  say(
    (f) => `, ${f.count(n)} not known`,
    (f) => `, ${f.counted(n, 'inconnu', 'inconnus')}`,
  )

export const columns = (pad: (text: string, columns: number) => string): Text => ({
  en: `  ${pad('', labels)} ${pad('median', 14)} ${pad('90 % within', 14)} of`,
  fr: `  ${pad('', labels)} ${pad('médiane', 14)} ${pad('90 % en', 14)} sur`,
})

export const stages: Readonly<Record<Stage, Text>> = {
  whole: { en: 'lead time', fr: 'délai de livraison' },
  written: { en: '  commit to ship', fr: '  du commit à ship' },
  built: { en: '  built and tested', fr: '  construit et testé' },
  waited: { en: '  waited', fr: '  en attente' },
  'rolled-out': { en: '  rolled out', fr: '  déployé' },
}

const causes: Readonly<Record<string, Text>> = {
  turn: { en: 'another rollout', fr: 'un autre déploiement' },
  before: { en: 'environments before', fr: 'environnements d’avant' },
  built: { en: 'images', fr: 'images' },
  tested: { en: 'tests', fr: 'tests' },
  'image-present': { en: 'images', fr: 'images' },
  after: { en: 'environments before', fr: 'environnements d’avant' },
  rehearsed: { en: 'a rehearsal', fr: 'une répétition' },
  'taken-back': { en: 'a word to go on', fr: 'un mot pour continuer' },
  policy: { en: 'looser policy', fr: 'politique assouplie' },
  approvals: { en: 'approvals', fr: 'approbations' },
  checklist: { en: 'the checklist', fr: 'liste de contrôle' },
  calendar: { en: 'working hours or a freeze', fr: 'heures de travail ou un gel' },
  train: { en: 'a departure', fr: 'un départ' },
  'lost-commits': { en: 'lost commits', fr: 'commits perdus' },
  migrations: { en: 'migrations', fr: 'migrations' },
  needs: { en: 'needs', fr: 'besoins' },
}

/** One cause of waiting, below `waited`; a gate that is not named here goes by its own name. */
export const waitedFor = (cause: string): Text => {
  const name = causes[cause] ?? { en: cause, fr: cause }
  return { en: `    for ${name.en}`, fr: `    pour ${name.fr}` }
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
