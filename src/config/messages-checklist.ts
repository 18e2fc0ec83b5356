import type { Problem } from '../kernel/problem.ts'
import { formats, type Text } from '../kernel/text.ts'
import { didYouMean, oneOf, problem, shown } from './messages.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const orTakeOut = (near: string | undefined): Text =>
  near === undefined
    ? words('correct it, or take the item out', 'corrigez-le, ou retirez le point')
    : didYouMean(near)

/** What every refusal of an item that waits for ever has in common. */
const nothingAnswers = (item: string, en: string, fr: string, expected: Text, todo: Text): Problem =>
  problem(
    'nothing-answers',
    `nothing can answer \`${shown(item)}\`: ${en}`,
    `rien ne peut répondre à \`${shown(item)}\` : ${fr}`,
    { expected, todo },
  )

export const noItems = () =>
  problem('no-items', 'the checklist has no item', 'la liste de contrôle n’a aucun point', {
    expected: words('at least one item', 'au moins un point'),
    todo: words(
      'write one, or take `checklist` out of ecluse.yaml; `ecluse init --checklist` proposes a list',
      'écrivez-en un, ou retirez `checklist` d’ecluse.yaml ; `ecluse init --checklist` propose une liste',
    ),
  })

export const tooManyItems = (count: number, most: number) =>
  problem(
    'too-many-items',
    `the checklist has ${formats.en.count(count)} items`,
    `la liste de contrôle a ${formats.fr.count(count)} points`,
    {
      expected: words(`at most ${most}`, `au plus ${most}`),
      todo: words('keep those that somebody reads', 'gardez ceux que quelqu’un lit'),
    },
  )

export const evidenceMissing = (item: string) =>
  nothingAnswers(
    item,
    'it is evidence and names none',
    'c’est une preuve et il n’en nomme aucune',
    words(
      '`evidence:` with one of `gate`, `test`, `report`, `command`, `notes`',
      '`evidence:` avec l’un de `gate`, `test`, `report`, `command`, `notes`',
    ),
    words(
      'say what answers it, or make it `kind: person`',
      'dites ce qui y répond, ou faites-en un `kind: person`',
    ),
  )

export const evidenceTwice = (item: string, named: readonly string[]) =>
  problem(
    'two-answers',
    `\`${shown(item)}\` names ${formats.en.list(named)} at once`,
    `\`${shown(item)}\` nomme à la fois ${formats.fr.list(named)}`,
    {
      expected: words(
        'exactly one of `gate`, `test`, `report`, `command`',
        'exactement un de `gate`, `test`, `report`, `command`',
      ),
      todo: words('make two items of it', 'faites-en deux points'),
    },
  )

export const misplaced = (key: string, belongs: string) =>
  problem('misplaced-key', `\`${key}\` says nothing here`, `\`${key}\` ne dit rien ici`, {
    expected: words(`\`${key}\` only beside \`${belongs}\``, `\`${key}\` seulement à côté de \`${belongs}\``),
    todo: words('take it out', 'retirez-la'),
  })

/** Evidence first: what a machine answers is never asked of a person. */
export const machineAnswers = (item: string) =>
  problem(
    'machine-answers',
    `\`${shown(item)}\` asks a person for what its \`evidence\` answers`,
    `\`${shown(item)}\` demande à une personne ce à quoi répond sa preuve (\`evidence\`)`,
    {
      expected: words(
        'either `kind: evidence` with `evidence`, or `kind: person` without',
        'soit `kind: evidence` avec `evidence`, soit `kind: person` sans',
      ),
      todo: words(
        'write `kind: evidence`, or take `evidence` out',
        'écrivez `kind: evidence`, ou retirez `evidence`',
      ),
    },
  )

export const linkMissing = (item: string) =>
  nothingAnswers(
    item,
    'it is a link and has no address',
    'c’est un lien et il n’a pas d’adresse',
    words(
      '`link:` with the address of a page, or `{ starts-with: ADDRESS }` for one that the owner gives',
      '`link:` avec l’adresse d’une page, ou `{ starts-with: ADRESSE }` pour une que donne le responsable',
    ),
    words('write its address', 'écrivez son adresse'),
  )

export const pageBlocks = (item: string) =>
  nothingAnswers(
    item,
    'a page to read is no answer, and it blocks',
    'une page à lire n’est pas une réponse, et le point bloque',
    words(
      '`blocks: false`, or `link: { starts-with: ADDRESS }`, which the owner answers',
      '`blocks: false`, ou `link: { starts-with: ADRESSE }`, à quoi le responsable répond',
    ),
    words('take `blocks` out, or ask a person', 'retirez `blocks`, ou demandez à une personne'),
  )

export const wantsOne = (item: string) =>
  nothingAnswers(
    item,
    'its report says not what is wanted',
    'son rapport ne dit pas ce qui est attendu',
    words(
      'exactly one of `at-most`, `at-least`, `equals`',
      'exactement un de `at-most`, `at-least`, `equals`',
    ),
    words('add it: `at-most: 0`', 'ajoutez-le : `at-most: 0`'),
  )

