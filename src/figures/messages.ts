import { type Format, formats, type Language } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Figures } from './types.ts'

type Words = {
  readonly title: string
  readonly description: string
  /** The figures below the title, a line. */
  readonly figures: string
  readonly period: string
  readonly deployments: string
  readonly failures: string
}

/** Seconds are enough of a lead time. */
export const rough = (ms: Ms): Ms =>
  ms < 60_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 1_000) * 1_000

type Labels = Readonly<Record<'failureRate' | 'restore' | 'leadTime' | 'unknown', string>>

const lineOf = (figures: Figures, f: Format, labels: Labels): string => {
  const time = (ms: Ms | null) => (ms === null ? labels.unknown : f.duration(rough(ms)))
  const rate = figures.changeFailureRate
  return [
    `${labels.failureRate} ${rate === null ? labels.unknown : f.percent(rate)}`,
    `${labels.restore} ${time(figures.timeToRestore.median)}`,
    `${labels.leadTime} ${time(figures.leadTime.whole.median)}`,
  ].join(' · ')
}

/** What a chart says in words, for whoever does not see it; `who`: application and environment. */
export const chartWords = (
  figures: Figures,
  who: string,
  [from, to]: readonly [string, string],
): Readonly<Record<Language, Words>> => {
  const n = figures.deployments
  const failed = figures.failures.length
  const weeks = figures.weeks.length
  const { en, fr } = formats
  const lines = {
    en: lineOf(figures, en, {
      failureRate: 'change failure rate',
      restore: 'time to restore (median)',
      leadTime: 'lead time (median)',
      unknown: 'not known',
    }),
    fr: lineOf(figures, fr, {
      failureRate: 'taux d’échec',
      restore: 'délai de rétablissement (médiane)',
      leadTime: 'délai de livraison (médiane)',
      unknown: 'inconnu',
    }),
  }
  return {
    en: {
      title: `${who}: deployments a week`,
      description: `${en.counted(n, 'deployment', 'deployments')} in ${en.counted(weeks, 'week', 'weeks')}, ${en.count(failed)} of them failed, ${from} to ${to}; ${lines.en}.`,
      figures: lines.en,
      period: `${from} to ${to}`,
      deployments: 'deployments',
      failures: 'of them failed',
    },
    fr: {
      title: `${who} : mises en production par semaine`,
      description: `${fr.counted(n, 'mise en production', 'mises en production')} en ${fr.counted(weeks, 'semaine', 'semaines')}, dont ${fr.count(failed)} en échec, du ${from} au ${to} ; ${lines.fr}.`,
      figures: lines.fr,
      period: `du ${from} au ${to}`,
      deployments: 'mises en production',
      failures: 'dont en échec',
    },
  }
}
