import type { Code } from '../kernel/codes.ts'
import { type Place, type Problem, ProblemError, type ProblemKind } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

type More = {
  readonly place?: Place
  readonly expected?: Text
  readonly todo?: Text
  readonly cause?: unknown
}

export const text = (en: string, fr: string): Text => ({ en, fr })

export const problem = (code: Code, kind: ProblemKind, message: Text, more: More = {}): ProblemError => {
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
