import { ProblemError } from '../../kernel/problem.ts'

export const notFetched = (repository: string, said: string): ProblemError =>
  new ProblemError({
    code: 'git-unreachable',
    kind: 'unavailable',
    message: {
      en: `${repository} does not answer: ${said}`,
      fr: `${repository} ne répond pas : ${said}`,
    },
    expected: {
      en: 'a repository that this account may read without being asked anything',
      fr: 'un dépôt que ce compte peut lire sans qu’on lui demande quoi que ce soit',
    },
    todo: {
      en: 'give the account a deploy key, or correct `manifest.repository`',
      fr: 'donnez au compte une clé de déploiement, ou corrigez `manifest.repository`',
    },
  })

export const pushGaveUp = (repository: string, said: string): ProblemError =>
  new ProblemError({
    code: 'push-refused',
    kind: 'unavailable',
    message: {
      en: `nothing could be written to ${repository}: ${said}`,
      fr: `rien n’a pu être écrit dans ${repository} : ${said}`,
    },
    todo: { en: 'it is tried again by itself', fr: 'un nouvel essai a lieu de lui-même' },
  })
