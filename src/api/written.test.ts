import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { instant, ms, namedSchemas, verdict } from './basics.ts'
import { written } from './written.ts'
import './routes.ts'

const at = Date.UTC(2026, 10, 25, 16, 42, 7, 123)
const iso = '2026-11-25T16:42:07.123Z'

describe('a value as it is printed', () => {
  it.each([
    ['an instant', instant, at, iso],
    ['one that is not there', instant.nullable(), null, null],
    ['one that may be left out', z.object({ at: instant.exactOptional() }), {}, {}],
    ['one far before the epoch', instant, -62_135_596_800_000, '0001-01-01T00:00:00.000Z'],
    ['one that no calendar has', instant, Number.POSITIVE_INFINITY, null],
    ['a duration', z.object({ took: ms }), { took: 120 }, { tookMs: 120 }],
    ['a duration that is not there', z.object({ took: ms.nullable() }), { took: null }, { tookMs: null }],
    ['a number of another kind', z.object({ bytes: z.number() }), { bytes: at }, { bytes: at }],
    ['a list', z.array(instant), [at, at], [iso, iso]],
    ['a map with free names', z.record(z.string(), instant), { constructor: at }, { constructor: iso }],
    ['what only a newer server knows', z.object({ at: instant }), { at, more: at }, { at: iso, more: at }],
    [
      'an instant or words',
      z.object({ at: z.union([instant, z.string()]).nullable() }),
      { at: '2026-11-25T11:42-05:00' },
      { at: '2026-11-25T11:42-05:00' },
    ],
    [
      'one of several shapes',
      z.union([z.object({ release: z.int() }), z.object({ from: instant, to: instant })]),
      { from: at, to: at },
      { from: iso, to: iso },
    ],
    [
      'what a verdict saw',
      verdict,
      {
        outcome: 'hold',
        until: at,
        reasons: [{ code: 'a', text: { en: '', fr: '' }, values: { takes: 5, opens: at, n: 7 } }],
      },
      {
        outcome: 'hold',
        until: iso,
        reasons: [{ code: 'a', text: { en: '', fr: '' }, values: { takesMs: 5, opens: iso, n: 7 } }],
      },
    ],
  ])('%s', (_, schema, value, shown) => {
    expect(written(schema, value)).toEqual(shown)
  })

  it('leaves what it was given as it was, and what was written already', () => {
    const given = { at, took: 1 }
    const schema = z.object({ at: instant, took: ms })
    const once = written(schema, given)
    expect(given).toEqual({ at, took: 1 })
    expect(written(schema, once)).toEqual({ at: iso, tookMs: 1 })
  })
})

/** Every number of a schema, by the path to it. */
const numbersOf = (
  schema: z.core.$ZodType,
  path: string,
): readonly (readonly [string, z.core.$ZodType])[] => {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, one]) => numbersOf(one, `${path}.${key}`))
  if (schema instanceof z.ZodArray) return numbersOf(schema.element, `${path}[]`)
  if (schema instanceof z.ZodRecord) return numbersOf(schema.valueType, `${path}{}`)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => numbersOf(one, path))
  for (const wrapper of [z.ZodOptional, z.ZodExactOptional, z.ZodNullable, z.ZodDefault])
    if (schema instanceof wrapper) return numbersOf(schema.unwrap(), path)
  return schema instanceof z.ZodNumber ? [[path, schema]] : []
}

describe('schemas of the API', () => {
  // The one habit that a name is for: what is called so and is a bare number would be printed as one.
  it('name no moment that is not an instant', () => {
    const numbers = [...namedSchemas].flatMap(([id, schema]) => numbersOf(schema, id))
    const moments = numbers.filter(([path]) =>
      /(?:\.(?:at|since|until|from|to|now|next|earliest)|[a-z]At)$/.test(path),
    )
    expect(moments.length).toBeGreaterThan(20)
    const bare = moments.filter(([, schema]) => schema !== instant).map(([path]) => path)
    // Minutes after midnight, and versions.
    const known = /\.(?:open|departs)\[\]\.(?:from|until|at)$|^About\.api\./
    expect(bare.filter((path) => !known.test(path))).toEqual([])
    expect(bare).toContain('Calendar.open[].from')
  })
})
