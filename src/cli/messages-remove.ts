import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

export const needsApplication = (): Problem => ({
  code: 'bad-usage',
  kind: 'usage',
  message: {
    en: 'ecluse remove needs the name of an application',
    fr: 'ecluse remove demande le nom d’une application',
  },
  expected: { en: 'ecluse remove APPLICATION', fr: 'ecluse remove APPLICATION' },
})
export const nothingLeft = (application: string): Text => ({
  en: `nothing of ${application} runs any more`,
  fr: `plus rien de ${application} ne tourne`,
})
export const stillStopping = (): Text => ({
  en: 'it still stops; ecluse status shows what is left',
  fr: 'l’arrêt continue ; ecluse status montre ce qui reste',
})
