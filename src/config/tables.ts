import { z } from 'zod'
import type { Text } from '../kernel/text.ts'
import type { Expects } from './expectations.ts'

/**
 * The message of every issue is the name of an expectation; of an unknown key it is this list, so that what is
 * allowed at a place, and what is only not built yet, is said where the table is written.
 */
export type KeysHere = { readonly allowed: readonly string[]; readonly later: readonly string[] }

export const readKeysHere = (message: string): KeysHere => JSON.parse(message) as KeysHere

/** A map with exactly these keys. `later` are refused by name as not built. */
export const table = <Shape extends z.ZodRawShape>(
  expects: Expects,
  shape: Shape,
  later: readonly string[] = [],
) => {
  const here = JSON.stringify({ allowed: Object.keys(shape), later } satisfies KeysHere)
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? here : expects) })
}

const texts = new WeakMap<object, Text>()

/** The docstring of a key, where it has one. */
export const documentation = (schema: object): Text | undefined => texts.get(schema)

/** A key that may be left out, with its docstring. */
export const key = <Schema extends z.ZodType>(schema: Schema, doc: Text) => {
  const optional = schema.optional()
  texts.set(optional, doc)
  return optional
}

/** A key that has to be there, with its docstring. */
export const required = <Schema extends z.ZodType>(schema: Schema, doc: Text): Schema => {
  const copy = schema.clone()
  texts.set(copy, doc)
  return copy
}
