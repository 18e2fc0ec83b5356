import type { Problem } from '../kernel/problem.ts'
import { type Format, formats, type Text } from '../kernel/text.ts'
import { didYouMean, oneOf, problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })
const marked = (names: readonly string[]) => names.map((name) => `\`${name}\``)

const unknown = (
  kind: 'component' | 'environment',
  name: string,
  near: string | undefined,
  known: readonly string[],
): Problem =>
  problem(
    `unknown-${kind}`,
    `there is no ${kind} \`${shown(name)}\``,
    kind === 'component'
      ? `il n’y a pas de composant \`${shown(name)}\``
      : `il n’y a pas d’environnement \`${shown(name)}\``,
    {
      expected: oneOf(known),
      todo: near === undefined ? words('name one that exists', 'nommez-en un qui existe') : didYouMean(near),
    },
  )

export const unknownComponent = (name: string, near: string | undefined, known: readonly string[]) =>
  unknown('component', name, near, known)

export const unknownEnvironment = (name: string, near: string | undefined, known: readonly string[]) =>
  unknown('environment', name, near, known)

export const twice = (name: string) =>
  problem('named-twice', `\`${name}\` is named twice`, `\`${name}\` est nommé deux fois`, {
    expected: words('each name once', 'chaque nom une seule fois'),
    todo: words('name it once', 'nommez-le une fois'),
  })

export const reservedVariable = (variable: string, need: string | undefined): Problem => {
  const expected = words(
    'other names than HOST, PORT, TMPDIR, ECLUSE_... and the addresses of needs',
    'd’autres noms que HOST, PORT, TMPDIR, ECLUSE_... et les adresses des composants requis',
  )
  if (need === undefined)
    return problem(
      'reserved-variable',
      `Écluse sets \`${variable}\` itself`,
      `Écluse fixe elle-même \`${variable}\``,
      {
        expected,
        todo: words('choose another name, or take it out', 'choisissez un autre nom, ou retirez-la'),
      },
    )
  return problem(
    'reserved-variable',
    `Écluse sets \`${variable}\` itself: the address of \`${need}\`, which is needed`,
    `Écluse fixe elle-même \`${variable}\` : l’adresse de \`${need}\`, dont ce composant a besoin`,
    {
      expected,
      todo: words(
        'take it out, or no longer need the component',
        'retirez-la, ou n’ayez plus besoin du composant',
      ),
    },
  )
}

const ownData = words(
  'a folder of the application’s own data, such as `data`',
  'un dossier des données de l’application, tel que `data`',
)

export const keepWhole = (path: string) =>
  problem('bad-path', `\`${path}\` cannot be kept`, `\`${path}\` ne peut pas être conservé`, {
    expected: ownData,
    todo: words('keep only what the application writes', 'ne conservez que ce que l’application écrit'),
  })

export const keepOverlap = (path: string, other: string) =>
  path === other
    ? problem('keep-overlap', `\`${path}\` is kept twice`, `\`${path}\` est conservé deux fois`, {
        expected: ownData,
        todo: words('name it once', 'nommez-le une fois'),
      })
    : problem(
        'keep-overlap',
        `\`${path}\` and \`${other}\` lie within each other`,
        `\`${path}\` et \`${other}\` sont l’un dans l’autre`,
        {
          expected: words('folders beside each other', 'des dossiers l’un à côté de l’autre'),
          todo: words('keep the outer one', 'conservez celui qui contient l’autre'),
        },
      )

const both = words('`run` and `output` together, or neither', '`run` et `output` ensemble, ou aucun des deux')

export const runNeedsOutput = () =>
  problem(
    'missing-key',
    '`run` needs `output`, the folder that it writes',
    '`run` demande `output`, le dossier qu’elle écrit',
    { expected: both, todo: words('write `output: dist`', 'écrivez `output: dist`') },
  )

