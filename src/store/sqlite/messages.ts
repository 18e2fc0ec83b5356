import type { Problem } from '../../kernel/problem.ts'
import { say } from '../../kernel/text.ts'

export const newerSchema = (file: string, found: number, known: number): Problem => ({
  code: 'newer-schema',
  kind: 'conflict',
  message: say(
    () => `${file} was written by a newer Écluse: its schema is ${found}, this version knows ${known}`,
    () =>
      `${file} a été écrit par une version plus récente d’Écluse : son schéma est le ${found}, cette version connaît le ${known}`,
  ),
  place: { file },
  expected: say(
    () => `a schema numbered ${known} or lower`,
    () => `un schéma numéroté ${known} ou moins`,
  ),
  todo: say(
    () => 'install the version that wrote it, or a later one; nothing was changed',
    () => 'installez la version qui l’a écrit, ou une plus récente ; rien n’a été changé',
  ),
})

export const otherSchema = (file: string, id: number, found: string, known: string): Problem => ({
  code: 'other-schema',
  kind: 'conflict',
  message: say(
    () =>
      `${file} is not a database of this line of Écluse: its migration ${id} is “${found}”, not “${known}”`,
    () =>
      `${file} n’est pas une base de cette lignée d’Écluse : sa migration ${id} est « ${found} », et non « ${known} »`,
  ),
  place: { file },
  expected: say(
    () => `migration ${id} named “${known}”`,
    () => `la migration ${id} nommée « ${known} »`,
  ),
  todo: say(
    () => 'name another data folder (ECLUSE_DATA), or install the version that wrote this one',
    () => 'indiquez un autre dossier de données (ECLUSE_DATA), ou installez la version qui a écrit celui-ci',
  ),
})

export const notWritable = (file: string, detail: string): Problem => ({
  code: 'data-folder-not-writable',
  kind: 'failed',
  message: say(
    () => `${file} cannot be written: ${detail}`,
    () => `impossible d’écrire ${file} : ${detail}`,
  ),
  place: { file },
  expected: say(
    () => 'a folder that this user may read and write',
    () => 'un dossier que cet utilisateur peut lire et écrire',
  ),
  todo: say(
    () => 'give this user the folder, or name another one with ECLUSE_DATA',
    () => 'donnez ce dossier à cet utilisateur, ou indiquez-en un autre avec ECLUSE_DATA',
  ),
})

export const diskFull = (file: string): Problem => ({
  code: 'disk-full',
  kind: 'failed',
  message: say(
    () => `the disk that holds ${file} is full: nothing of this change was kept`,
    () => `le disque qui contient ${file} est plein : rien de ce changement n’a été conservé`,
  ),
  place: { file },
  expected: say(
    () => 'free space on that disk',
    () => 'de l’espace libre sur ce disque',
  ),
  todo: say(
    () => 'free some space; Écluse goes on by itself from its last complete state',
    () => 'libérez de l’espace ; Écluse reprend d’elle-même depuis son dernier état complet',
  ),
})

export const damaged = (file: string, detail: string): Problem => ({
  code: 'store-damaged',
  kind: 'failed',
  message: say(
    () => `${file} is damaged or is not a database: ${detail}`,
    () => `${file} est endommagé ou n’est pas une base de données : ${detail}`,
  ),
  place: { file },
  expected: say(
    () => 'a whole SQLite database',
    () => 'une base SQLite intacte',
  ),
  todo: say(
    () => 'set the file aside and restore a backup; what serves people goes on serving meanwhile',
    () => 'mettez le fichier de côté et restaurez une sauvegarde ; ce qui sert les gens continue entre-temps',
  ),
})

export const busy = (file: string): Problem => ({
  code: 'store-busy',
  kind: 'unavailable',
  message: say(
    () => `another process has been writing ${file} for too long`,
    () => `un autre processus écrit dans ${file} depuis trop longtemps`,
  ),
  place: { file },
  todo: say(
    () => 'end the other process, then try again',
    () => 'arrêtez l’autre processus, puis réessayez',
  ),
})

export const brokenReferences = (name: string, table: string): Problem => ({
  code: 'migration-broke-references',
  kind: 'failed',
  message: say(
    () => `migration “${name}” left rows of ${table} that point to nothing; it was taken back`,
    () =>
      `la migration « ${name} » laissait dans ${table} des lignes qui ne désignent rien ; elle a été annulée`,
  ),
  todo: say(
    () => 'go on with the version that ran before, and report this',
    () => 'continuez avec la version précédente, et signalez ce défaut',
  ),
})

export const inUse = (file: string, pid: number | undefined): Problem => ({
  code: 'data-folder-in-use',
  kind: 'conflict',
  message: say(
    () =>
      `another control plane${pid === undefined ? '' : ` (process ${pid})`} uses this data folder: it holds ${file}`,
    () =>
      `un autre plan de contrôle${pid === undefined ? '' : ` (processus ${pid})`} utilise ce dossier de données : il tient ${file}`,
  ),
  place: { file },
  expected: say(
    () => 'one control plane per data folder',
    () => 'un seul plan de contrôle par dossier de données',
  ),
  todo: say(
    () => 'speak to the one that runs, stop it first (ecluse stop), or name another folder with ECLUSE_DATA',
    () =>
      'parlez à celui qui tourne, arrêtez-le d’abord (ecluse stop), ou indiquez un autre dossier avec ECLUSE_DATA',
  ),
})
