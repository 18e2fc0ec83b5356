import { z } from 'zod'
import type { Digest, Json } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import type { Actor, Entry } from '../ledger/entry.ts'

/** Schemas that have a name in the OpenAPI document. */
export const named = z.registry<{ id: string }>()
export const namedSchemas = new Map<string, z.ZodType>()

/** Gives a schema its name in the document. */
export const name = <S extends z.ZodType>(id: string, schema: S): S => {
  named.add(schema, { id })
  namedSchemas.set(id, schema)
  return schema
}

/** Milliseconds since the epoch, UTC. Whoever prints what is of this very schema finds it by it: `written.ts`. */
export const instant = z.number().describe('Milliseconds since the epoch, UTC')
/** A duration, found in the same way. */
export const ms = z.number().describe('Milliseconds')
export const count = z.int().min(0)
export const json = z.unknown() as z.ZodType<Json>
export const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/) as unknown as z.ZodType<Digest>
/** The message of a check of ours is the name of its sentence: `amiss.ts`. */
export const commitId = z.string().regex(/^[0-9a-f]{40}$/, 'commitId')
export const plainName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)

export const text = name('Text', z.object({ en: z.string(), fr: z.string() })) satisfies z.ZodType<Text>
export const texts = z.array(text)

export const place = z.object({
  file: z.string(),
  line: z.int().exactOptional(),
  column: z.int().exactOptional(),
})
export const problem = name(
  'Problem',
  z.object({
    code: z.string(),
    kind: z.enum(['usage', 'not-found', 'conflict', 'refused', 'unavailable', 'failed']),
    message: text,
    place: place.exactOptional(),
    expected: text.exactOptional(),
    todo: text.exactOptional(),
  }),
) satisfies z.ZodType<Omit<Problem, 'code'> & { readonly code: string }>
export const problems = name('Problems', z.object({ problems: z.array(problem).min(1) }))

/** An instant, or words for one where the calendar's zone matters. */
const moment = z.union([instant, z.string()]).nullable()

export const reason = name(
  'Reason',
  z.object({
    code: z.string(),
    text,
    values: z
      .object({
        opens: moment.exactOptional(),
        closes: moment.exactOptional(),
        since: moment.exactOptional(),
        takes: ms.exactOptional(),
        longest: ms.exactOptional(),
      })
      .catchall(json)
      .exactOptional(),
    change: text.exactOptional(),
  }),
) satisfies z.ZodType<Reason>
export const verdict = name(
  'Verdict',
  z.object({
    outcome: z.enum(['pass', 'hold', 'refuse']),
    reasons: z.array(reason),
    until: instant.exactOptional(),
  }),
) satisfies z.ZodType<Verdict>

export const actor = name(
  'Actor',
  z.object({
    kind: z.enum(['user', 'member', 'ecluse']),
    name: z.string(),
    id: z.int().exactOptional(),
    key: z.string().exactOptional(),
  }),
) satisfies z.ZodType<Actor>

export const subject = z.object({
  application: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  release: z.int().exactOptional(),
  candidate: z.string().exactOptional(),
  rollout: z.string().exactOptional(),
})
export const entry = name(
  'Entry',
  z.object({
    seq: z.int(),
    at: instant,
    actor,
    action: z.string(),
    subject,
    payload: digest,
    previous: digest,
    digest,
  }),
) satisfies z.ZodType<Entry>
export const ledgerCheck = name(
  'LedgerCheck',
  z.object({
    entries: count,
    broken: z.object({ seq: z.int(), text }).nullable(),
    pruned: count.exactOptional().describe('Entries whose payload retention has taken'),
    archive: z
      .object({ seq: z.int(), at: instant })
      .nullable()
      .exactOptional()
      .describe('The entry that wrote the archive of the digest asked about down'),
    anchors: z
      .array(
        z.object({
          place: z.string(),
          heads: count,
          last: z.object({ seq: z.int(), at: instant }).nullable(),
          wrong: z.object({ seq: z.int(), digest }).nullable(),
          lost: z
            .object({ seq: z.int(), by: z.int() })
            .nullable()
            .exactOptional()
            .describe('A head that the chain says was written down there, and that does not stand there'),
          others: count.exactOptional().describe('Heads of other ledgers, where none of this one is there'),
          why: text.nullable().describe('Why it could not be read'),
        }),
      )
      .exactOptional(),
  }),
)
