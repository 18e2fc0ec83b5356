import type { Label } from '../backup/types.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_000_000)

export const backedUp = (file: string, bytes: number): Text =>
  say(
    (f) =>
      `${file}: ${f.count(megabytes(bytes))} MB, the records, the repositories and every image that a way back may reach`,
    (f) =>
      `${file} : ${f.count(megabytes(bytes))} Mo, les registres, les dépôts et toutes les images qu’un retour en arrière peut atteindre`,
  )
export const notInIt: readonly Text[] = [
  {
    en: 'not in it: kept folders of applications (keep/), the key file of sealed secrets (secrets/key), logs, telemetry',
    fr: 'n’y sont pas : les dossiers conservés des applications (keep/), le fichier de clé des secrets scellés (secrets/key), les journaux, la télémétrie',
  },
  {
    en: 'next: copy it to another machine; there: ecluse restore FILE',
    fr: 'ensuite : copiez-le sur une autre machine ; là : ecluse restore FICHIER',
  },
]
export const restored = (root: string, label: Label, when: string): readonly Text[] => [
  {
    en: `${root}: restored from ${label.host}, as it was ${when}`,
    fr: `${root} : restauré de ${label.host}, dans l’état de ${when}`,
  },
  {
    en: 'not in it: kept folders of applications (keep/): copy them by hand, where the original had some',
    fr: 'n’y sont pas : les dossiers conservés des applications (keep/) : copiez-les à la main, là où l’original en avait',
  },
]
export const needsKey = (file: string, key: string): Text => ({
  en: `its secrets are sealed with the key ${key}: copy the original’s secrets/key to ${file} (mode 0600); nothing that has secrets starts without it`,
  fr: `ses secrets sont scellés avec la clé ${key} : copiez secrets/key de l’original vers ${file} (mode 0600) ; rien de ce qui a des secrets ne démarre sans elle`,
})
export const waitsForWord: Text = {
  en: 'next: nothing is started while the original may still live; when it is gone for good: ecluse restore --original-is-gone',
  fr: 'ensuite : rien n’est démarré tant que l’original peut encore vivre ; quand il a disparu pour de bon : ecluse restore --original-is-gone',
}
export const startsNow: Text = {
  en: 'everything starts: rollouts go on from what is found here',
  fr: 'tout démarre : les déploiements continuent d’après ce qui est trouvé ici',
}
export const needsFile = (command: string): Problem => ({
  code: 'bad-usage',
  kind: 'usage',
  message: {
    en: `ecluse ${command} needs the name of a file`,
    fr: `ecluse ${command} demande le nom d’un fichier`,
  },
  expected: { en: `ecluse ${command} FILE`, fr: `ecluse ${command} FICHIER` },
})
export const fileExists = (file: string): Problem => ({
  code: 'file-exists',
  kind: 'conflict',
  message: { en: `${file} exists already`, fr: `${file} existe déjà` },
  place: { file },
  todo: { en: 'name another file, or remove it', fr: 'nommez un autre fichier, ou supprimez-le' },
})
