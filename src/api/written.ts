import { z } from 'zod'
import type { Instant } from '../kernel/time.ts'
import { instant, ms } from './basics.ts'

type Schema = z.core.$ZodType

/** The furthest moment that a date can tell (ms from the epoch). */
const furthest = 8.64e15

const isoOf = (at: Instant): string | null => (Math.abs(at) <= furthest ? new Date(at).toISOString() : null)

const wrappers = [z.ZodOptional, z.ZodExactOptional, z.ZodNullable, z.ZodDefault, z.ZodReadonly] as const

/** A schema without what says that a value may be left out. */
const bare = (schema: Schema): Schema => {
  for (const wrapper of wrappers) if (schema instanceof wrapper) return bare(schema.unwrap())
  return schema
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A duration carries its unit in its name. */
const keyOf = (key: string, schema: Schema): string => (bare(schema) === ms ? `${key}Ms` : key)

const table = (
  value: Readonly<Record<string, unknown>>,
  schemaOf: (key: string) => Schema | undefined,
): unknown =>
  Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const schema = schemaOf(key)
      return schema === undefined ? [key, one] : [keyOf(key, schema), written(schema, one)]
    }),
  )

/**
 * A value as people's programs get it: every instant of its schema is ISO 8601 in UTC with milliseconds, and the name
 * of every duration ends with its unit, `Ms`. What the schema does not know stays as it is: a newer server's answer
 * is printed whole.
 */
export const written = (schema: Schema, value: unknown): unknown => {
  const inside = bare(schema)
  if (inside === instant) return typeof value === 'number' ? isoOf(value) : value
  if (inside instanceof z.ZodUnion)
    return inside.options.reduce<unknown>((so, option) => written(option, so), value)
  if (inside instanceof z.ZodArray)
    return Array.isArray(value) ? value.map((one) => written(inside.element, one)) : value
  if (!isTable(value)) return value
  if (inside instanceof z.ZodRecord) return table(value, () => inside.valueType)
  if (inside instanceof z.ZodObject) {
    const shape: Readonly<Record<string, Schema>> = inside.shape
    return table(value, (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined))
  }
  return value
}
