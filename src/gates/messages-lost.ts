import { say, type Text } from '../kernel/text.ts'
import type { LostCommit } from './lost.ts'
import type { Unmet } from './needs.ts'

const short = (commit: string): string => commit.slice(0, 10)
const subject = (words: string): string => {
  const plain = words.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return plain.length > 72 ? `${plain.slice(0, 71)}…` : plain
}

const listed = (commits: readonly LostCommit[], total: number, more: (n: number) => string): string =>
  [
    ...commits.map((one) => `  ${short(one.commit)} ${subject(one.subject)}`),
    ...(total > commits.length ? [`  ${more(total - commits.length)}`] : []),
  ].join('\n')

export const containsAll = (environment: string): Text => ({
  en: `it contains every commit that runs in ${environment}`,
  fr: `elle contient chaque commit en service dans ${environment}`,
})

export const lost = (
  environment: string,
  component: string,
  commits: readonly LostCommit[],
  total: number,
): Text =>
  say(
    (f) =>
      `${environment} would lose ${f.count(total)} ${total === 1 ? 'commit' : 'commits'} of ${component} that ${total === 1 ? 'runs' : 'run'} now:\n${listed(commits, total, (n) => `and ${f.count(n)} more`)}`,
    (f) =>
      `${environment} perdrait ${f.count(total)} ${total > 1 ? 'commits' : 'commit'} du composant ${component}, en service aujourd’hui :\n${listed(commits, total, (n) => `et ${f.count(n)} de plus`)}`,
  )

export const unknown = (component: string, running: string): Text => ({
  en: `git does not know here whether ${component} contains ${short(running)}, which runs now: its history is cut off`,
  fr: `git ne sait pas ici si ${component} contient ${short(running)}, qui est en service : son historique est tronqué`,
})

export const lostChange = (running: string): Text => ({
  en: `bring them along: git merge ${short(running)}, then ecluse ship; to lose them: ecluse override lost-commits --why REASON`,
  fr: `apportez-les : git merge ${short(running)}, puis ecluse ship ; pour les perdre : ecluse override lost-commits --why RAISON`,
})

export const fetchAll: Text = {
  en: 'git fetch --unshallow, then ecluse ship; to go on without knowing: ecluse override lost-commits --why REASON',
  fr: 'git fetch --unshallow, puis ecluse ship ; pour continuer sans savoir : ecluse override lost-commits --why RAISON',
}

export const needsMet: Text = {
  en: 'every component has the versions that it needs',
  fr: 'chaque composant a les versions dont il a besoin',
}

export const unmet = ({ component, need, range, version, semantic }: Unmet): Text =>
  semantic
    ? {
        en: `${component} needs ${need} ${range}, and ${need} is ${version}`,
        fr: `${component} a besoin de ${need} ${range}, et ${need} est ${version}`,
      }
    : {
        en: `${component} needs ${need} ${range}, and ${need} has no Semantic Version: it is ${version}`,
        fr: `${component} a besoin de ${need} ${range}, et ${need} n’a pas de version sémantique : c’est ${version}`,
      }

export const unmetChange = ({ need, range }: Unmet): Text => ({
  en: `release ${need} from a tag in ${range}, or change needs in ecluse.yaml`,
  fr: `livrez ${need} depuis une étiquette dans ${range}, ou changez needs dans ecluse.yaml`,
})
