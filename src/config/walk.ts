import { z } from 'zod'

/** The definition of a value without what says that it may be left out or empty. */
export const bare = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? bare(schema.unwrap()) : schema

/** The table among the ways in which a value may be written; undefined where there is none. */
export const tableOf = (schema: z.core.$ZodType): z.ZodObject | undefined => {
  const inside = bare(schema)
  if (inside instanceof z.ZodObject) return inside
  if (!(inside instanceof z.ZodUnion)) return undefined
  return inside.options.map((option) => tableOf(option)).find((found) => found !== undefined)
}

/** What stands behind each name of a map with free names; undefined for other values. */
export const entryOf = (schema: z.core.$ZodType): z.core.$ZodType | undefined => {
  const inside = bare(schema)
  return inside instanceof z.ZodRecord ? inside.valueType : undefined
}

/** What a list is made of; undefined for other values. */
export const itemOf = (schema: z.core.$ZodType): z.core.$ZodType | undefined => {
  const inside = bare(schema)
  return inside instanceof z.ZodArray ? inside.element : undefined
}
