import { type Format, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

const text = (en: string, fr: string): Text => ({ en, fr })
const days = (f: Format, ms: Ms): string => f.count(Math.round(ms / 86_400_000))

export const nameless: Text = text('', '')

/** The thirteen, in the words of the guide. */
export const names: Readonly<Record<number, Text>> = {
  1: text('deploys up-to-date code several times a day', 'déploie du code à jour plusieurs fois par jour'),
  2: text('infrastructure as code for every environment', 'infrastructure comme code, chaque environnement'),
  3: text('hermetic versions from container images', 'versions hermétiques, par images de conteneur'),
  4: text('a release checklist or a release train', 'liste de contrôle ou train de livraison'),
  5: text('a release manifest', 'manifeste de version'),
  6: text('automated release notes', 'notes de mise à jour automatisées'),
  7: text('a rollback plan for each release', 'plan de retour en arrière pour chaque version'),
  8: text('blue-green deployment', 'déploiement bleu-vert'),
  9: text('canary deployment', 'déploiement canari'),
  10: text('each candidate is tested', 'chaque version admissible est mise à l’essai'),
  11: text('each candidate is audited for vulnerabilities', 'audit de vulnérabilité de chaque version'),
  12: text('production is watched after each deployment', 'production surveillée après chaque déploiement'),
  13: text('no deployment outside working hours', 'pas de déploiement hors des heures de travail'),
}

export const nothingOut = text(
  'no release is fully out yet',
  'aucune version n’est encore entièrement en service',
)
export const infrastructure = text(
  'this version does not build infrastructure',
  'cette version ne construit pas d’infrastructure',
)
export const vulnerabilities = text(
  'this version does not audit for vulnerabilities',
  'cette version ne fait pas d’audit de vulnérabilité',
)
export const noRegistry = text(
  'images lie on the server itself: this version pushes them to no registry',
  'les images se trouvent sur le serveur lui-même : cette version ne les envoie à aucun registre',
)
export const notAllImages = text(
  'not each component is an image by digest',
  'tous les composants ne sont pas des images désignées par empreinte',
)
export const separated = text(
  'the application runs as a user of its own',
  'l’application tourne sous un utilisateur qui lui est propre',
)
export const notSeparated = text(
  'applications are not separated from each other: ecluse setup prepares a server where they are',
  'les applications ne sont pas séparées les unes des autres : ecluse setup prépare un serveur où elles le sont',
)

export const deployed = (n: number, period: Ms, most: number): Text =>
  say(
    (f) =>
      `${f.counted(n, 'deployment', 'deployments')} in ${days(f, period)} days, at most ${f.count(most)} on one day`,
    (f) =>
      `${f.counted(n, 'mise en production', 'mises en production')} en ${days(f, period)} jours, au plus ${f.count(most)} en une journée`,
  )
export const nothingDeployed = (period: Ms): Text =>
  say(
    (f) => `nothing was deployed in ${days(f, period)} days`,
    (f) => `rien n’a été mis en production en ${days(f, period)} jours`,
  )
export const seldom = (most: number): Text =>
  say(
    (f) => `never more than ${f.count(most)} on one day: several a day are not shown`,
    (f) => `jamais plus de ${f.count(most)} en une journée : plusieurs par jour, rien ne le montre`,
  )
export const ledgerWhole = (entries: number): Text =>
  say(
    (f) => `the ledger’s chain is whole: ${f.counted(entries, 'entry', 'entries')}`,
    (f) => `la chaîne du registre est intacte : ${f.counted(entries, 'entrée', 'entrées')}`,
  )
export const ledgerBroken = (seq: number): Text =>
  say(
    (f) => `the ledger’s chain is broken at entry ${f.count(seq)}: ecluse verify --ledger`,
    (f) => `la chaîne du registre est rompue à l’entrée ${f.count(seq)} : ecluse verify --ledger`,
  )
export const byDigest = (release: number, images: number, components: number): Text =>
  say(
    (f) =>
      `release ${release}: ${f.count(images)} of ${f.counted(components, 'component', 'components')} by image digest`,
    (f) =>
      `version ${release} : ${f.count(images)} sur ${f.counted(components, 'composant', 'composants')} par empreinte d’image`,
  )
export const initChecklist = text('ecluse init --checklist', 'ecluse init --checklist')
export const writeApprovers = text(
  'a file approvers with a line for each person (NAME, their public ssh key, roles=)',
  'un fichier approvers avec une ligne par personne (NOM, sa clé ssh publique, roles=)',
)
export const checklistPassed = (release: number, answers: number): Text =>
  say(
    (f) =>
      `release ${release} passed the checklist in force${answers === 0 ? '' : `: ${f.counted(answers, 'answer', 'answers')} of people and commands kept`}`,
    (f) =>
      `la version ${release} a passé la liste de contrôle en vigueur${answers === 0 ? '' : ` : ${f.counted(answers, 'réponse', 'réponses')} de personnes et de commandes`}`,
  )
export const checklistOverridden = (release: number): Text =>
  text(
    `release ${release} was let pass its checklist by an override`,
    `la version ${release} a échappé à sa liste de contrôle par dérogation`,
  )
export const checklistUnasked = text(
  'a checklist is in force, and no release has passed it yet: it asks from the next one on',
  'une liste de contrôle est en vigueur, et aucune version ne l’a encore passée : elle vaut dès la suivante',
)
export const noTrainLeft = (period: Ms): Text =>
  say(
    (f) => `a train is in force, and none left in ${days(f, period)} days`,
    (f) => `un train est en vigueur, et aucun n’est parti en ${days(f, period)} jours`,
  )
export const trainsLeft = (n: number, period: Ms): Text =>
  say(
    (f) => `a train runs: ${f.counted(n, 'departure', 'departures')} in ${days(f, period)} days`,
    (f) => `un train circule : ${f.counted(n, 'départ', 'départs')} en ${days(f, period)} jours`,
  )
export const neitherChecklistNorTrain = text(
  'neither a checklist nor a train is in force',
  'ni liste de contrôle ni train ne sont en vigueur',
)
export const manifestOf = (release: number, digest: string, components: number): Text =>
  say(
    (f) =>
      `release ${release} is ${digest.slice(0, 19)}, with ${f.counted(components, 'component', 'components')}`,
    (f) =>
      `la version ${release} est ${digest.slice(0, 19)}, avec ${f.counted(components, 'composant', 'composants')}`,
  )
export const notesKept = (release: number): Text => ({
  en: `the notes of release ${release} are kept: ecluse notes --to ${release}`,
  fr: `les notes de la version ${release} sont gardées : ecluse notes --to ${release}`,
})
export const noNotes = text(
  'no notes are kept of what runs',
  'aucune note n’est gardée de ce qui est en service',
)
export const untranslated = (en: number, fr: number): Text =>
  say(
    (f) => `${f.counted(en + fr, 'change has', 'changes have')} no text in the other language`,
    (f) => `${f.counted(en + fr, 'changement n’a', 'changements n’ont')} pas de texte dans l’autre langue`,
  )
export const planned = (release: number, plan: Text): Text =>
  text(
    `the plan of the way back was written before release ${release} began: ${plan.en}`,
    `le plan de retour en arrière a été écrit avant que la version ${release} commence : ${plan.fr}`,
  )
export const notPlanned = text(
  'no plan of the way back is kept of what runs',
  'aucun plan de retour en arrière n’est gardé de ce qui est en service',
)
export const wentBack = (n: number, period: Ms, longest: Ms): Text =>
  say(
    (f) =>
      `went back ${f.counted(n, 'time', 'times')} in ${days(f, period)} days${longest > 0 ? `, in ${f.duration(longest)} at most` : ''}`,
    (f) =>
      `${f.counted(n, 'retour', 'retours')} en arrière en ${days(f, period)} jours${longest > 0 ? `, en ${f.duration(longest)} au plus` : ''}`,
  )
export const notRehearsed = (hasEarlier: boolean): Text =>
  hasEarlier
    ? text(
        'the way back of what runs was not rehearsed',
        'le retour en arrière de ce qui est en service n’a pas été répété',
      )
    : text(
        'the way back was not rehearsed: no environment comes before this one',
        'le retour en arrière n’a pas été répété : aucun environnement ne précède celui-ci',
      )

const strategies = {
  'blue-green': text('blue-green', 'en bleu-vert'),
  canary: text('as canaries', 'en canari'),
} as const
export const byStrategy = (kind: keyof typeof strategies, n: number, done: number, period: Ms): Text =>
  say(
    (f) =>
      `${f.counted(n, 'deployment', 'deployments')} ${strategies[kind].en} in ${days(f, period)} days, ${f.count(done)} of them done`,
    (f) =>
      `${f.counted(n, 'mise en production', 'mises en production')} ${strategies[kind].fr} en ${days(f, period)} jours, dont ${f.count(done)} réussies`,
  )
export const blueGreenIn = (environment: string, n: number, done: number, period: Ms): Text => {
  const said = byStrategy('blue-green', n, done, period)
  return text(`in ${environment}: ${said.en}`, `dans ${environment} : ${said.fr}`)
}
export const noneByStrategy = (kind: keyof typeof strategies, period: Ms): Text =>
  say(
    (f) => `no deployment ${kind === 'canary' ? 'as a canary' : 'blue-green'} in ${days(f, period)} days`,
    (f) => `aucune mise en production ${strategies[kind].fr} en ${days(f, period)} jours`,
  )
export const testsRan = (release: number, names: readonly string[]): Text =>
  say(
    (f) => `release ${release} was tested: ${f.list(names)}`,
    (f) => `la version ${release} a été mise à l’essai : ${f.list(names)}`,
  )
export const testsFailed = (names: readonly string[]): Text =>
  say(
    (f) => `failed: ${f.list(names)}`,
    (f) => `en échec : ${f.list(names)}`,
  )
const levelNames: Readonly<Record<string, Text>> = {
  unit: text('unit', 'unitaires'),
  integration: text('integration', 'd’intégration'),
  performance: text('performance', 'de performance'),
}
export const levelsMissing = (levels: readonly string[]): Text =>
  say(
    (f) =>
      `no test by its name is of this kind: ${f.list(levels.map((level) => levelNames[level]?.en ?? level))}`,
    (f) =>
      `aucun essai, par son nom, n’est de ce genre : ${f.list(levels.map((level) => levelNames[level]?.fr ?? level))}`,
  )
export const watched = (n: number, of: number, last: Text): Text =>
  say(
    (f) => `${f.count(n)} of ${f.counted(of, 'deployment', 'deployments')} had a watch; the last: ${last.en}`,
    (f) =>
      `${f.count(n)} sur ${f.counted(of, 'mise en production', 'mises en production')} avec surveillance ; la dernière : ${last.fr}`,
  )
export const nothingWatched = text('no watch has ended yet', 'aucune surveillance n’a encore pris fin')
export const logsNotJudged = text(
  'logs are kept and shown, and not judged in this version',
  'les journaux sont gardés et montrés, et ne sont pas jugés dans cette version',
)
export const calendarInForce = (
  zone: string,
  { all, inside, passed }: { readonly all: number; readonly inside: number; readonly passed: number },
  period: Ms,
): Text =>
  say(
    (f) =>
      `a calendar of ${zone} is in force: ${f.count(inside)} of ${f.counted(all, 'deployment', 'deployments')} in ${days(f, period)} days began inside its hours, ${passed === 0 ? 'none' : f.count(passed)} by an override`,
    (f) =>
      `un calendrier de ${zone} est en vigueur : ${f.count(inside)} sur ${f.counted(all, 'mise en production', 'mises en production')} en ${days(f, period)} jours ont commencé dans ses heures, ${passed === 0 ? 'aucune' : f.count(passed)} par dérogation`,
  )
export const nothingInside = text(
  'a calendar is in force, and no deployment began inside its hours yet',
  'un calendrier est en vigueur, et aucune mise en production n’a encore commencé dans ses heures',
)
export const beganOutside = (n: number): Text =>
  say(
    (f) => `${f.counted(n, 'deployment', 'deployments')} began outside the hours of today’s calendar`,
    (f) =>
      `${f.counted(n, 'mise en production', 'mises en production')} hors des heures du calendrier d’aujourd’hui`,
  )
export const noCalendar = text('no calendar is in force', 'aucun calendrier n’est en vigueur')
