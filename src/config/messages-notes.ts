import type { Text } from '../kernel/text.ts'
import { problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const changelogTwice = (file: string) =>
  problem(
    'changelog-twice',
    `both languages would be written to ${shown(file)}`,
    `les deux langues seraient écrites dans ${shown(file)}`,
    {
      expected: words('a file for each language', 'un fichier par langue'),
      todo: words('name another one, or leave one out', 'nommez-en un autre, ou retirez-en un'),
    },
  )

export const publishNeedsToken = (publish: string) =>
  problem(
    'token-missing',
    `\`publish: ${publish}\` needs a token that may write releases`,
    `\`publish: ${publish}\` a besoin d’un jeton autorisé à écrire des versions`,
    {
      expected: words('`token:` with the name of a secret', '`token:` avec le nom d’un secret'),
      todo: words(
        'write `secrets: { NOTES_TOKEN: set }` at the top of the file, and here `token: NOTES_TOKEN`',
        'écrivez `secrets: { NOTES_TOKEN: set }` en tête du fichier, et ici `token: NOTES_TOKEN`',
      ),
    },
  )

export const noDrafts = () =>
  problem('no-drafts', 'GitLab has no drafts of releases', 'GitLab n’a pas de brouillons de versions', {
    expected: words('`publish: release` or `publish: no`', '`publish: release` ou `publish: no`'),
    todo: words('write one of them', 'écrivez l’un des deux'),
  })

export const notARepositoryAddress = (url: string) =>
  problem(
    'bad-address',
    `${shown(url)} is no repository of GitHub`,
    `${shown(url)} n’est pas un dépôt de GitHub`,
    {
      expected: words(
        'the address of one such as `https://github.com/team/benefits`',
        'l’adresse d’un dépôt telle que `https://github.com/team/benefits`',
      ),
      todo: words('write owner and name', 'écrivez propriétaire et nom'),
    },
  )
