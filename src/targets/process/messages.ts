import type { Problem } from '../../kernel/problem.ts'

export const keepInTheWay = (component: string, path: string, way: string): Problem => ({
  code: 'keep-not-a-folder',
  kind: 'failed',
  message: {
    en: `\`${component}\` keeps \`${path}\`, but its image has a file or a link at \`${way}\``,
    fr: `\`${component}\` conserve \`${path}\`, mais son image contient un fichier ou un lien à \`${way}\``,
  },
  expected: {
    en: 'a folder there, or nothing',
    fr: 'un dossier à cet endroit, ou rien',
  },
  todo: {
    en: 'keep another folder in ecluse.yaml, or take the file out of the component',
    fr: 'conservez un autre dossier dans ecluse.yaml, ou retirez le fichier du composant',
  },
})

export const stillRunning = (key: string): Problem => ({
  code: 'still-running',
  kind: 'conflict',
  message: {
    en: `${key} still runs: nothing of it was removed`,
    fr: `${key} tourne encore : rien n’en a été supprimé`,
  },
  todo: { en: 'stop it first', fr: 'arrêtez-la d’abord' },
})

/** An application that began with an empty one would look as if it had lost its data. */
export const keepMissing = (component: string, path: string, kept: string): Problem => ({
  code: 'keep-missing',
  kind: 'failed',
  message: {
    en: `\`${component}\` keeps \`${path}\`, and the folder that releases before wrote to is not there: ${kept}`,
    fr: `\`${component}\` conserve \`${path}\`, et le dossier où écrivaient les versions précédentes n’est pas là : ${kept}`,
  },
  expected: {
    en: 'the folder, as it was on the machine or the disk before',
    fr: 'le dossier, tel qu’il était sur la machine ou le disque d’avant',
  },
  todo: {
    en: `copy it there, with its owner; to begin with an empty one: mkdir -p ${kept}`,
    fr: `copiez-le à cet endroit, avec son propriétaire ; pour repartir d’un dossier vide : mkdir -p ${kept}`,
  },
})
