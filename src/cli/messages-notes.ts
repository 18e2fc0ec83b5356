import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const noSuchRelease = (release: number, application: string): Problem => ({
  code: 'unknown-release',
  kind: 'not-found',
  message: {
    en: `${application} has no release ${release}`,
    fr: `${application} n’a pas de version ${release}`,
  },
  expected: { en: 'a release that `ecluse history` lists', fr: 'une version que `ecluse history` donne' },
  todo: { en: 'name another one', fr: 'nommez-en une autre' },
})

export const nothingDeployed = (environment: string): Problem => ({
  code: 'nothing-deployed',
  kind: 'not-found',
  message: {
    en: `nothing is deployed in ${environment} yet`,
    fr: `rien n’est encore déployé en ${environment}`,
  },
  expected: { en: 'an environment with a release', fr: 'un environnement avec une version' },
  todo: {
    en: 'leave `--from` out, or give it a tag or a commit',
    fr: 'omettez `--from`, ou donnez-lui une étiquette ou un commit',
  },
})

export const sinceWhat = (from: string | null, kind: 'deployed' | 'tag' | 'start'): Text => {
  if (kind === 'deployed')
    return {
      en: `since what ${from ?? ''} runs (no --from given)`,
      fr: `depuis ce qui fonctionne en ${from ?? ''} (sans --from)`,
    }
  return kind === 'tag'
    ? {
        en: `since ${from ?? ''}, the tag before it (no --from given)`,
        fr: `depuis ${from ?? ''}, l’étiquette précédente (sans --from)`,
      }
    : {
        en: 'from the very first commit: no tag stands before it (no --from given)',
        fr: 'depuis le tout premier commit : aucune étiquette ne précède (sans --from)',
      }
}

export const fragmentOutside = (path: string): Text =>
  say(
    () => `warning: ${path}: no change in this range has that number: the note is left out`,
    () =>
      `avertissement : ${path} : aucun changement de cet intervalle ne porte ce numéro : la note est omise`,
  )
