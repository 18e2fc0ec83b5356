import { join } from 'node:path'
import type { Problem } from '../kernel/problem.ts'
import { type Format, say, type Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const badPackage = (file: string): Problem => ({
  code: 'bad-package-file',
  kind: 'usage',
  message: words(`${file} is not a JSON object`, `${file} n’est pas un objet JSON`),
  place: { file, line: 1, column: 1 },
  expected: words('a package.json that npm can read', 'un package.json que npm peut lire'),
  todo: words(
    'correct it: npm pkg fix shows what is wrong',
    'corrigez-le : npm pkg fix montre ce qui ne va pas',
  ),
})

export const nothingFound = (folder: string): Problem => ({
  code: 'nothing-to-start',
  kind: 'usage',
  message: words(
    `nothing in ${folder} can be started or served: no package.json with a start script, no server.js, no folder of pages`,
    `rien dans ${folder} ne peut être démarré ni servi : ni package.json avec un script start, ni server.js, ni dossier de pages`,
  ),
  place: { file: folder },
  expected: words(
    'the folder of an application, or of several, each in a folder of its own',
    'le dossier d’une application, ou de plusieurs, chacune dans son dossier',
  ),
  todo: words(
    'add a start script to package.json (npm pkg set scripts.start="node server.js"); for anything that is not Node, write ecluse.yaml by hand with build: { run, output } and start',
    'ajoutez un script start à package.json (npm pkg set scripts.start="node server.js") ; pour ce qui n’est pas Node, écrivez ecluse.yaml à la main avec build: { run, output } et start',
  ),
})

const where = (context: string, file = 'package.json') => (context === '.' ? file : join(context, file))

export const foundComponent = (name: string, context: string): Text =>
  words(`component ${name}: ${where(context)}`, `composant ${name} : ${where(context)}`)

export const foundStart = (name: string, script: string): Text =>
  words(`${name} starts with: ${script}`, `${name} démarre par : ${script}`)

export const guessedEntry = (name: string, entry: string): Text =>
  words(
    `${name} has no start script: it is started with node ${entry}`,
    `${name} n’a pas de script start : il est démarré par node ${entry}`,
  )

export const guessedStart = (name: string, argv: readonly string[]): Text =>
  words(
    `no shell runs the start script of ${name}: it is started with ${argv.join(' ')}`,
    `aucun interpréteur n’exécute le script start de ${name} : il est démarré par ${argv.join(' ')}`,
  )

export const needsShell = (name: string, script: string): Text =>
  words(
    `${name} starts with what only a shell can read (${script}): write start: [...] in ecluse.yaml, one word each`,
    `${name} démarre par ce que seul un interpréteur sait lire (${script}) : écrivez start: [...] dans ecluse.yaml, mot par mot`,
  )

export const developmentOnly = (name: string, command: string): Text =>
  words(
    `${name} is started by ${command}, which is a development dependency and not in the image: move it to dependencies`,
    `${name} est démarré par ${command}, qui est une dépendance de développement, absente de l’image : déplacez-la vers dependencies`,
  )

export const foundPort = (name: string, port: number): Text =>
  words(`${name} uses port ${port} by itself`, `${name} utilise de lui-même le port ${port}`)

export const ignoresPort = (name: string): Text =>
  words(
    `the sources of ${name} never mention PORT: every instance is told its own there, and has to listen on it`,
    `les sources de ${name} ne mentionnent jamais PORT : chaque instance y reçoit le sien, et doit écouter dessus`,
  )

export const foundReady = (name: string, path: string): Text =>
  words(`${name} says at ${path} whether it is ready`, `${name} indique à ${path} s’il est prêt`)

export const guessedReady = (name: string): Text =>
  words(
    `${name} is ready when / answers 200: better a path that also asks what it needs`,
    `${name} est prêt quand / répond 200 : mieux vaut un chemin qui vérifie aussi ce dont il a besoin`,
  )

export const foundNeed = (name: string, need: string, variable: string): Text =>
  words(`${name} needs ${need}: it reads ${variable}`, `${name} a besoin de ${need} : il lit ${variable}`)

export const guessedNeed = (name: string, need: string, variable: string): Text =>
  words(
    `${name} needs ${need} (by their names); it is told the address in ${variable}`,
    `${name} a besoin de ${need} (d’après leurs noms) ; l’adresse est dans ${variable}`,
  )

export const guessedRoutes = (shown: string): Text =>
  words(`several components are public: ${shown}`, `plusieurs composants sont publics : ${shown}`)

export const foundTests = (name: string): Text =>
  words(
    `${name} has a test script: take the # away, and every commit has to pass it`,
    `${name} a un script test : retirez le #, et chaque commit devra le réussir`,
  )

export const noLockfile = (context: string): Text =>
  words(
    `there is no ${where(context, 'package-lock.json')}: npm install writes it; a build takes dependencies from a lockfile alone, also from pnpm-lock.yaml or the yarn.lock of yarn 1`,
    `il n’y a pas de ${where(context, 'package-lock.json')} : npm install l’écrit ; une construction ne prend les dépendances que d’un fichier de verrouillage, pnpm-lock.yaml et le yarn.lock de yarn 1 compris`,
  )

export const otherLockfile = (file: string): Text =>
  words(
    `${file} is not read by builds, which understand lockfiles of npm, pnpm and yarn 1: npm install --package-lock-only writes one (pnpm import makes pnpm’s of yarn.lock)`,
    `${file} n’est pas lu par les constructions, qui comprennent les fichiers de verrouillage de npm, de pnpm et de yarn 1 : npm install --package-lock-only en écrit un (pnpm import tire de yarn.lock celui de pnpm)`,
  )

export const guessedName = (name: string): Text =>
  words(`the application is called ${name}`, `l’application s’appelle ${name}`)

export const guessedSite = (folder: string, from: string): Text =>
  words(
    `nothing here is started (${from}): the edge serves the files of ${folder}; pages drawn in the browser need \`static: { folder: ${folder}, fallback: index.html }\``,
    `rien ici ne se démarre (${from}) : la périphérie sert les fichiers de ${folder} ; des pages dessinées dans le navigateur demandent \`static: { folder: ${folder}, fallback: index.html }\``,
  )

export const guessedEnvironment = (listen: string): Text =>
  words(
    `one environment, production, on this machine at http://${listen}`,
    `un environnement, production, sur cette machine à http://${listen}`,
  )

export const shippedRuntime = (version: string): Text =>
  words(
    `no .node-version and no engines: Node ${version}, which this Écluse ships with, is used`,
    `ni .node-version ni engines : Node ${version}, fourni avec cette version d’Écluse, est utilisé`,
  )

export const lockedRuntime = (version: string, from: string): Text =>
  words(`Node ${version}, from ${from}`, `Node ${version}, d’après ${from}`)

export const aliasRuntime = (from: string, asked: string, version: string): Text =>
  words(
    `${from} says ${asked}, which is no version: Node ${version}, which this Écluse ships with, is used`,
    `${from} indique ${asked}, qui n’est pas une version : Node ${version}, fourni avec cette version d’Écluse, est utilisé`,
  )

const listed = (f: Format, versions: readonly string[]) => (versions.length === 0 ? '' : f.list(versions))

export const noSuchRuntime = (asked: string, from: string, near: readonly string[]): Problem => ({
  code: 'no-such-runtime',
  kind: 'usage',
  message: words(
    `no Node that can be had satisfies ${asked} (${from})`,
    `aucun Node disponible ne satisfait ${asked} (${from})`,
  ),
  place: { file: from },
  expected: say(
    (f) => (near.length === 0 ? 'a version such as 24.21.0' : `a version such as ${listed(f, near)}`),
    (f) => (near.length === 0 ? 'une version telle que 24.21.0' : `une version telle que ${listed(f, near)}`),
  ),
  todo: words(`correct ${from}, or take it away`, `corrigez ${from}, ou retirez-le`),
})

export const badRange = (asked: string, from: string): Problem => ({
  code: 'bad-version',
  kind: 'usage',
  message: words(
    `${from} says ${asked}, which is no version`,
    `${from} indique ${asked}, qui n’est pas une version`,
  ),
  place: { file: from },
  expected: words(
    'a version such as 24.21.0, or a range such as >=22',
    'une version telle que 24.21.0, ou un intervalle tel que >=22',
  ),
  todo: words(`correct ${from}, or take it away`, `corrigez ${from}, ou retirez-le`),
})

export const badRegistry = (name: string): Problem => ({
  code: 'registry-unavailable',
  kind: 'unavailable',
  message: words(
    `the npm registry gave no list of versions of ${name}`,
    `le registre npm n’a pas donné la liste des versions de ${name}`,
  ),
  expected: words('a registry that has it', 'un registre qui le contient'),
  todo: words(
    'npm config get registry says which one is asked; without .node-version and engines none is asked',
    'npm config get registry dit lequel est interrogé ; sans .node-version ni engines, aucun ne l’est',
  ),
})

export const notWritable = (path: string, reason: string): Problem => ({
  code: reason === 'ENOSPC' || reason === 'EDQUOT' ? 'disk-full' : 'not-writable',
  kind: 'failed',
  message: words(`${path} cannot be written (${reason})`, `Impossible d’écrire ${path} (${reason})`),
  place: { file: path },
  expected: words(
    'a folder that you may write, with space left',
    'un dossier où vous pouvez écrire, avec de la place',
  ),
  todo: words(
    'change its owner or its mode, or free some space',
    'changez-en le propriétaire ou les droits, ou libérez de l’espace',
  ),
})
