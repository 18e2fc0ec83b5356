import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Expectation } from './expectation.ts'
import { type Expects, expectations } from './expectations.ts'

/** Nobody is told only that something is wrong: what was expected, and what to do. */
export type Help = { readonly expected: Text; readonly todo: Text }

export const problem = (code: Code, en: string, fr: string, help: Help): Problem => ({
  code,
  kind: 'usage',
  message: { en, fr },
  ...help,
})

const words = (en: string, fr: string): Text => ({ en, fr })

/** What a terminal would obey is not shown: C0, DEL, C1, and what turns the direction of writing. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A value as a person wrote it, short enough for a sentence. */
export const shown = (value: unknown): string => {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const clean = written.replace(unseen, ' ')
  return clean.length > 60 ? `${clean.slice(0, 57)}...` : clean
}

export const didYouMean = (near: string): Text =>
  words(`did you mean \`${near}\`?`, `vouliez-vous dire \`${near}\` ?`)

const marked = (names: readonly string[]) => names.map((name) => `\`${name}\``)

export const oneOf = (names: readonly string[]): Text =>
  names.length === 0
    ? words('a name that the file defines', 'un nom que le fichier définit')
    : say(
        (f) => `one of ${f.list(marked(names))}`,
        (f) => `un nom parmi ${f.list(marked(names))}`,
      )

const unknownTodo = (near: string | undefined, later: boolean): Text => {
  if (near === undefined) return words('take it out', 'retirez-la')
  if (!later) return didYouMean(near)
  return words(
    `did you mean \`${near}\`? it is not enforced by this version: take it out`,
    `vouliez-vous dire \`${near}\` ? cette version ne l’applique pas : retirez-la`,
  )
}

export const unknownKey = (
  key: string,
  near: string | undefined,
  known: readonly string[],
  later: boolean,
): Problem =>
  problem('unknown-key', `\`${shown(key)}\` is not known here`, `\`${shown(key)}\` n’est pas connue ici`, {
    expected: oneOf(known),
    todo: unknownTodo(near, later),
  })

/** The sentence of BEHAVIOUR: what is not built is refused by name, never accepted and ignored. */
export const notBuilt = (name: string, known: readonly string[]): Problem =>
  problem(
    'not-built',
    `\`${name}\` is not enforced by this version`,
    `\`${name}\` n’est pas appliqué par cette version`,
    {
      expected: oneOf(known),
      todo: words(
        'take it out, or use a version of Écluse that enforces it',
        'retirez-le, ou utilisez une version d’Écluse qui l’applique',
      ),
    },
  )

export const missingKey = (key: string, expects: Expects): Problem =>
  problem('missing-key', `\`${key}\` is missing`, `\`${key}\` manque`, {
    expected: expectations[expects].expected,
    todo: words(`write \`${key}:\` and its value`, `écrivez \`${key}:\` et sa valeur`),
  })

/** A text in the place of a number or the like is shown in its quotes: they are the mistake. */
const spelled = (value: unknown, wrongType: boolean): string =>
  wrongType && typeof value === 'string' && /^[\d.]+$|^(true|false)$/.test(value)
    ? `"${shown(value)}"`
    : shown(value)

export const badValue = (
  key: string,
  value: unknown,
  expects: Expects,
  wrongType: boolean,
  near?: string,
): Problem => {
  const expectation: Expectation = expectations[expects]
  const empty = value === null || value === ''
  const said = empty
    ? words('is empty', 'est vide')
    : words(`cannot be \`${spelled(value, wrongType)}\``, `ne peut pas être \`${spelled(value, wrongType)}\``)
  const correct = empty
    ? words('write its value, then run `ecluse check`', 'écrivez sa valeur, puis lancez `ecluse check`')
    : words('correct it, then run `ecluse check`', 'corrigez-la, puis lancez `ecluse check`')
  return problem(
    wrongType ? 'wrong-type' : expectation.code,
    `\`${shown(key)}\` ${said.en}`,
    `\`${shown(key)}\` ${said.fr}`,
    {
      expected: expectation.expected,
      todo: near === undefined ? (expectation.todo ?? correct) : didYouMean(near),
    },
  )
}

export const badName = (name: string, expects: Expects): Problem => {
  const expectation: Expectation = expectations[expects]
  return problem(
    expectation.code,
    `\`${shown(name)}\` cannot stand here`,
    `\`${shown(name)}\` ne peut pas figurer ici`,
    {
      expected: expectation.expected,
      todo: expectation.todo ?? words('choose another name', 'choisissez un autre nom'),
    },
  )
}

export const moreProblems = (left: number): Problem => ({
  code: 'more-problems',
  kind: 'usage',
  message: say(
    (f) => `${f.counted(left, 'more problem is', 'more problems are')} not shown`,
    (f) => `${f.counted(left, 'autre problème n’est pas montré', 'autres problèmes ne sont pas montrés')}`,
  ),
  expected: words('a file with fewer problems', 'un fichier avec moins de problèmes'),
  todo: words(
    'correct these first, then run `ecluse check` again',
    'corrigez d’abord ceux-ci, puis relancez `ecluse check`',
  ),
})

export const newerLock = (found: number, known: number): Problem =>
  problem(
    'newer-lock',
    `this ecluse.lock was written by a newer Écluse (format ${found})`,
    `ce fichier ecluse.lock a été écrit par une version plus récente d’Écluse (format ${found})`,
    {
      expected: words(`format ${known}`, `le format ${known}`),
      todo: words(
        'use the newer Écluse, or delete the file and run `ecluse init`',
        'utilisez la version plus récente d’Écluse, ou supprimez le fichier et lancez `ecluse init`',
      ),
    },
  )
