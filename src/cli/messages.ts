import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const expectedLine = (expected: Text): Text =>
  text(`  expected: ${expected.en}`, `  attendu : ${expected.fr}`)
export const todoLine = (todo: Text): Text => text(`  to do: ${todo.en}`, `  à faire : ${todo.fr}`)

export const warningLine = (line: Text): Text => text(`warning: ${line.en}`, `avertissement : ${line.fr}`)

export const cannotRead = (file: string, reason: string): Problem => ({
  code: 'cannot-read',
  kind: 'usage',
  message: text(`${file} cannot be read (${reason})`, `${file} est illisible (${reason})`),
  place: { file },
  expected: text('a file that this user may read', 'un fichier que cet utilisateur peut lire'),
  todo: text('name another file, or leave it out', 'nommez un autre fichier, ou aucun'),
})

export const unexpected = (error: unknown): Problem => {
  const said = error instanceof Error ? error.message : String(error)
  return {
    code: 'unexpected',
    kind: 'failed',
    message: text(`this should not happen: ${said}`, `ceci ne devrait pas arriver : ${said}`),
    todo: text(
      'run it again with ECLUSE_TRACE=1 and report what it says',
      'relancez avec ECLUSE_TRACE=1 et signalez ce qui s’affiche',
    ),
  }
}

const usage = (code: Code, message: Text, todo: Text, expected?: Text): Problem => ({
  code,
  kind: 'usage',
  message,
  ...(expected === undefined ? {} : { expected }),
  todo,
})

const orHelp = (near: string | undefined, help: string): Text =>
  near === undefined ? text(help, help) : text(`did you mean ${near}?`, `vouliez-vous dire ${near} ?`)

export const unknownCommand = (name: string, near: string | undefined): Problem =>
  usage(
    'unknown-command',
    text(`there is no command “${name}”`, `il n’y a pas de commande « ${name} »`),
    orHelp(near === undefined ? undefined : `ecluse ${near}`, 'ecluse --help'),
  )

export const unknownOption = (flag: string, near: string | undefined, command: string): Problem =>
  usage(
    'unknown-option',
    text(`${command} has no option ${flag}`, `${command} n’a pas d’option ${flag}`),
    orHelp(near, `${command} --help`),
  )

export const missingValue = (flags: string, command: string): Problem =>
  usage(
    'missing-value',
    text(`${flags}: the value is missing`, `${flags} : la valeur manque`),
    text(`${command} --help`, `${command} --help`),
  )

export const missingArgument = (name: string, command: string): Problem =>
  usage(
    'missing-argument',
    text(`${command} needs ${name}`, `${command} demande ${name}`),
    text(`${command} --help`, `${command} --help`),
  )

export const tooManyArguments = (words: readonly string[], most: number, command: string): Problem =>
  usage(
    'too-many-arguments',
    say(
      (f) => `${command} takes ${most === 0 ? 'no argument' : 'one argument'}, not ${f.list(words)}`,
      (f) => `${command} prend ${most === 0 ? 'zéro argument' : 'un seul argument'}, et non ${f.list(words)}`,
    ),
    text(`${command} --help`, `${command} --help`),
  )

export const badLanguage = (given: string): Problem =>
  usage(
    'bad-language',
    text(`--language cannot be “${given}”`, `--language ne peut pas être « ${given} »`),
    text('write en or fr', 'écrivez en ou fr'),
    text('en or fr', 'en ou fr'),
  )

export const badNumber = (option: string, given: string): Problem =>
  usage(
    'bad-number',
    text(`${option} cannot be “${given}”`, `${option} ne peut pas être « ${given} »`),
    text('write a number such as 12', 'écrivez un nombre, par exemple 12'),
    text('a whole number from 1', 'un nombre entier à partir de 1'),
  )

export const badDuration = (option: string, given: string): Problem =>
  usage(
    'bad-duration',
    text(`${option} cannot be “${given}”`, `${option} ne peut pas être « ${given} »`),
    text('write for example 90s, 5m or 1h30m', 'écrivez par exemple 90s, 5m ou 1h30m'),
    text('a duration with its unit: ms, s, m, h or d', 'une durée avec son unité : ms, s, m, h ou d'),
  )

export const badName = (option: string, given: string): Problem =>
  usage(
    'bad-name',
    text(`${option} cannot be “${given}”`, `${option} ne peut pas être « ${given} »`),
    text('ecluse status lists what there is', 'ecluse status donne la liste de ce qui existe'),
    text('letters, digits, “.”, “_” and “-”', 'des lettres, des chiffres, « . », « _ » et « - »'),
  )

export const secretIsNoJson = (): Problem =>
  usage(
    'secret-is-no-json',
    text('--secret is never given as JSON', '--secret n’est jamais donné en JSON'),
    text('ecluse status --secret', 'ecluse status --secret'),
  )

export const noEnvironment = (given: string, known: readonly string[]): Problem =>
  usage(
    'unknown-environment',
    text(`there is no environment “${given}”`, `il n’y a pas d’environnement « ${given} »`),
    say(
      (f) => `name one of ${f.list(known)}`,
      (f) => `nommez l’un de ceux-ci : ${f.list(known)}`,
    ),
  )

