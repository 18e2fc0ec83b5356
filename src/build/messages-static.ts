import type { ProblemError } from '../kernel/problem.ts'
import { problem, text } from './messages.ts'

export const filesMissing = (component: string, folder: string): ProblemError =>
  problem(
    'static-missing',
    'usage',
    text(
      `${component} has no folder ${folder} to serve, committed or made by its build`,
      `${component} n’a aucun dossier ${folder} à servir, versé au dépôt ou produit par sa construction`,
    ),
    {
      expected: text(
        'the folder that `static` names, inside the context',
        'le dossier que nomme `static`, dans le contexte',
      ),
      todo: text(
        'commit it, or let `build.run` or the `build` script of package.json write it',
        'versez-le au dépôt, ou faites-le écrire par `build.run` ou par le script `build` de package.json',
      ),
    },
  )

export const nothingToServe = (component: string): ProblemError =>
  problem(
    'static-empty',
    'usage',
    text(`the folder that ${component} serves is empty`, `le dossier que sert ${component} est vide`),
    {
      expected: text('files in it, `index.html` first of all', 'des fichiers, `index.html` avant tout'),
      todo: text(
        'look at what its build wrote, and where',
        'regardez ce qu’a écrit sa construction, et à quel endroit',
      ),
    },
  )

export const fallbackMissing = (component: string, file: string): ProblemError =>
  problem(
    'static-fallback-missing',
    'usage',
    text(
      `the folder that ${component} serves holds no ${file}`,
      `le dossier que sert ${component} ne contient pas ${file}`,
    ),
    {
      expected: text(
        'the file that `static.fallback` names, by its path from that folder',
        'le fichier que nomme `static.fallback`, par son chemin depuis ce dossier',
      ),
      todo: text('name one that is there', 'nommez-en un qui s’y trouve'),
    },
  )