export const outputNeedsRun = () =>
  problem(
    'missing-key',
    '`output` needs `run`, the command that writes it',
    '`output` demande `run`, la commande qui l’écrit',
    { expected: both, todo: words('write `run: [npm, run, build]`', 'écrivez `run: [npm, run, build]`') },
  )

export const steadyTooLong = () =>
  problem(
    'contradiction',
    '`steady-for` is not shorter than `within`: no instance could ever be ready',
    '`steady-for` n’est pas plus court que `within` : aucune instance ne pourrait jamais être prête',
    {
      expected: words('a `within` longer than `steady-for`', 'un `within` plus long que `steady-for`'),
      todo: words('make `within` longer', 'allongez `within`'),
    },
  )

export const needsCycle = (cycle: readonly string[]) =>
  problem(
    'needs-cycle',
    `components need each other in a circle: ${cycle.join(' → ')}`,
    `des composants ont besoin les uns des autres en cercle : ${cycle.join(' → ')}`,
    {
      expected: words(
        'needs that lead to a component which needs nothing',
        'des besoins qui mènent à un composant qui n’a besoin de rien',
      ),
      todo: words('take one of these needs out', 'retirez l’un de ces besoins'),
    },
  )

export const afterCycle = (cycle: readonly string[]) =>
  problem(
    'after-cycle',
    `environments come after each other in a circle: ${cycle.join(' → ')}`,
    `des environnements se suivent en cercle : ${cycle.join(' → ')}`,
    {
      expected: words('an environment that comes first', 'un environnement qui vient en premier'),
      todo: words('take one `after` out', 'retirez un `after`'),
    },
  )

export const routeTwice = (path: string) =>
  problem(
    'route-twice',
    `two routes answer \`${shown(path)}\``,
    `deux routes répondent à \`${shown(path)}\``,
    {
      expected: words('each path once', 'chaque chemin une seule fois'),
      todo: words('keep one of them', 'n’en gardez qu’une'),
    },
  )

const list = (format: Format, names: readonly string[]) => format.list(marked(names))

export const routesNeeded = (names: readonly string[]): Problem =>
  problem(
    'routes-needed',
    `several components are needed by no other, so it is not known which one is public: ${list(formats.en, names)}`,
    `plusieurs composants ne sont requis par aucun autre, on ne sait donc pas lequel est public : ${list(formats.fr, names)}`,
    {
      expected: words(
        'one component that no other needs, or `routes`',
        'un seul composant dont aucun autre n’a besoin, ou `routes`',
      ),
      todo: words(
        `say it with \`routes: [{ path: /, component: ${names[0] ?? ''} }]\`, or let one need the other`,
        `dites-le par \`routes: [{ path: /, component: ${names[0] ?? ''} }]\`, ou que l’un ait besoin de l’autre`,
      ),
    },
  )

export const noComponent = () =>
  problem('missing-key', 'there is no component', 'il n’y a aucun composant', {
    expected: words('at least one component', 'au moins un composant'),
    todo: words(
      'name one, such as `web: { build: { context: . } }`',
      'nommez-en un, tel que `web: { build: { context: . } }`',
    ),
  })

export const noEnvironment = () =>
  problem('missing-key', 'there is no environment', 'il n’y a aucun environnement', {
    expected: words('at least one environment', 'au moins un environnement'),
    todo: words(
      'name one, such as `production: { listen: 127.0.0.1:8080 }`',
      'nommez-en un, tel que `production: { listen: 127.0.0.1:8080 }`',
    ),
  })

export const tooManyNames = (key: 'components' | 'environments', count: number, most: number): Problem =>
  problem(
    'too-many-values',
    `\`${key}\` has ${formats.en.count(count)} entries`,
    `\`${key}\` compte ${formats.fr.count(count)} entrées`,
    {
      expected: words(`at most ${most}`, `au plus ${most}`),
      todo: words('make several applications of it', 'faites-en plusieurs applications'),
    },
  )
