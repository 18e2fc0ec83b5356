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
