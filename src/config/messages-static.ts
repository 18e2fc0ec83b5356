import type { Text } from '../kernel/text.ts'
import { problem } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const noProcess = (component: string, key: string) =>
  problem(
    'static-no-process',
    `\`${component}\` is \`static\`: no process is there that \`${key}\` could be about`,
    `\`${component}\` est \`static\` : il n’a aucun processus que \`${key}\` puisse concerner`,
    {
      expected: words(
        'beside `static`: `build`, `assets` and `tests`',
        'à côté de `static` : `build`, `assets` et `tests`',
      ),
      todo: words(
        `take \`${key}\` out, or \`static\` where a process is to serve`,
        `retirez \`${key}\`, ou \`static\` si un processus doit servir`,
      ),
    },
  )

export const namedTwice = (component: string) =>
  problem(
    'static-output',
    `\`static\` of \`${component}\` already says which folder its build makes`,
    `\`static\` de \`${component}\` dit déjà quel dossier produit sa construction`,
    {
      expected: words('`build` without `output`', '`build` sans `output`'),
      todo: words('take `output` out', 'retirez `output`'),
    },
  )

export const wholeRepository = (component: string) =>
  problem(
    'static-everything',
    `\`static\` of \`${component}\` would make the whole repository public, \`ecluse.yaml\` too`,
    `\`static\` de \`${component}\` rendrait public le dépôt entier, \`ecluse.yaml\` compris`,
    {
      expected: words('a folder that holds only the site', 'un dossier qui ne contient que le site'),
      todo: words(
        'put the files into a folder such as `public`, and write `static: public`',
        'placez les fichiers dans un dossier tel que `public`, et écrivez `static: public`',
      ),
    },
  )

export const assetsElsewhere = (component: string, folder: string, root: string) =>
  problem(
    'assets-elsewhere',
    `\`${component}\` is the folder \`${root}\`, in which \`${folder}\` is not`,
    `\`${component}\` est le dossier \`${root}\`, où \`${folder}\` n’est pas`,
    {
      expected: words(`a folder below \`${root}\``, `un dossier sous \`${root}\``),
      todo: words(`name it from \`${root}\` on`, `nommez-le à partir de \`${root}\``),
    },
  )
