import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { problem, shown } from './messages.ts'
import { formatTolerance, type Tolerance } from './scalars.ts'

const words = (en: string, fr: string): Text => ({ en, fr })
const marked = (names: readonly string[]) => names.map((name) => `\`${name}\``)

const oneOf = (names: readonly string[]): Text =>
  names.length === 0
    ? words('a name that the file defines', 'un nom que le fichier définit')
    : say(
        (f) => `one of ${f.list(marked(names))}`,
        (f) => `l’un de ${f.list(marked(names))}`,
      )

const didYouMean = (near: string | undefined): { todo?: Text } =>
  near === undefined ? {} : { todo: words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`) }

export const unknownComponent = (name: string, near: string | undefined, known: readonly string[]): Problem =>
  problem(
    'unknown-component',
    `there is no component \`${shown(name)}\``,
    `il n’y a pas de composant \`${shown(name)}\``,
    {
      expected: oneOf(known),
      ...didYouMean(near),
    },
  )

export const unknownEnvironment = (
  name: string,
  near: string | undefined,
  known: readonly string[],
): Problem =>
  problem(
    'unknown-environment',
    `there is no environment \`${shown(name)}\``,
    `il n’y a pas d’environnement \`${shown(name)}\``,
    {
      expected: oneOf(known),
      ...didYouMean(near),
    },
  )

export const twice = (name: string) =>
  problem('named-twice', `\`${name}\` is named twice`, `\`${name}\` est nommé deux fois`, {
    todo: words('name it once', 'nommez-le une fois'),
  })

export const reservedVariable = (variable: string, need: string | undefined): Problem =>
  need === undefined
    ? problem(
        'reserved-variable',
        `Écluse sets \`${variable}\` itself`,
        `Écluse fixe elle-même \`${variable}\``,
        {
          todo: words('choose another name, or take it out', 'choisissez un autre nom, ou retirez-la'),
        },
      )
    : problem(
        'reserved-variable',
        `Écluse sets \`${variable}\` itself: the address of \`${need}\`, which is needed`,
        `Écluse fixe elle-même \`${variable}\` : l’adresse de \`${need}\`, dont ce composant a besoin`,
        {
          todo: words(
            'take it out, or no longer need the component',
            'retirez-la, ou n’ayez plus besoin du composant',
          ),
        },
      )

export const keepWhole = (path: string) =>
  problem('bad-path', `\`${path}\` cannot be kept`, `\`${path}\` ne peut pas être conservé`, {
    expected: words(
      'a folder of the application’s own data, such as `data`',
      'un dossier des données de l’application, tel que `data`',
    ),
  })

export const keepOverlap = (path: string, other: string) =>
  path === other
    ? problem('keep-overlap', `\`${path}\` is kept twice`, `\`${path}\` est conservé deux fois`, {
        todo: words('name it once', 'nommez-le une fois'),
      })
    : problem(
        'keep-overlap',
        `\`${path}\` and \`${other}\` lie within each other`,
        `\`${path}\` et \`${other}\` sont l’un dans l’autre`,
        {
          todo: words('keep the outer one', 'conservez celui qui contient l’autre'),
        },
      )

export const runNeedsOutput = () =>
  problem(
    'missing-key',
    '`run` needs `output`, the folder that it writes',
    '`run` demande `output`, le dossier qu’elle écrit',
    {
      todo: words('write `output: dist`', 'écrivez `output: dist`'),
    },
  )

export const outputNeedsRun = () =>
  problem(
    'missing-key',
    '`output` needs `run`, the command that writes it',
    '`output` demande `run`, la commande qui l’écrit',
    {
      todo: words('write `run: [npm, run, build]`', 'écrivez `run: [npm, run, build]`'),
    },
  )

export const steadyTooLong = () =>
  problem(
    'contradiction',
    '`steady-for` is not shorter than `within`: no instance could ever be ready',
    '`steady-for` n’est pas plus court que `within` : aucune instance ne pourrait jamais être prête',
    {
      todo: words('make `within` longer', 'allongez `within`'),
    },
  )

export const needsCycle = (cycle: readonly string[]) =>
  problem(
    'needs-cycle',
    `components need each other in a circle: ${cycle.join(' → ')}`,
    `des composants ont besoin les uns des autres en cercle : ${cycle.join(' → ')}`,
    {
      todo: words('take one of these needs out', 'retirez l’un de ces besoins'),
    },
  )

export const afterCycle = (cycle: readonly string[]) =>
  problem(
    'after-cycle',
    `environments come after each other in a circle: ${cycle.join(' → ')}`,
    `des environnements se suivent en cercle : ${cycle.join(' → ')}`,
    {
      todo: words('take one `after` out', 'retirez un `after`'),
    },
  )

