import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const ranOnce = (
  argv: readonly string[],
  component: string,
  release: number,
  environment: string,
): Text =>
  say(
    (f) => `${argv.join(' ')} runs in ${component} of release ${f.count(release)}   ${environment}`,
    (f) => `${argv.join(' ')} s’exécute dans ${component} de la version ${f.count(release)}   ${environment}`,
  )

export const seatGone = (): Problem => ({
  code: 'run-gone',
  kind: 'not-found',
  message: {
    en: 'this command is not there, or somebody sits before it already',
    fr: 'cette commande n’est plus là, ou quelqu’un y est déjà',
  },
  todo: { en: 'begin it anew: ecluse run', fr: 'relancez-la : ecluse run' },
})
