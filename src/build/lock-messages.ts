import type { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { problem, text } from './messages.ts'

/** How each package manager makes its lockfile anew. */
export type Manager = 'npm' | 'pnpm' | 'yarn'

/** Where in a file, both from 1. */
export type At = { readonly line: number; readonly column: number }

const understood = text(
  'a lockfile of npm (version 2 or 3), of pnpm 8, 9 or 10, or of yarn 1 (classic)',
  'un fichier de verrouillage de npm (version 2 ou 3), de pnpm 8, 9 ou 10, ou de yarn 1 (classique)',
)

const again = (manager: Manager): Text =>
  text(
    `run ${manager} install, then commit package.json and the lockfile together`,
    `lancez ${manager} install, puis validez ensemble package.json et le fichier de verrouillage`,
  )

export const unreadableLock = (file: string, at: At, manager: Manager): ProblemError =>
  problem(
    'bad-lockfile',
    'usage',
    text(`${file} cannot be read from here on`, `${file} est illisible à partir d’ici`),
    {
      place: { file, ...at },
      expected: text(`a file as ${manager} writes it`, `un fichier tel que ${manager} l’écrit`),
      todo: text(
        `settle what a merge left open, then run ${manager} install and commit the file`,
        `réglez ce qu’une fusion a laissé ouvert, puis lancez ${manager} install et validez le fichier`,
      ),
    },
  )

/** `place` is where package.json asks; `locked` says what the lockfile holds in its place, null for nothing. */
export const differs = (
  lock: { readonly file: string; readonly manager: Manager },
  place: { readonly file: string } & Partial<At>,
  name: string,
  range: string,
  locked: string | null,
): ProblemError =>
  problem(
    'lockfile-differs',
    'usage',
    locked === null
      ? text(
          `${place.file} asks for ${name} ${range}, which ${lock.file} does not hold`,
          `${place.file} demande ${name} ${range}, que ${lock.file} ne contient pas`,
        )
      : text(
          `${place.file} asks for ${name} ${range}, but ${lock.file} holds ${locked}`,
          `${place.file} demande ${name} ${range}, mais ${lock.file} contient ${locked}`,
        ),
    {
      place,
      expected: text(
        'a lockfile that matches package.json',
        'un fichier de verrouillage conforme à package.json',
      ),
      todo: again(lock.manager),
    },
  )

export const noLongerAsked = (
  lock: { readonly file: string; readonly manager: Manager },
  file: string,
  name: string,
): ProblemError =>
  problem(
    'lockfile-differs',
    'usage',
    text(
      `${lock.file} holds ${name}, which ${file} no longer asks for`,
      `${lock.file} contient ${name}, que ${file} ne demande plus`,
    ),
    {
      place: { file },
      expected: text(
        'a lockfile that matches package.json',
        'un fichier de verrouillage conforme à package.json',
      ),
      todo: again(lock.manager),
    },
  )

/** What stands in `file` for `what` (overrides, a catalog) is not what the lockfile was made with. */
export const settingDiffers = (
  lock: { readonly file: string; readonly manager: Manager },
  file: string,
  what: string,
): ProblemError =>
  problem(
    'lockfile-differs',
    'usage',
    text(
      `${lock.file} was made with another value of ${what} than ${file} has`,
      `${lock.file} a été fait avec une autre valeur de ${what} que celle de ${file}`,
    ),
    {
      place: { file },
      expected: text('a lockfile made with it', 'un fichier de verrouillage fait avec elle'),
      todo: again(lock.manager),
    },
  )

/** A lockfile of another kind, refused by its name. */
export const otherLock = (file: string, kind: 'yarn-berry' | 'bun' | 'old-pnpm'): ProblemError => {
  const kinds = {
    'yarn-berry': text('is of yarn 2 or later (berry)', 'vient de yarn 2 ou plus récent (berry)'),
    bun: text('is of bun', 'vient de bun'),
    'old-pnpm': text('is of a version of pnpm before 8', 'vient d’un pnpm antérieur au 8'),
  }
  const todo = {
    'yarn-berry': text(
      'its checksums are of archives that yarn packs itself, not of what a registry gives. Go on with pnpm (run: pnpm import) or with npm (run: npm install --package-lock-only), commit that lockfile and remove yarn.lock',
      'ses sommes portent sur des archives que yarn compose lui-même, non sur ce que donne un registre. Passez à pnpm (lancez : pnpm import) ou à npm (lancez : npm install --package-lock-only), validez ce fichier de verrouillage et retirez yarn.lock',
    ),
    bun: text(
      'run: npm install --package-lock-only, commit package-lock.json and remove the file of bun',
      'lancez : npm install --package-lock-only, validez package-lock.json et retirez le fichier de bun',
    ),
    'old-pnpm': text(
      'run pnpm install with pnpm 9 or later, and commit the lockfile',
      'lancez pnpm install avec pnpm 9 ou plus récent, et validez le fichier de verrouillage',
    ),
  }
  const { en, fr } = kinds[kind]
  return problem(
    kind === 'old-pnpm' ? 'old-lockfile' : `${kind}-lockfile`,
    'usage',
    text(`${file} ${en}, which is not built from`, `${file} ${fr}, à partir duquel rien n’est construit`),
    { place: { file }, expected: understood, todo: todo[kind] },
  )
}

/** A locked package that is no archive with an integrity, by how it is named. */
export const notAnArchive = (file: string, name: string, where: string, manager: Manager): ProblemError =>
  problem(
    'lockfile-entry',
    'usage',
    text(
      `${name} stands in ${file} without an integrity that can be checked${where === '' ? '' : ` (${where})`}`,
      `${name} figure dans ${file} sans intégrité vérifiable${where === '' ? '' : ` (${where})`}`,
    ),
    {
      place: { file },
      expected: text(
        'a package with version and integrity, or a workspace: not a branch of git, not a folder copied in',
        'un paquet avec version et intégrité, ou un espace de travail : ni branche de git, ni dossier recopié',
      ),
      todo: text(
        `ask for a published version of it, then run ${manager} install`,
        `demandez-en une version publiée, puis lancez ${manager} install`,
      ),
    },
  )

export const patched = (file: string, name: string): ProblemError =>
  problem(
    'lockfile-patch',
    'usage',
    text(
      `${name} is patched in ${file}: patches are not applied`,
      `${name} est retouché (patch) dans ${file} : les retouches ne sont pas appliquées`,
    ),
    {
      place: { file },
      expected: text('packages as they were published', 'des paquets tels qu’ils ont été publiés'),
      todo: text(
        'publish the patched package under a name of your own, or commit it as a workspace',
        'publiez le paquet retouché sous un nom à vous, ou validez-le comme espace de travail',
      ),
    },
  )

export const linkOutside = (file: string, name: string, target: string): ProblemError =>
  problem(
    'lockfile-link',
    'usage',
    text(
      `${name} is a link to ${target}, which is no workspace of ${file}`,
      `${name} est un lien vers ${target}, qui n’est pas un espace de travail de ${file}`,
    ),
    {
      place: { file },
      expected: text(
        'a folder that is one of the workspaces',
        'un dossier qui est l’un des espaces de travail',
      ),
      todo: text(
        'name the folder among the workspaces, then install again',
        'nommez le dossier parmi les espaces de travail, puis réinstallez',
      ),
    },
  )

export const notAWorkspace = (file: string, folder: string): ProblemError =>
  problem(
    'no-lockfile',
    'usage',
    text(
      `${folder} has dependencies, but no lockfile: it is no workspace of ${file}`,
      `${folder} a des dépendances, mais pas de fichier de verrouillage : ce n’est pas un espace de travail de ${file}`,
    ),
    {
      place: { file: `${folder}/package.json` },
      expected: understood,
      todo: text(
        `name ${folder} among the workspaces and install again, or commit a lockfile of its own`,
        `nommez ${folder} parmi les espaces de travail et réinstallez, ou validez un fichier de verrouillage à lui`,
      ),
    },
  )

export const dependsMissing = (component: string, path: string): ProblemError =>
  problem(
    'depends-on-missing',
    'usage',
    text(
      `${component} depends on ${path}, which the commit does not hold as a file or a folder`,
      `${component} dépend de ${path}, que le commit ne contient ni comme fichier ni comme dossier`,
    ),
    {
      place: { file: 'ecluse.yaml' },
      expected: text(
        'committed paths in depends-on: ../shared from the component’s folder, tsconfig.base.json from the root',
        'des chemins versés au dépôt dans depends-on : ../shared depuis le dossier du composant, tsconfig.base.json depuis la racine',
      ),
      todo: text('commit it, or take it out of depends-on', 'validez-le, ou retirez-le de depends-on'),
    },
  )