export const routeTwice = (path: string) =>
  problem(
    'route-twice',
    `two routes answer \`${shown(path)}\``,
    `deux routes répondent à \`${shown(path)}\``,
    { todo: words('keep one of them', 'n’en gardez qu’une') },
  )

export const routesNeeded = (names: readonly string[]): Problem => ({
  ...problem('routes-needed', '', ''),
  message: say(
    (f) =>
      `several components are needed by no other, so it is not known which one is public: ${f.list(marked(names))}`,
    (f) =>
      `aucun autre composant n’a besoin de plusieurs d’entre eux, on ne sait donc pas lequel est public : ${f.list(marked(names))}`,
  ),
  todo: words(
    `say it with \`routes: [{ path: /, component: ${names[0] ?? ''} }]\`, or let one need the other`,
    `dites-le par \`routes: [{ path: /, component: ${names[0] ?? ''} }]\`, ou que l’un ait besoin de l’autre`,
  ),
})

export const noComponent = () =>
  problem('missing-key', 'there is no component', 'il n’y a aucun composant', {
    todo: words(
      'name at least one, such as `web: { build: { context: . } }`',
      'nommez-en au moins un, tel que `web: { build: { context: . } }`',
    ),
  })

export const noEnvironment = () =>
  problem('missing-key', 'there is no environment', 'il n’y a aucun environnement', {
    todo: words(
      'name at least one, such as `production: { listen: 127.0.0.1:8080 }`',
      'nommez-en au moins un, tel que `production: { listen: 127.0.0.1:8080 }`',
    ),
  })

const points = (value: number) => value / 100

export const weightsFall = (weight: number, before: number): Problem => ({
  ...problem('weights-fall', '', ''),
  message: say(
    (f) =>
      weight === before
        ? `the weight ${f.percent(points(weight), 2)} stands twice`
        : `the weight falls from ${f.percent(points(before), 2)} to ${f.percent(points(weight), 2)}`,
    (f) =>
      weight === before
        ? `le poids ${f.percent(points(weight), 2)} figure deux fois`
        : `le poids descend de ${f.percent(points(before), 2)} à ${f.percent(points(weight), 2)}`,
  ),
  expected: words('weights that rise from step to step', 'des poids qui montent d’étape en étape'),
})

export const holdbackTooLarge = (holdback: number, last: number): Problem => ({
  ...problem('holdback-too-large', '', ''),
  message: say(
    (f) =>
      `a holdback of ${f.percent(points(holdback), 2)} leaves no more for the watch than the last step, ${f.percent(points(last), 2)}`,
    (f) =>
      `une part retenue de ${f.percent(points(holdback), 2)} ne laisse pas plus à l’observation que la dernière étape, ${f.percent(points(last), 2)}`,
  ),
  expected: say(
    (f) => `a holdback below ${f.percent(points(100 - last), 2)}`,
    (f) => `une part retenue inférieure à ${f.percent(points(100 - last), 2)}`,
  ),
})

export const atLeastTooLong = () =>
  problem('contradiction', '`at-least` is longer than `at-most`', '`at-least` est plus long que `at-most`', {
    todo: words('make `at-most` longer', 'allongez `at-most`'),
  })

export const marginTooSmall = (safe: Tolerance, worse: Tolerance) =>
  problem(
    'margin-not-above',
    `the margin \`safe-within: ${formatTolerance(safe)}\` is not above the tolerance \`worse-than: ${formatTolerance(worse)}\`, so some releases could be shown neither bad nor good`,
    `la marge \`safe-within: ${formatTolerance(safe)}\` n’est pas supérieure à la tolérance \`worse-than: ${formatTolerance(worse)}\` : certaines versions ne pourraient se montrer ni mauvaises ni bonnes`,
    {
      todo: words(
        `write \`safe-within: ${formatTolerance({ ratio: worse.ratio + 0.5, plus: worse.plus + 0.001 })}\` or more`,
        `écrivez \`safe-within: ${formatTolerance({ ratio: worse.ratio + 0.5, plus: worse.plus + 0.001 })}\` ou plus`,
      ),
    },
  )

export const oneCohort = () =>
  problem(
    'contradiction',
    '`cohort` names one cookie or one header',
    '`cohort` nomme un témoin ou un en-tête',
    {
      expected: words('`{ cookie: NAME }` or `{ header: NAME }`', '`{ cookie: NOM }` ou `{ header: NOM }`'),
    },
  )

export const listenTwice = (listen: string, other: string) =>
  problem(
    'listen-twice',
    `\`${listen}\` is already the address of \`${other}\``,
    `\`${listen}\` est déjà l’adresse de \`${other}\``,
    {
      todo: words('give each environment a port of its own', 'donnez à chaque environnement un port à lui'),
    },
  )