export const whichApplication = (known: readonly string[], command: string): Problem =>
  usage(
    'which-application',
    known.length === 0
      ? text(
          'which application is meant? There is no ecluse.yaml here, and nothing was shipped yet',
          'de quelle application s’agit-il ? Il n’y a pas d’ecluse.yaml ici, et rien n’a encore été livré',
        )
      : say(
          (f) => `which application is meant? There is no ecluse.yaml here, and there are ${f.list(known)}`,
          (f) =>
            `de quelle application s’agit-il ? Il n’y a pas d’ecluse.yaml ici, et il existe ${f.list(known)}`,
        ),
    known.length === 0
      ? text('ecluse init, then ecluse ship', 'ecluse init, puis ecluse ship')
      : text(
          known.map((name) => `ecluse ${command} --application ${name}`).join('   or   '),
          known.map((name) => `ecluse ${command} --application ${name}`).join('   ou   '),
        ),
  )

export const noConfigAt = (commit: string): Problem => ({
  ...usage(
    'no-config',
    text(
      `commit ${commit.slice(0, 10)} has no ecluse.yaml at the top of the repository`,
      `le commit ${commit.slice(0, 10)} n’a pas d’ecluse.yaml à la racine du dépôt`,
    ),
    text(
      'ecluse init writes one; commit it (git add ecluse.yaml ecluse.lock && git commit), then ship',
      'ecluse init l’écrit ; validez-le (git add ecluse.yaml ecluse.lock && git commit), puis livrez',
    ),
  ),
  place: { file: 'ecluse.yaml' },
})

export const noConfigHere = (file: string): Problem => ({
  ...usage(
    'no-config',
    text('there is no ecluse.yaml here', 'il n’y a pas d’ecluse.yaml ici'),
    text('ecluse init writes one from what it finds', 'ecluse init en écrit un d’après ce qu’il trouve'),
  ),
  place: { file },
})

export const otherApplication = (asked: string, found: string): Problem => ({
  ...usage(
    'other-application',
    text(
      `the commit is of application “${found}”, not “${asked}”`,
      `le commit est celui de l’application « ${found} », et non « ${asked} »`,
    ),
    text('leave --application out', 'retirez --application'),
  ),
  place: { file: 'ecluse.yaml' },
})

export const notHere = (platform: string, command: string): Problem => ({
  code: 'not-on-this-platform',
  kind: 'usage',
  message: text(
    `ecluse ${command} runs releases, which this version does on Linux only (this is ${platform})`,
    `ecluse ${command} fait fonctionner des versions, ce que cette version-ci ne fait que sous Linux (ceci est ${platform})`,
  ),
  todo: text(
    'here ecluse init, ecluse check and ecluse config schema work; run the rest on a Linux machine',
    'ici fonctionnent ecluse init, ecluse check et ecluse config schema ; lancez le reste sur une machine Linux',
  ),
})

export const stoppedOnPurpose = (everything: boolean): Problem => ({
  code: 'stopped',
  kind: 'unavailable',
  message: everything
    ? text(
        'everything of this data folder was stopped on purpose',
        'tout ce qui relève de ce dossier de données a été arrêté volontairement',
      )
    : text(
        'the control plane was stopped on purpose, or left out by ecluse proxy; people are served',
        'le plan de contrôle a été arrêté volontairement, ou laissé de côté par ecluse proxy ; les gens sont servis',
      ),
  todo: everything
    ? text('ecluse server starts it again', 'ecluse server relance le tout')
    : text('ecluse server starts it again', 'ecluse server le relance'),
})

export const nothingYet = (data: string): Problem => ({
  code: 'nothing-yet',
  kind: 'not-found',
  message: text(
    `nothing was shipped yet: there is no data folder ${data}`,
    `rien n’a encore été livré : il n’y a pas de dossier de données ${data}`,
  ),
  todo: text('ecluse init, then ecluse ship', 'ecluse init, puis ecluse ship'),
})

export const neverCameUp = (what: Text, after: number, lines: readonly string[]): Problem => ({
  code: 'not-started',
  kind: 'unavailable',
  message: say(
    (f) =>
      `${what.en} did not answer within ${f.duration(after)}${lines.length === 0 ? '' : `; its log ends with:\n  ${lines.join('\n  ')}`}`,
    (f) =>
      `${what.fr} n’a pas répondu en ${f.duration(after)}${lines.length === 0 ? '' : ` ; son journal finit par :\n  ${lines.join('\n  ')}`}`,
  ),
  todo: text(
    'ecluse stop --all, then ecluse server; the logs folder of the data folder has it all',
    'ecluse stop --all, puis ecluse server ; le dossier logs du dossier de données a tout',
  ),
})

export const unknownFormat = (given: string, formats: readonly string[]): Problem => ({
  code: 'unknown-format',
  kind: 'usage',
  message: { en: `--format cannot be “${given}”`, fr: `--format ne peut pas être « ${given} »` },
  expected: { en: `one of ${formats.join(', ')}`, fr: `l’un de ${formats.join(', ')}` },
  todo: { en: 'name one of them', fr: 'nommez l’un d’eux' },
})
