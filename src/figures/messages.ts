import { formats, type Language } from '../kernel/text.ts'
import type { Figures } from './types.ts'

type Words = {
  readonly title: string
  readonly description: string
  readonly deployments: string
  readonly failures: string
}

/** What a chart says in words, for whoever does not see it. */
export const chartWords = (figures: Figures): Readonly<Record<Language, Words>> => {
  const n = figures.deployments
  const failed = figures.failures.length
  const weeks = figures.weeks.length
  const { en, fr } = formats
  return {
    en: {
      title: 'Deployments a week',
      description: `${en.count(n)} ${n === 1 ? 'deployment' : 'deployments'} in ${en.count(weeks)} ${weeks === 1 ? 'week' : 'weeks'}, ${en.count(failed)} of them failed.`,
      deployments: 'deployments',
      failures: 'of them failed',
    },
    fr: {
      title: 'Déploiements par semaine',
      description: `${fr.count(n)} ${n < 2 ? 'déploiement' : 'déploiements'} en ${fr.count(weeks)} ${weeks < 2 ? 'semaine' : 'semaines'}, dont ${fr.count(failed)} en échec.`,
      deployments: 'déploiements',
      failures: 'dont en échec',
    },
  }
}
