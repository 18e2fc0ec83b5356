import type { Code } from '../kernel/codes.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

const problem = (code: Code, kind: Problem['kind'], message: Text, todo: Text): ProblemError =>
  new ProblemError({ code, kind, message, todo })

const another: Text = { en: 'restore another backup', fr: 'restaurez une autre sauvegarde' }

export const notABackup = (why: Text): ProblemError =>
  problem(
    'not-a-backup',
    'usage',
    {
      en: `this file is no backup of a data folder: ${why.en}`,
      fr: `ce fichier n’est pas la sauvegarde d’un dossier de données : ${why.fr}`,
    },
    { en: 'name a file that ecluse backup wrote', fr: 'nommez un fichier écrit par ecluse backup' },
  )
export const cutOff = (): ProblemError =>
  problem(
    'backup-cut-off',
    'failed',
    {
      en: 'the backup was cut off: its end is missing, nothing was restored',
      fr: 'la sauvegarde a été interrompue : sa fin manque, rien n’a été restauré',
    },
    another,
  )
export const damaged = (): ProblemError =>
  problem(
    'backup-damaged',
    'failed',
    {
      en: 'the backup is damaged: it holds other bytes than were written, nothing was restored',
      fr: 'la sauvegarde est endommagée : ses octets ne sont pas ceux qui ont été écrits, rien n’a été restauré',
    },
    another,
  )
export const newerBackup = (version: string): ProblemError =>
  problem(
    'newer-backup',
    'conflict',
    {
      en: `the backup was written by Écluse ${version}, whose format this version does not know`,
      fr: `la sauvegarde a été écrite par Écluse ${version}, dont cette version ne connaît pas le format`,
    },
    {
      en: 'restore it with that version or a later one',
      fr: 'restaurez-la avec cette version ou une plus récente',
    },
  )
export const notEmpty = (root: string): ProblemError =>
  problem(
    'folder-not-empty',
    'conflict',
    { en: `the data folder ${root} is in use already`, fr: `le dossier de données ${root} est déjà utilisé` },
    {
      en: 'restore into an empty one: --data FOLDER',
      fr: 'restaurez dans un dossier vide : --data DOSSIER',
    },
  )
export const originalMayLive = (root: string, host: string): Problem => ({
  code: 'original-may-live',
  kind: 'refused',
  message: {
    en: `${root} was restored from a backup of ${host}: nothing is started while the original may still live`,
    fr: `${root} a été restauré d’une sauvegarde de ${host} : rien n’est démarré tant que l’original peut encore vivre`,
  },
  todo: {
    en: 'when it is gone for good: ecluse restore --original-is-gone',
    fr: 'quand il a disparu pour de bon : ecluse restore --original-is-gone',
  },
})
export const nothingRestored = (root: string): ProblemError =>
  problem(
    'nothing-restored',
    'conflict',
    {
      en: `${root} waits for nothing: it was not restored`,
      fr: `${root} n’attend rien : il n’a pas été restauré`,
    },
    { en: 'restore a backup: ecluse restore FILE', fr: 'restaurez une sauvegarde : ecluse restore FICHIER' },
  )
