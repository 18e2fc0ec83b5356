import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const problem = (code: Code, kind: Problem['kind'], message: Text, todo: Text, expected?: Text): Problem => ({
  code,
  kind,
  message,
  todo,
  ...(expected === undefined ? {} : { expected }),
})

export const noConfig = (commit: string): Problem => ({
  ...problem(
    'no-config',
    'usage',
    {
      en: `commit ${commit.slice(0, 10)} has no ecluse.yaml at its root`,
      fr: `le commit ${commit.slice(0, 10)} n’a pas de fichier ecluse.yaml à sa racine`,
    },
    {
      en: 'run ecluse init, commit the file, and ship',
      fr: 'lancez ecluse init, validez le fichier, puis livrez',
    },
  ),
  place: { file: 'ecluse.yaml' },
})
export const unknownApplication = (name: string): Problem =>
  problem(
    'unknown-application',
    'not-found',
    {
      en: `no application “${name}” was ever shipped here`,
      fr: `aucune application « ${name} » n’a été livrée ici`,
    },
    { en: 'ship it first: ecluse ship', fr: 'livrez-la d’abord : ecluse ship' },
  )
export const unknownEnvironment = (name: string, known: readonly string[]): Problem =>
  problem(
    'unknown-environment',
    'usage',
    { en: `there is no environment “${name}”`, fr: `il n’y a pas d’environnement « ${name} »` },
    say(
      (f) => (known.length === 0 ? 'ship first: ecluse ship' : `name one of ${f.list(known)}`),
      (f) =>
        known.length === 0 ? 'livrez d’abord : ecluse ship' : `nommez l’un de ceux-ci : ${f.list(known)}`,
    ),
  )
export const whichEnvironment = (known: readonly string[], command: string): Problem =>
  problem(
    'which-environment',
    'usage',
    say(
      (f) => `several environments could be meant: ${f.list(known)}`,
      (f) => `plusieurs environnements sont possibles : ${f.list(known)}`,
    ),
    {
      en: known.map((name) => `ecluse ${command} --environment ${name}`).join('   or   '),
      fr: known.map((name) => `ecluse ${command} --environment ${name}`).join('   ou   '),
    },
  )
export const unknownRelease = (release: number, application: string): Problem =>
  problem(
    'unknown-release',
    'not-found',
    { en: `${application} has no release ${release}`, fr: `${application} n’a pas de version ${release}` },
    { en: 'ecluse history lists them', fr: 'ecluse history en donne la liste' },
  )
export const nothingProposed = (environment: string): Problem =>
  problem(
    'no-notes',
    'not-found',
    {
      en: `no candidate waits in ${environment} whose notes could be read`,
      fr: `aucune version admissible n’attend dans ${environment} dont les notes pourraient être lues`,
    },
    { en: 'ecluse status says what waits', fr: 'ecluse status dit ce qui attend' },
  )
export const noNotes = (where: string, release: number | null): Problem =>
  problem(
    'no-notes',
    'not-found',
    release === null
      ? {
          en: `nothing runs in ${where} that has notes`,
          fr: `rien de ce qui fonctionne dans ${where} n’a de notes`,
        }
      : {
          en: `release ${release} has no notes there: it was never out`,
          fr: `la version ${release} n’y a pas de notes : elle n’y a jamais été en service`,
        },
    { en: 'ecluse history lists what was', fr: 'ecluse history donne ce qui l’a été' },
  )
export const nothingRuns = (environment: string): Problem =>
  problem(
    'nothing-runs',
    'conflict',
    { en: `nothing runs in ${environment} yet`, fr: `rien ne fonctionne encore dans ${environment}` },
    { en: 'ship first: ecluse ship', fr: 'livrez d’abord : ecluse ship' },
  )
export const nothingEarlier = (environment: string, release: number): Problem =>
  problem(
    'nothing-earlier',
    'conflict',
    {
      en: `nothing to go back to: release ${release} is the first that was fully out in ${environment}`,
      fr: `rien à quoi revenir : la version ${release} est la première à avoir été entièrement en service dans ${environment}`,
    },
    { en: 'ship a commit that mends it: ecluse ship', fr: 'livrez un commit qui corrige : ecluse ship' },
  )
export const neverDone = (release: number, environment: string): Problem =>
  problem(
    'never-done',
    'refused',
    {
      en: `release ${release} was never fully out in ${environment}`,
      fr: `la version ${release} n’a jamais été entièrement en service dans ${environment}`,
    },
    { en: 'ecluse history shows what was', fr: 'ecluse history montre ce qui l’a été' },
  )
export const newerThanRunning = (release: number, running: number, commit: string): Problem =>
  problem(
    'newer-release',
    'refused',
    {
      en: `release ${release} is newer than ${running}, which runs: that is no way back`,
      fr: `la version ${release} est plus récente que la version ${running} en service : ce n’est pas un retour en arrière`,
    },
    { en: `ecluse ship ${commit.slice(0, 10)}`, fr: `ecluse ship ${commit.slice(0, 10)}` },
  )
