import { say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

export const notBuilt = (component: string): Text => ({
  en: `${component} has no image`,
  fr: `${component} n’a pas d’image`,
})
export const built = (components: readonly string[]): Text =>
  say(
    (f) => `built: ${f.list(components)}`,
    (f) => `construit : ${f.list(components)}`,
  )
export const noTests: Text = {
  en: 'no test is declared, none was run',
  fr: 'aucun test n’est déclaré, aucun n’a été exécuté',
}
export const testsPassed = (names: readonly string[]): Text =>
  say(
    (f) => `tests passed: ${f.list(names)}`,
    (f) => `tests réussis : ${f.list(names)}`,
  )
export const testNotRun = (component: string, name: string): Text => ({
  en: `test ${name} of ${component} has no result yet`,
  fr: `le test ${name} de ${component} n’a pas encore de résultat`,
})
export const testDropped = (component: string, name: string): Text => ({
  en: `the running release declares test ${name} of ${component}, this candidate dropped it`,
  fr: `la version en service déclare le test ${name} de ${component}, cette version admissible l’a retiré`,
})
export const imageMissing = (component: string, digest: string): Text => ({
  en: `the image of ${component} is not here: ${digest}`,
  fr: `l’image de ${component} est absente : ${digest}`,
})
export const imageMissingChange = (component: string): Text => ({
  en: `build ${component} again from its commit: ecluse build`,
  fr: `construisez de nouveau ${component} à partir de son commit : ecluse build`,
})
export const imagesPresent: Text = { en: 'every image is present', fr: 'toutes les images sont présentes' }
export const afterPending = (environment: string): Text => ({
  en: `${environment} does not hold this release yet`,
  fr: `${environment} n’a pas encore reçu cette version`,
})
export const afterDone = (environment: string): Text => ({
  en: `${environment} holds this release`,
  fr: `${environment} a reçu cette version`,
})
export const notRehearsed = (environment: string): Text => ({
  en: `the way back of this manifest was not rehearsed in ${environment}`,
  fr: `le retour en arrière de ce manifeste n’a pas été répété dans ${environment}`,
})
export const rehearsedAboard = (environment: string, number: number): Text => ({
  en: `this composition was not rehearsed in ${environment} as a whole; candidate ${number}, which leads it, was`,
  fr: `cette composition n’a pas été répétée dans ${environment} dans son ensemble ; la version admissible ${number}, qui la mène, l’a été`,
})
export const rehearsalOld = (environment: string, age: Ms, most: Ms): Text =>
  say(
    (f) => `its rehearsal in ${environment} is ${f.duration(age)} old and counts for ${f.duration(most)}`,
    (f) => `sa répétition dans ${environment} date de ${f.duration(age)} et vaut pendant ${f.duration(most)}`,
  )
export const rehearseAgain = (environment: string): Text => ({
  en: `take it there again: ecluse rollback --environment ${environment}, then ecluse ship`,
  fr: `remettez-la en service là-bas : ecluse rollback --environment ${environment}, puis ecluse ship`,
})
export const mendRehearsal = (environment: string): Text => ({
  en: `ship a commit that mends it; or rehearse it again: ecluse rollback --environment ${environment}, then ecluse ship`,
  fr: `livrez un commit qui corrige ; ou répétez de nouveau : ecluse rollback --environment ${environment}, puis ecluse ship`,
})
export const takenBack = (commit: string, release: number): Text => ({
  en: `it contains ${commit.slice(0, 10)}, which was taken back with release ${release}`,
  fr: `elle contient ${commit.slice(0, 10)}, repris avec la version ${release}`,
})
export const takenBackChange: Text = {
  en: 'ship a commit that mends it, or let this one go with ecluse promote',
  fr: 'livrez un commit qui le corrige, ou laissez passer celle-ci avec ecluse promote',
}
export const rerun: Text = { en: 'run ecluse ship again', fr: 'relancez ecluse ship' }
