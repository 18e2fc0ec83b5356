import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Reason } from '../kernel/verdict.ts'

export const maintained = (environment: string, on: boolean): Text =>
  on
    ? {
        en: `${environment} is closed: everybody gets the page of maintenance, and rollouts wait, until ecluse maintenance off`,
        fr: `${environment} est fermé : chacun reçoit la page d’entretien, et les déploiements attendent, jusqu’à ecluse maintenance off`,
      }
    : { en: `${environment} is open again`, fr: `${environment} est de nouveau ouvert` }

export const pageMissing = (file: string, commit: string): Problem => ({
  code: 'page-missing',
  kind: 'usage',
  message: say(
    () => `commit ${commit.slice(0, 10)} has no ${file}, which \`maintenance\` names as its page`,
    () => `le commit ${commit.slice(0, 10)} n’a pas ${file}, que \`maintenance\` désigne comme sa page`,
  ),
  place: { file: 'ecluse.yaml' },
  expected: say(
    () => 'a committed file, by its path from the top of the repository',
    () => 'un fichier versé au dépôt, par son chemin depuis la racine',
  ),
  todo: say(
    () => `commit ${file}, or take \`maintenance\` out`,
    () => `versez ${file} au dépôt, ou retirez \`maintenance\``,
  ),
})

export const pageUnfit = (file: string, longest: number): Problem => ({
  code: 'page-unfit',
  kind: 'usage',
  message: say(
    (f) => `${file} cannot be shown: it is empty, no UTF-8, or longer than ${f.count(longest)} characters`,
    (f) =>
      `${file} ne peut pas être montré : il est vide, n’est pas en UTF-8, ou dépasse ${f.count(longest)} caractères`,
  ),
  place: { file },
  expected: say(
    () => 'one page of HTML that needs nothing else of the application',
    () => 'une page HTML qui n’a besoin de rien d’autre de l’application',
  ),
  todo: say(
    () => 'write its styles and pictures into it',
    () => 'mettez-y ses styles et ses images',
  ),
})

export const inRollout = (environment: string, release: number): Problem => ({
  code: 'maintenance-in-rollout',
  kind: 'conflict',
  message: say(
    () => `release ${release} is on its way in ${environment}: closed, nobody could tell whether it is good`,
    () =>
      `la version ${release} est en route dans ${environment} : fermé, personne ne saurait si elle est bonne`,
  ),
  expected: say(
    () => 'an environment without a live rollout',
    () => 'un environnement sans déploiement en cours',
  ),
  todo: say(
    () => 'wait for its end (ecluse status), or take it back first: ecluse rollback',
    () => 'attendez sa fin (ecluse status), ou ramenez-la d’abord : ecluse rollback',
  ),
})

export const nothingServed = (environment: string): Problem => ({
  code: 'nothing-runs',
  kind: 'conflict',
  message: say(
    () => `no release is served in ${environment}: there is nothing to close`,
    () => `aucune version n’est servie dans ${environment} : il n’y a rien à fermer`,
  ),
  expected: say(
    () => 'an environment with a release',
    () => 'un environnement avec une version',
  ),
  todo: say(
    () => 'ship first: ecluse ship',
    () => 'livrez d’abord : ecluse ship',
  ),
})

export const waits = (environment: string, by: string): Reason => ({
  code: 'maintenance',
  text: say(
    () => `${environment} was closed for maintenance by ${by}`,
    () => `${environment} a été fermé pour entretien par ${by}`,
  ),
  change: say(
    () => 'it goes on after ecluse maintenance off',
    () => 'la suite vient après ecluse maintenance off',
  ),
})
