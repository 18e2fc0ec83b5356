import type { z } from 'zod'
import type { Problem } from '../kernel/problem.ts'
import { type Expects, expectations } from './expectations.ts'
import * as say from './messages.ts'
import { suggest } from './suggest.ts'
import { readKeysHere } from './tables.ts'
import type { Path, Plain, Tree } from './yaml.ts'

type Issue = z.core.$ZodIssue

/** Of one map: more are not told apart from a mistake as a whole. */
const MAX_KEYS = 50
const MAX_ISSUES = 1_000

export const valueAt = (value: Plain, path: Path): Plain | undefined =>
  path.reduce<Plain | undefined>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step)
        ? (inside as { readonly [key: string | number]: Plain })[step]
        : undefined,
    value,
  )

const expectsOf = (message: string): Expects =>
  Object.hasOwn(expectations, message) ? (message as Expects) : 'file'

/** What a sentence calls a value: the nearest key above it. */
const keyOf = (path: Path): string =>
  String(path.findLast((step) => typeof step === 'string') ?? 'ecluse.yaml')

const ofKeys = (keys: readonly string[], message: string, path: Path, tree: Tree): Problem[] => {
  const { allowed, later } = readKeysHere(message)
  return keys.slice(0, MAX_KEYS).map((key) => {
    const place = tree.atKey([...path, key])
    if (later.includes(key)) return { ...say.notBuilt(key, allowed), place }
    const near = suggest(key, [...allowed, ...later])
    return { ...say.unknownKey(key, near, allowed, near !== undefined && later.includes(near)), place }
  })
}

const isOtherKind = (issue: Issue) =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value')

const ofUnion = (issue: z.core.$ZodIssueInvalidUnion, path: Path, tree: Tree): Problem[] => {
  const meant = issue.errors.filter((branch) => !branch.some(isOtherKind))
  const [only] = meant
  if (only !== undefined && meant.length === 1) return only.flatMap((inner) => ofIssue(inner, path, tree))
  const value = valueAt(tree.value, path)
  const choices = issue.errors
    .flat()
    .flatMap((inner) => (isOtherKind(inner) && inner.code === 'invalid_value' ? inner.values : []))
  const wrongType = !choices.some((choice) => typeof choice === typeof value)
  return [bad(path, value, expectsOf(issue.message), wrongType, choices, tree)]
}

const bad = (
  path: Path,
  value: Plain | undefined,
  expects: Expects,
  wrongType: boolean,
  choices: readonly unknown[],
  tree: Tree,
): Problem => {
  const known = choices.filter((choice) => typeof choice === 'string')
  const near = typeof value === 'string' ? suggest(value, known) : undefined
  return { ...say.badValue(keyOf(path), value, expects, wrongType, near), place: tree.at(path) }
}

/** Targets of later versions are refused as such, not as unknown words. */
const laterTarget = (path: Path, value: Plain | undefined): string | undefined => {
  if (path.length !== 3 || path[0] !== 'environments' || path[2] !== 'target') return undefined
  const named =
    typeof value === 'string'
      ? value
      : typeof value === 'object' && value !== null
        ? Object.keys(value)[0]
        : undefined
  return named !== undefined && ['docker', 'kubernetes'].includes(named) ? named : undefined
}

const ofIssue = (issue: Issue, base: Path, tree: Tree): Problem[] => {
  const path: Path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
  if (issue.code === 'unrecognized_keys') return ofKeys(issue.keys, issue.message, path, tree)
  if (issue.code === 'invalid_key') {
    const expects = expectsOf(issue.issues[0]?.message ?? issue.message)
    return [{ ...say.badName(String(path.at(-1)), expects), place: tree.atKey(path) }]
  }
  const value = valueAt(tree.value, path)
  const expects = expectsOf(issue.message)
  if (value === undefined) return [{ ...say.missingKey(keyOf(path), expects), place: tree.atKey(path) }]
  const later = laterTarget(path, value)
  if (later !== undefined) return [{ ...say.notBuilt(`target: ${later}`, ['process']), place: tree.at(path) }]
  if (issue.code === 'invalid_union') return ofUnion(issue, path, tree)
  return [
    bad(
      path,
      value,
      expects,
      issue.code === 'invalid_type',
      issue.code === 'invalid_value' ? issue.values : [],
      tree,
    ),
  ]
}

/** Every issue of a shape, as problems with places. */
export const problemsOf = (issues: readonly Issue[], tree: Tree): readonly Problem[] =>
  issues.slice(0, MAX_ISSUES).flatMap((issue) => ofIssue(issue, [], tree))

/** The tree without what its issues name, so that what is left can still be checked for the rest. */
export const without = (value: Plain, issues: readonly Issue[], depth: number): Plain => {
  const doomed = new Set(
    issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
      return keys.map((key) =>
        JSON.stringify([...issue.path, ...(key === undefined ? [] : [key])].slice(0, depth)),
      )
    }),
  )
  const copy = (inside: Plain, path: Path): Plain => {
    if (typeof inside !== 'object' || inside === null || Array.isArray(inside) || path.length >= depth)
      return inside
    return Object.fromEntries(
      Object.entries(inside).flatMap(([name, member]) =>
        doomed.has(JSON.stringify([...path, name])) ? [] : [[name, copy(member, [...path, name])] as const],
      ),
    )
  }
  return copy(value, [])
}
