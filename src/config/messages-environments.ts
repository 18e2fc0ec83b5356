import type { Problem } from '../kernel/problem.ts'
import { formats, type Language, type Text } from '../kernel/text.ts'
import { problem } from './messages.ts'
import { formatTolerance, ourPorts, type Tolerance } from './scalars.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const percent = (language: Language, points: number) => formats[language].percent(points / 100, 2)

export const weightsFall = (weight: number, before: number): Problem => {
  const help = {
    expected: words('weights that rise from step to step', 'des poids qui montent d’étape en étape'),
    todo: words('write larger weights later', 'écrivez les plus grands poids en dernier'),
  }
  if (weight === before)
    return problem(
      'weights-fall',
      `the weight ${percent('en', weight)} stands twice`,
      `le poids ${percent('fr', weight)} figure deux fois`,
      { ...help, todo: words('keep one of them', 'n’en gardez qu’un') },
    )
  return problem(
    'weights-fall',
    `the weight falls from ${percent('en', before)} to ${percent('en', weight)}`,
    `le poids descend de ${percent('fr', before)} à ${percent('fr', weight)}`,
    help,
  )
}

export const holdbackTooLarge = (holdback: number, last: number): Problem =>
  problem(
    'holdback-too-large',
    `a holdback of ${percent('en', holdback)} leaves no more for the watch than the last step, ${percent('en', last)}`,
    `une part retenue de ${percent('fr', holdback)} ne laisse pas plus à l’observation que la dernière étape, ${percent('fr', last)}`,
    {
      expected: words(
        `a holdback below ${percent('en', 100 - last)}`,
        `une part retenue inférieure à ${percent('fr', 100 - last)}`,
      ),
      todo: words('make it smaller, or take the last step out', 'réduisez-la, ou retirez la dernière étape'),
    },
  )

export const atLeastTooLong = () =>
  problem('contradiction', '`at-least` is longer than `at-most`', '`at-least` est plus long que `at-most`', {
    expected: words('an `at-most` of at least `at-least`', 'un `at-most` au moins égal à `at-least`'),
    todo: words('make `at-most` longer', 'allongez `at-most`'),
  })

export const marginTooSmall = (safe: Tolerance, worse: Tolerance): Problem => {
  const enough = formatTolerance({ ratio: worse.ratio + 0.5, plus: worse.plus + 0.001 })
  return problem(
    'margin-not-above',
    `the margin \`safe-within: ${formatTolerance(safe)}\` is not above the tolerance \`worse-than: ${formatTolerance(worse)}\`, so some releases could be shown neither bad nor good`,
    `la marge \`safe-within: ${formatTolerance(safe)}\` n’est pas supérieure à la tolérance \`worse-than: ${formatTolerance(worse)}\` : certaines versions ne pourraient se montrer ni mauvaises ni bonnes`,
    {
      expected: words('a margin above the tolerance', 'une marge supérieure à la tolérance'),
      todo: words(`write \`safe-within: ${enough}\` or more`, `écrivez \`safe-within: ${enough}\` ou plus`),
    },
  )
}

export const oneCohort = () =>
  problem(
    'contradiction',
    '`cohort` names one cookie or one header',
    '`cohort` nomme un témoin ou un en-tête',
    {
      expected: words('`{ cookie: NAME }` or `{ header: NAME }`', '`{ cookie: NOM }` ou `{ header: NOM }`'),
      todo: words('keep one of them', 'n’en gardez qu’un'),
    },
  )

export const listenTwice = (listen: string, other: string) =>
  problem(
    'listen-twice',
    `\`${listen}\` is already the address of \`${other}\``,
    `\`${listen}\` est déjà l’adresse de \`${other}\``,
    {
      expected: words('an address of its own', 'une adresse à lui'),
      todo: words(
        'give each environment a port of its own, or hosts of its own (`hosts`)',
        'donnez à chaque environnement un port à lui, ou des hôtes à lui (`hosts`)',
      ),
    },
  )

export const listenOurs = (listen: string) =>
  problem(
    'listen-reserved',
    `\`${listen}\` is in the range of ports that Écluse gives to instances`,
    `\`${listen}\` est dans la plage de ports qu’Écluse donne aux instances`,
    {
      expected: words(
        `a port outside ${ourPorts.first} to ${ourPorts.last}`,
        `un port hors de ${ourPorts.first} à ${ourPorts.last}`,
      ),
      todo: words('choose a port such as 8080', 'choisissez un port tel que 8080'),
    },
  )
