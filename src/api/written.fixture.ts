import { z } from 'zod'
import { instant, ms } from './basics.ts'

const moment = z.iso.datetime({ precision: 3 })

const keyOf = (key: string, schema: z.core.$ZodType): string =>
  schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional
    ? keyOf(key, schema.unwrap())
    : schema === ms
      ? `${key}Ms`
      : key

/** The shape that values of a shape of the API have where they are printed. */
export const printed = (schema: z.core.$ZodType): z.ZodType => {
  if (schema === instant) return moment
  if (schema instanceof z.ZodNullable) return printed(schema.unwrap()).nullable()
  if (schema instanceof z.ZodExactOptional) return printed(schema.unwrap()).exactOptional()
  if (schema instanceof z.ZodArray) return z.array(printed(schema.element))
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(printed))
  if (schema instanceof z.ZodRecord) return z.record(z.string(), printed(schema.valueType))
  if (!(schema instanceof z.ZodObject)) return schema as z.ZodType
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape
  const table = z.object(
    Object.fromEntries(Object.entries(shape).map(([key, one]) => [keyOf(key, one), printed(one)])),
  )
  const rest = schema.def.catchall
  return rest === undefined ? table.strict() : table.catchall(rest)
}