export const commandWhere = (item: string) =>
  nothingAnswers(
    item,
    'its command has no image to run in',
    'sa commande n’a pas d’image où tourner',
    words('`component:` beside `command`', '`component:` à côté de `command`'),
    words('name the component whose image holds it', 'nommez le composant dont l’image la contient'),
  )

/** Gates, tests and reports are about the candidate: later they say nothing new. */
export const tooLateFor = (item: string, by: string, when: string) =>
  nothingAnswers(
    item,
    `\`${by}\` is known before the rollout starts, and says nothing ${when === 'after' ? 'after' : 'during'} it`,
    `\`${by}\` est connu avant le début de la mise en production, et ne dit rien ${when === 'after' ? 'après' : 'pendant'}`,
    words('`when: before`, or a `command`', '`when: before`, ou une `command`'),
    words('take `when` out, or run a command', 'retirez `when`, ou exécutez une commande'),
  )

export const emptyCondition = () =>
  problem('empty-condition', '`applies-when` says nothing', '`applies-when` ne dit rien', {
    expected: words(
      '`labels`, `components`, `configuration` or `migrations`',
      '`labels`, `components`, `configuration` ou `migrations`',
    ),
    todo: words(
      'say when, or take it out: then it always applies',
      'dites quand, ou retirez-la : il s’applique alors toujours',
    ),
  })

export const unknownGate = (item: string, gate: string, near: string | undefined, known: readonly string[]) =>
  nothingAnswers(
    item,
    `there is no gate \`${shown(gate)}\``,
    `il n’y a pas de porte \`${shown(gate)}\``,
    oneOf(known),
    orTakeOut(near),
  )

export const unknownComponentOf = (
  item: string,
  component: string,
  near: string | undefined,
  known: readonly string[],
) =>
  nothingAnswers(
    item,
    `there is no component \`${shown(component)}\``,
    `il n’y a pas de composant \`${shown(component)}\``,
    oneOf(known),
    orTakeOut(near),
  )

/** A condition that can never hold would let the item vanish in silence. */
export const neverApplies = (
  item: string,
  component: string,
  near: string | undefined,
  known: readonly string[],
) =>
  problem(
    'never-applies',
    `\`${shown(item)}\` applies when \`${shown(component)}\` changes, and there is no such component`,
    `\`${shown(item)}\` s’applique quand \`${shown(component)}\` change, et il n’y a pas de tel composant`,
    { expected: oneOf(known), todo: orTakeOut(near) },
  )

export const unknownTest = (
  item: string,
  test: string,
  component: string | null,
  near: string | undefined,
  known: readonly string[],
) =>
  nothingAnswers(
    item,
    component === null
      ? `no component declares a test \`${shown(test)}\``
      : `\`${shown(component)}\` declares no test \`${shown(test)}\``,
    component === null
      ? `aucun composant ne déclare de test \`${shown(test)}\``
      : `\`${shown(component)}\` ne déclare pas de test \`${shown(test)}\``,
    known.length === 0
      ? words(
          'a test that ecluse.yaml declares; it declares none',
          'un test que déclare ecluse.yaml ; il n’en déclare aucun',
        )
      : oneOf(known),
    near === undefined
      ? words('declare it under `tests:` of the component', 'déclarez-le sous `tests:` du composant')
      : didYouMean(near),
  )

export const nobodyIs = (
  item: string,
  role: string,
  near: string | undefined,
  known: readonly string[] | null,
) =>
  nothingAnswers(
    item,
    known === null ? 'no file of approvers is declared' : `no approver has the role \`${shown(role)}\``,
    known === null
      ? 'aucun fichier d’approbateurs n’est déclaré'
      : `aucun approbateur n’a le rôle \`${shown(role)}\``,
    known === null
      ? words('`approvers: FILE` in the environment', '`approvers: FICHIER` dans l’environnement')
      : oneOf(known),
    near === undefined
      ? words(
          `add \`roles=${shown(role)}\` to somebody in the file of approvers`,
          `ajoutez \`roles=${shown(role)}\` à quelqu’un dans le fichier des approbateurs`,
        )
      : didYouMean(near),
  )

/** A warning: without a canary there is nothing between beginning and everybody that could wait. */
export const nothingWidens = (item: string, environment: string) =>
  problem(
    'nothing-widens',
    `\`${shown(item)}\` holds nothing in ${environment}: without a canary nothing widens`,
    `\`${shown(item)}\` ne retient rien dans ${environment} : sans canari, rien ne s’élargit`,
    {
      expected: words(
        '`strategy: canary`, or `when: before` or `after`',
        '`strategy: canary`, ou `when: before` ou `after`',
      ),
      todo: words(
        'choose another `when`, or release by canary',
        'choisissez un autre `when`, ou livrez par canari',
      ),
    },
  )
