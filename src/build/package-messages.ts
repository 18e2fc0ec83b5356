import type { ProblemError } from '../kernel/problem.ts'
import { problem, text } from './messages.ts'

const lockAgain = text(
  'run npm install, then commit package.json and package-lock.json together',
  'lancez npm install, puis validez ensemble package.json et package-lock.json',
)

export const badPackageFile = (
  file: string,
  place: { line: number; column: number },
  en: string,
  fr: string,
): ProblemError =>
  problem(
    'bad-package-file',
    'usage',
    text(`${file} cannot be read: ${en}`, `${file} est illisible : ${fr}`),
    {
      place: { file, ...place },
      expected: text('a file as npm writes it', 'un fichier tel que npm l’écrit'),
    },
  )

export const oldLockfile = (file: string, version: number): ProblemError =>
  problem(
    'old-lockfile',
    'usage',
    text(
      `${file} has lockfileVersion ${version}, which does not say where each package stands`,
      `${file} est au lockfileVersion ${version}, qui ne dit pas où se place chaque paquet`,
    ),
    {
      place: { file },
      expected: text(
        'lockfileVersion 2 or 3, of npm 7 or later',
        'lockfileVersion 2 ou 3, de npm 7 ou plus récent',
      ),
      todo: text(
        'run npm install with npm 7 or later, and commit the lockfile',
        'lancez npm install avec npm 7 ou plus récent, et validez le fichier de verrouillage',
      ),
    },
  )

export const noLockfile = (folder: string): ProblemError =>
  problem(
    'no-lockfile',
    'usage',
    text(
      `${folder} has dependencies, but no lockfile, neither there nor in a folder above`,
      `${folder} a des dépendances, mais pas de fichier de verrouillage, ni là ni dans un dossier parent`,
    ),
    {
      place: { file: folder === '.' ? 'package.json' : `${folder}/package.json` },
      expected: text(
        'a committed package-lock.json, pnpm-lock.yaml or yarn.lock (of yarn 1): only it says what exactly is built',
        'un package-lock.json, un pnpm-lock.yaml ou un yarn.lock (de yarn 1) validé : lui seul dit ce qui est construit, exactement',
      ),
      todo: text(
        'run: npm install --package-lock-only (or pnpm install, or yarn install), and commit the file',
        'lancez : npm install --package-lock-only (ou pnpm install, ou yarn install), et validez le fichier',
      ),
    },
  )

export const lockDiffers = (file: string, name: string, range: string, locked: string | null): ProblemError =>
  problem(
    'lockfile-differs',
    'usage',
    locked === null
      ? text(
          `package.json asks for ${name} ${range}, which ${file} does not hold`,
          `package.json demande ${name} ${range}, que ${file} ne contient pas`,
        )
      : text(
          `package.json asks for ${name} ${range}, but ${file} holds ${locked}`,
          `package.json demande ${name} ${range}, mais ${file} contient ${locked}`,
        ),
    {
      place: { file },
      expected: text(
        'a lockfile that matches package.json',
        'un fichier de verrouillage conforme à package.json',
      ),
      todo: lockAgain,
    },
  )

export const lockIncomplete = (file: string, from: string, name: string): ProblemError =>
  problem(
    'lockfile-incomplete',
    'usage',
    text(
      `${from} needs ${name}, which ${file} does not hold`,
      `${from} a besoin de ${name}, que ${file} ne contient pas`,
    ),
    {
      place: { file },
      todo: lockAgain,
    },
  )

export const lockLink = (file: string, name: string, target: string): ProblemError =>
  problem(
    'lockfile-link',
    'usage',
    text(
      `${name} is a link to ${target || 'a folder'}: a folder is taken as a package only where package.json names workspaces`,
      `${name} est un lien vers ${target || 'un dossier'} : un dossier n’est pris comme paquet que si package.json nomme des espaces de travail (workspaces)`,
    ),
    {
      place: { file },
      expected: text(
        'packages of a registry, or an archive in the commit (file:NAME.tgz)',
        'des paquets d’un registre, ou une archive dans le commit (file:NOM.tgz)',
      ),
      todo: text(
        'publish it, or commit what npm pack makes of it',
        'publiez-le, ou validez ce que npm pack en fait',
      ),
    },
  )

export const badLockEntry = (file: string, name: string, resolved: string): ProblemError =>
  problem(
    'lockfile-entry',
    'usage',
    text(
      `${name} stands in ${file} without an integrity that can be checked${resolved === '' ? '' : ` (${resolved})`}`,
      `${name} figure dans ${file} sans intégrité vérifiable${resolved === '' ? '' : ` (${resolved})`}`,
    ),
    {
      place: { file },
      expected: text(
        'a package with version and integrity: not a branch of git, not a folder',
        'un paquet avec version et intégrité : ni branche de git, ni dossier',
      ),
      todo: text(
        'ask for a published version of it, then run npm install',
        'demandez-en une version publiée, puis lancez npm install',
      ),
    },
  )

export const wrongPlatform = (file: string, name: string, platform: string): ProblemError =>
  problem(
    'wrong-platform',
    'usage',
    text(
      `${name} does not run on ${platform}, and is not optional`,
      `${name} ne tourne pas sur ${platform}, et n’est pas facultatif`,
    ),
    {
      place: { file },
      expected: text(
        'packages for this platform, or optionalDependencies',
        'des paquets pour cette plateforme, ou optionalDependencies',
      ),
    },
  )

export const tarballUnavailable = (url: string, why: string, cause?: unknown): ProblemError =>
  problem(
    'registry-unavailable',
    'unavailable',
    text(`${url} cannot be fetched: ${why}`, `impossible de charger ${url} : ${why}`),
    {
      expected: text(
        'the registry that npm is configured for here (npm config get registry), or the package in npm’s cache',
        'le registre configuré pour npm ici (npm config get registry), ou le paquet dans le cache de npm',
      ),
      todo: text(
        'check the network, the proxy and ~/.npmrc; what was fetched is kept, so the next build goes on from there',
        'vérifiez le réseau, le mandataire et ~/.npmrc ; ce qui est chargé est gardé, et la prochaine construction repart de là',
      ),
      cause,
    },
  )

export const integrityFails = (name: string): ProblemError =>
  problem(
    'integrity-fails',
    'refused',
    text(
      `${name} does not have the integrity that the lockfile names`,
      `${name} n’a pas l’intégrité que nomme le fichier de verrouillage`,
    ),
    {
      expected: text('the very bytes that were locked', 'exactement les octets qui ont été verrouillés'),
      todo: text(
        'find out why before anything else: the registry, or something on the way, gave another package',
        'cherchez pourquoi avant toute chose : le registre, ou un intermédiaire, a donné un autre paquet',
      ),
    },
  )

export const badArchive = (name: string, cause: unknown): ProblemError =>
  problem(
    'bad-archive',
    'failed',
    text(`the archive of ${name} cannot be unpacked`, `l’archive de ${name} ne peut pas être décompressée`),
    { cause },
  )
