import { type Place, type Problem, ProblemError, type ProblemKind } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

type More = {
  readonly place?: Place
  readonly expected?: Text
  readonly todo?: Text
  readonly cause?: unknown
}

export const text = (en: string, fr: string): Text => ({ en, fr })

export const problem = (code: string, kind: ProblemKind, message: Text, more: More = {}): ProblemError => {
  const { place, expected, todo, cause } = more
  const stated: Problem = {
    code,
    kind,
    message,
    ...(place === undefined ? {} : { place }),
    ...(expected === undefined ? {} : { expected }),
    ...(todo === undefined ? {} : { todo }),
  }
  return new ProblemError(stated, cause)
}

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

export const noLockfile = (folder: string, other: string | null): ProblemError =>
  problem(
    'no-lockfile',
    'usage',
    other === null
      ? text(
          `${folder} has dependencies, but no package-lock.json`,
          `${folder} a des dépendances, mais pas de package-lock.json`,
        )
      : text(
          `${folder} has dependencies in ${other}, which is not read by this version, and no package-lock.json`,
          `${folder} a ses dépendances dans ${other}, que cette version ne lit pas, et pas de package-lock.json`,
        ),
    {
      place: { file: folder === '.' ? 'package.json' : `${folder}/package.json` },
      expected: text(
        'a committed package-lock.json: only it says what exactly is built',
        'un package-lock.json validé : lui seul dit ce qui est construit, exactement',
      ),
      todo: text(
        'run: npm install --package-lock-only, and commit the file',
        'lancez : npm install --package-lock-only, et validez le fichier',
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
      `${name} is a link to ${target || 'a folder'}: workspaces and folders are not taken as packages by this version`,
      `${name} est un lien vers ${target || 'un dossier'} : cette version ne prend ni espaces de travail ni dossiers comme paquets`,
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

export const libcMissing = (found: string | null, needed: string): ProblemError =>
  problem(
    'libc-too-old',
    'unavailable',
    found === null
      ? text(
          `this machine has no glibc, which Node needs from version ${needed}`,
          `cette machine n’a pas glibc, dont Node exige la version ${needed}`,
        )
      : text(
          `this machine’s glibc is ${found}; Node needs ${needed}`,
          `la glibc de cette machine est la ${found} ; Node exige la ${needed}`,
        ),
    {
      expected: text(
        `glibc ${needed} or later: Debian 10, RHEL 8, Ubuntu 20.04 or newer`,
        `glibc ${needed} ou plus récente : Debian 10, RHEL 8, Ubuntu 20.04 ou ultérieur`,
      ),
      todo: text(
        'run Écluse on a newer system: images hold Node, the C library is the machine’s',
        'lancez Écluse sur un système plus récent : les images contiennent Node, la bibliothèque C est celle de la machine',
      ),
    },
  )

export const noRuntime = (platform: string): ProblemError =>
  problem(
    'no-runtime',
    'unavailable',
    text(
      `there is no Node for ${platform} in ecluse.lock, nor with this Écluse`,
      `il n’y a pas de Node pour ${platform} dans ecluse.lock, ni avec cet Écluse`,
    ),
    {
      place: { file: 'ecluse.lock' },
      expected: text('an integrity for this platform', 'une intégrité pour cette plateforme'),
      todo: text('run: ecluse init, and commit ecluse.lock', 'lancez : ecluse init, et validez ecluse.lock'),
    },
  )

export const runtimeDamaged = (path: string): ProblemError =>
  problem(
    'runtime-damaged',
    'failed',
    text(
      `${path} is not the Node that this Écluse ships with`,
      `${path} n’est pas le Node livré avec cet Écluse`,
    ),
    {
      place: { file: path },
      todo: text('install Écluse again: npm ci', 'réinstallez Écluse : npm ci'),
    },
  )

export const badLock = (): ProblemError =>
  problem('bad-lock', 'usage', text('ecluse.lock cannot be read', 'ecluse.lock est illisible'), {
    place: { file: 'ecluse.lock' },
    expected: text(
      'format 1: runtime with name node, version and integrity by platform',
      'format 1 : runtime avec le nom node, la version et l’intégrité par plateforme',
    ),
    todo: text('run: ecluse init, and commit the file', 'lancez : ecluse init, et validez le fichier'),
  })

export const tooLarge = (path: string, megabytes: number): ProblemError =>
  problem(
    'file-too-large',
    'usage',
    say(
      (f) => `${path} makes the image too large; the limit is ${f.count(megabytes)} MiB`,
      (f) => `${path} rend l’image trop grande ; la limite est de ${f.count(megabytes)} Mio`,
    ),
    {
      place: { file: path },
      todo: text(
        'build into a folder of its own and name it as build.output',
        'construisez dans un dossier à part et nommez-le dans build.output',
      ),
    },
  )

export const linkOut = (path: string, target: string): ProblemError =>
  problem(
    'link-leaves',
    'usage',
    text(
      `the symbolic link ${path} leads out of the application, to ${target}`,
      `le lien symbolique ${path} sort de l’application, vers ${target}`,
    ),
    {
      place: { file: path },
      expected: text(
        'a relative link to something inside the application’s folder',
        'un lien relatif vers un élément du dossier de l’application',
      ),
    },
  )

export const notAFile = (path: string): ProblemError =>
  problem(
    'not-a-file',
    'usage',
    text(
      `${path} is neither a file, a folder nor a link`,
      `${path} n’est ni un fichier, ni un dossier, ni un lien`,
    ),
    { place: { file: path } },
  )

export const notRecognised = (component: string, context: string): ProblemError =>
  problem(
    'not-recognised',
    'usage',
    text(
      `${component} is no Node application that Écluse recognises: ${context} has neither package.json nor server.js`,
      `${component} n’est pas une application Node qu’Écluse reconnaît : ${context} n’a ni package.json ni server.js`,
    ),
    {
      place: { file: context },
      expected: text(
        'package.json, or build: { run, output } and start in ecluse.yaml',
        'package.json, ou build : { run, output } et start dans ecluse.yaml',
      ),
      todo: text(
        'commit package.json, correct build.context, or declare run, output and start',
        'validez package.json, corrigez build.context, ou déclarez run, output et start',
      ),
    },
  )

const declareStart = text(
  'declare it in ecluse.yaml: start: [node, server.js]',
  'déclarez-la dans ecluse.yaml : start: [node, server.js]',
)

export const startScript = (component: string, script: string): ProblemError =>
  problem(
    'start-script',
    'usage',
    text(
      `the start script of ${component} needs a shell or npm: ${script}`,
      `le script start de ${component} demande un shell ou npm : ${script}`,
    ),
    {
      expected: text(
        'a script that is plainly: node FILE ...',
        'un script qui soit simplement : node FICHIER ...',
      ),
      todo: declareStart,
    },
  )

export const noStart = (component: string): ProblemError =>
  problem(
    'no-start',
    'usage',
    text(`nothing says how ${component} starts`, `rien n’indique comment ${component} démarre`),
    {
      expected: text(
        'start in ecluse.yaml, scripts.start or main in package.json, or a file server.js',
        'start dans ecluse.yaml, scripts.start ou main dans package.json, ou un fichier server.js',
      ),
      todo: declareStart,
    },
  )

export const startMissing = (component: string, path: string): ProblemError =>
  problem(
    'start-missing',
    'usage',
    text(
      `${component} is to start with ${path}, which is not in what was built`,
      `${component} doit démarrer par ${path}, absent de ce qui a été construit`,
    ),
    {
      expected: text(
        'a file of the application, or a command of its dependencies',
        'un fichier de l’application, ou une commande de ses dépendances',
      ),
      todo: text(
        'correct start, or commit or build the file',
        'corrigez start, ou validez ou construisez le fichier',
      ),
    },
  )

export const folderMissing = (component: string, context: string): ProblemError =>
  problem(
    'folder-missing',
    'not-found',
    text(
      `${component} is built from ${context}, which this commit does not have`,
      `${component} se construit à partir de ${context}, que ce commit n’a pas`,
    ),
    {
      place: { file: context },
      todo: text(
        'commit the folder, or correct build.context',
        'validez le dossier, ou corrigez build.context',
      ),
    },
  )

export const outputMissing = (component: string, output: string): ProblemError =>
  problem(
    'output-missing',
    'usage',
    text(
      `the build of ${component} wrote no folder ${output}`,
      `la construction de ${component} n’a écrit aucun dossier ${output}`,
    ),
    {
      expected: text(
        'the folder that build.output names, inside the context',
        'le dossier que nomme build.output, dans le contexte',
      ),
    },
  )

export const stepFailed = (
  component: string,
  what: string,
  how: { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean },
  within: number,
  lines: readonly string[],
  log: string,
): ProblemError => {
  const said = lines.length === 0 ? '' : `\n${lines.map((line) => `    ${line}`).join('\n')}`
  const end = how.code === null ? `signal ${how.signal ?? '?'}` : `code ${how.code}`
  return problem(
    how.timedOut ? 'build-timed-out' : 'build-failed',
    'failed',
    how.timedOut
      ? say(
          (f) => `${what} of ${component} did not end within ${f.duration(within)}${said}`,
          (f) => `${what} de ${component} n’a pas fini en ${f.duration(within)}${said}`,
        )
      : text(
          `${what} of ${component} ended with ${end}${said}`,
          `${what} de ${component} s’est terminé par ${end}${said}`,
        ),
    { todo: text(`read the whole output: ${log}`, `lisez toute la sortie : ${log}`) },
  )
}

export const lines = {
  runtime: (component: string, version: string, locked: boolean): Text =>
    locked
      ? text(
          `${component}: Node ${version}, from ecluse.lock`,
          `${component} : Node ${version}, d’après ecluse.lock`,
        )
      : text(
          `${component}: Node ${version}, which this Écluse ships with (no ecluse.lock)`,
          `${component} : Node ${version}, livré avec cet Écluse (pas d’ecluse.lock)`,
        ),
  cached: (component: string): Text =>
    text(
      `${component}: built before from the same source; nothing to build`,
      `${component} : déjà construit à partir de la même source ; rien à construire`,
    ),
  packages: (component: string, count: number, fetched: number): Text =>
    say(
      (f) =>
        `${component}: ${f.count(count)} packages by their integrity, ${f.count(fetched)} of them fetched`,
      (f) =>
        `${component} : ${f.count(count)} paquets par leur intégrité, dont ${f.count(fetched)} téléchargés`,
    ),
  step: (component: string, event: string): Text =>
    text(`${component}: running ${event}`, `${component} : exécution de ${event}`),
  scriptsLeft: (component: string, names: string): Text =>
    text(
      `${component}: install scripts not run, because not declared: ${names} (build.install-scripts)`,
      `${component} : scripts d’installation non lancés, car non déclarés : ${names} (build.install-scripts)`,
    ),
  foreign: (component: string, command: string, libc: string): Text =>
    text(
      `${component}: ${command} is this machine’s, not the image’s (glibc ${libc} too)`,
      `${component} : ${command} vient de cette machine, pas de l’image (glibc ${libc} aussi)`,
    ),
  built: (component: string, image: string): Text =>
    text(`${component}: ${image}`, `${component} : ${image}`),
}
