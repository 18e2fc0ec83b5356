import { z } from 'zod'
import { parseDuration } from '../kernel/time.ts'
import { docs } from './documentation.ts'
import type { Expects } from './expectations.ts'
import { formatListen, parseFolder, parseListen, parsePercent, parseTolerance } from './scalars.ts'
import { key, table } from './tables.ts'

const DAY = 86_400_000

/** A text that a pattern describes wholly. */
export const leaf = (expects: Expects, pattern: RegExp) =>
  z.string({ error: expects }).regex(pattern, { error: expects })

/** A text that a reader understands; the pattern is for editors and refuses nothing that the reader takes. */
export const read = <Value>(
  expects: Expects,
  parse: (words: string) => Value | undefined,
  pattern?: string,
) =>
  z
    .string({ error: expects })
    .meta(pattern === undefined ? {} : { pattern })
    .transform((words, context) => {
      const value = parse(words)
      if (value !== undefined) return value
      context.issues.push({ code: 'custom', message: expects, input: words })
      return z.NEVER
    })

/** Names of a JavaScript object's own machinery, and words that commands take. */
const reserved = new Set(['constructor', 'ecluse', 'all', 'none'])

/** Applications, components, environments and tests: they stand in paths, addresses and variables. */
export const isName = (words: string): boolean =>
  /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(words) && !reserved.has(words)

export const name = leaf('name', /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/).refine(
  (words) => !reserved.has(words),
  {
    error: 'name',
  },
)

/** Milliseconds, at most seven days. */
export const duration = (least: number) =>
  read(
    'duration',
    (words) => {
      const value = parseDuration(words)
      return value !== undefined && value >= least && value <= 7 * DAY ? value : undefined
    },
    '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$',
  )

const percent = (expects: Expects, fits: (points: number) => boolean) =>
  read(
    expects,
    (words) => {
      const points = parsePercent(words)
      return points !== undefined && fits(points) ? points : undefined
    },
    '^\\d{1,3}(\\.\\d{1,2})? ?%$',
  )

/** Percent points above 0 and below 100. */
export const weight = percent('weight', (points) => points > 0 && points < 100)
/** Percent points from 0 and below 100. */
export const holdback = percent('holdback', (points) => points < 100)

export const tolerance = read('tolerance', parseTolerance)

/** `HOST:PORT` in one spelling. */
export const listen = read('listen', (words) => {
  const address = parseListen(words)
  return address === undefined ? undefined : formatListen(address)
})

/** A path inside the repository in one spelling; `.` is its root. */
export const folder = read('folder', parseFolder)

/** `ssh://[USER@]HOST[:PORT]`; no part begins with a dash, which ssh would take for an option. */
export const server = leaf(
  'server',
  /^ssh:\/\/(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,63}@)?(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?\/?$/,
)

export const urlPath = leaf('path', /^\/[!"$->@-~]{0,999}$/)

/** Kept as they were written: numbers and booleans become texts before this is asked; for editors they stay. */
export const asText = (expects: Expects, pattern: RegExp) =>
  z.union(
    [
      leaf(expects, pattern),
      z.number({ error: expects }).transform(String),
      z.boolean({ error: expects }).transform(String),
    ],
    { error: expects },
  )

export const argv = z
  .array(asText('word', /^[^\0]+$/), { error: 'argv' })
  .min(1, { error: 'argv' })
  .max(200, { error: 'argv' })

const machinery = new Set([
  'host',
  'cookie',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'date',
])

export const cookieName = leaf('token', /^(?!(?:__Host-|__Secure-)?ecluse)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/)
export const headerName = leaf('token', /^(?![Xx]-[Ee]cluse)[A-Za-z0-9-]{1,100}$/)
  .refine((words) => !machinery.has(words.toLowerCase()), { error: 'token' })
  .transform((words) => words.toLowerCase())

export const variable = leaf('variable', /^[A-Za-z_][A-Za-z0-9_]{0,199}$/)

export const variables = z.record(variable, asText('value', /^[^\0]*$/), { error: 'variables' })

/** Where the value of one variable comes from; exactly one of the table's keys. */
const secret = z.union(
  [
    z.enum(['set'], { error: 'secret' }),
    table('secret', {
      file: key(leaf('secretFile', /^\/[^\0]{1,4095}$/), docs.secretFile),
      environment: key(variable, docs.secretEnvironment),
      command: key(argv, docs.secretCommand),
    }),
  ],
  { error: 'secret' },
)

export const secrets = z.record(variable, secret, { error: 'secrets' })
export type WrittenSecret = z.output<typeof secret>