export const sameRelease = (release: number): Problem =>
  problem(
    'same-release',
    'conflict',
    { en: `release ${release} runs already`, fr: `la version ${release} est déjà en service` },
    { en: 'ecluse history lists the earlier ones', fr: 'ecluse history donne la liste des précédentes' },
  )
export const rolloutLive = (environment: string, release: number): Problem =>
  problem(
    'rollout-live',
    'conflict',
    {
      en: `release ${release} is on its way in ${environment}`,
      fr: `la version ${release} est en cours dans ${environment}`,
    },
    {
      en: 'wait for its end (ecluse status), or take it back: ecluse rollback',
      fr: 'attendez sa fin (ecluse status), ou reprenez-la : ecluse rollback',
    },
  )
export const noRollout = (environment: string): Problem =>
  problem(
    'no-rollout',
    'conflict',
    { en: `nothing is on its way in ${environment}`, fr: `rien n’est en cours dans ${environment}` },
    {
      en: 'ecluse status shows what runs and what waits',
      fr: 'ecluse status montre ce qui fonctionne et ce qui attend',
    },
  )
export const commandRefused = (command: string, why: Text): Problem =>
  problem(
    'command-refused',
    'conflict',
    { en: `${command} does nothing now: ${why.en}`, fr: `${command} n’a pas d’effet maintenant : ${why.fr}` },
    {
      en: 'ecluse status shows where the rollout stands',
      fr: 'ecluse status montre où en est le déploiement',
    },
  )
export const unknownComponent = (name: string, known: readonly string[]): Problem =>
  problem(
    'unknown-component',
    'usage',
    { en: `there is no component “${name}”`, fr: `il n’y a pas de composant « ${name} »` },
    say(
      (f) => `name one of ${f.list(known)}`,
      (f) => `nommez l’un de ceux-ci : ${f.list(known)}`,
    ),
  )
export const rebuiltDiffers = (component: string, expected: string, got: string): Problem =>
  problem(
    'rebuilt-differs',
    'refused',
    {
      en: `the image of ${component} is gone, and building it again gives another digest`,
      fr: `l’image de ${component} a disparu, et une nouvelle construction donne une autre empreinte`,
    },
    { en: 'go back to another release: ecluse history', fr: 'revenez à une autre version : ecluse history' },
    { en: `${expected}, got ${got}`, fr: `${expected}, obtenu ${got}` },
  )
export const restartFailed = (component: string): Problem =>
  problem(
    'restart-failed',
    'failed',
    {
      en: `${component} was not ready again in time; the instances before it still answer`,
      fr: `${component} n’a pas été prêt à temps ; les instances précédentes répondent encore`,
    },
    { en: 'ecluse logs shows why', fr: 'ecluse logs montre pourquoi' },
  )
export const imageGone = (component: string, image: string): Problem =>
  problem(
    'image-gone',
    'refused',
    {
      en: `the image of ${component} is gone (${image}), and the commit that it came from is not known here`,
      fr: `l’image de ${component} a disparu (${image}), et le commit dont elle provient n’est pas connu ici`,
    },
    { en: 'go back to another release: ecluse history', fr: 'revenez à une autre version : ecluse history' },
  )
export const applicationDiffers = (asked: string, said: string): Problem =>
  problem(
    'application-differs',
    'usage',
    {
      en: `the commit's ecluse.yaml says application “${said}”, not “${asked}”`,
      fr: `le fichier ecluse.yaml du commit indique l’application « ${said} », et non « ${asked} »`,
    },
    {
      en: `ship it as ${said}: leave --application out`,
      fr: `livrez-la comme ${said} : omettez --application`,
    },
  )
export const unknownCandidate = (id: string): Problem =>
  problem(
    'unknown-candidate',
    'not-found',
    { en: `there is no candidate ${id}`, fr: `il n’y a pas de version admissible ${id}` },
    { en: 'ecluse status shows what waits', fr: 'ecluse status montre ce qui attend' },
  )
export const nothingToExplain = (environment: string): Problem =>
  problem(
    'nothing-yet',
    'not-found',
    { en: `nothing happened in ${environment} yet`, fr: `il ne s’est encore rien passé dans ${environment}` },
    { en: 'ship first: ecluse ship', fr: 'livrez d’abord : ecluse ship' },
  )

export const emptyPeriod: Problem = {
  code: 'empty-period',
  kind: 'usage',
  message: {
    en: 'the end of the period is not after its start',
    fr: 'la fin de la période n’est pas après son début',
  },
  todo: { en: 'name a later end', fr: 'nommez une fin plus tardive' },
}
