import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

/** What stays and what goes, each on a line of its own. */
export const removing = (application: string, data: boolean): readonly Text[] => [
  {
    en: `${application} is removed: its addresses are closed, everything of it is stopped, commands and timetables too, its queue ends`,
    fr: `${application} est retirée : ses adresses sont fermées, tout ce qui en tourne est arrêté, commandes et horaires compris, sa file prend fin`,
  },
  data
    ? {
        en: 'gone with it: its repository, releases, images, logs, secrets, ordered certificates and kept folders; kept: the ledger, and its evidence as an archive in `archives` of the data folder, which ecluse verify checks',
        fr: 'disparaissent avec elle : son dépôt, ses versions, images, journaux, secrets, certificats commandés et dossiers conservés ; restent : le registre, et ses preuves dans une archive du dossier `archives` des données, qu’ecluse verify vérifie',
      }
    : {
        en: `kept: its repository, releases, images, logs, secrets, ordered certificates and kept folders; ecluse remove ${application} --data removes them too`,
        fr: `restent : son dépôt, ses versions, images, journaux, secrets, certificats commandés et dossiers conservés ; ecluse remove ${application} --data les supprime aussi`,
      },
]
export const evidenceArchived = (application: string, file: string): Text => ({
  en: `the evidence of ${application} stands in ${file}`,
  fr: `les preuves de ${application} se trouvent dans ${file}`,
})
export const removed = (application: string, environment: string): Text => ({
  en: `nothing of ${application} runs in ${environment} any more`,
  fr: `plus rien de ${application} ne tourne dans ${environment}`,
})
export const endedByRemoval = (application: string): Text => ({
  en: `${application} was removed`,
  fr: `${application} a été retirée`,
})
export const beingRemoved = (environment: string): Problem => ({
  code: 'being-removed',
  kind: 'conflict',
  message: {
    en: `the application is being removed from ${environment}`,
    fr: `l’application est en cours de retrait de ${environment}`,
  },
  todo: {
    en: 'wait for the end (ecluse status), then ship it again',
    fr: 'attendez la fin (ecluse status), puis livrez-la de nouveau',
  },
})
