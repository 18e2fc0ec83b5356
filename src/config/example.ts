import type { z } from 'zod'
import type { Language } from '../kernel/text.ts'
import { notesExample } from './example-notes.ts'
import { notifyExample } from './example-notify.ts'
import { policyExample } from './example-policy.ts'
import { file } from './schema.ts'
import { documentation } from './tables.ts'
import { entryOf, tableOf } from './walk.ts'

export type PlainExample = Plain
type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain }
/** A default that is written out, or only a sample, which stands behind `#`; `or` is another way to write it. */
export type Shown = { readonly is?: Plain | Keys; readonly sample?: Plain | Keys }
export type Keys = { readonly [key: string]: Shown }

const is = (value: Plain | Keys): Shown => ({ is: value })
const sample = (value: Plain | Keys): Shown => ({ sample: value })
const keys = (entries: Readonly<Record<string, Shown>>): Keys => entries

const component = keys({
  build: is(
    keys({
      context: is('.'),
      run: sample(['npm', 'run', 'build']),
      output: sample('dist'),
      'depends-on': is([]),
      'install-scripts': is([]),
      within: is('15m'),
    }),
  ),
  static: sample(keys({ folder: is('dist'), fallback: sample('index.html') })),
  start: sample(['node', 'server.js']),
  port: sample(8080),
  ready: is(
    keys({
      path: is('/'),
      port: sample('open'),
      command: sample(['node', 'ready.js']),
      status: is(200),
      within: is('60s'),
      'steady-for': is('1s'),
    }),
  ),
  times: is(keys({ request: is('30s'), drain: is('30s'), stop: is('10s') })),
  needs: is([]),
  'known-as': sample(['API_DOCKER_TAG', 'benefit_finder']),
  variables: sample({ LOG_LEVEL: 'info' }),
  assets: sample({ '/assets/': 'dist/assets' }),
  secrets: sample(
    keys({
      DB_PASSWORD: is({ file: '/etc/benefits/db-password' }),
      API_TOKEN: is({ environment: 'BENEFITS_API_TOKEN' }),
      SIGNING_KEY: is({ command: ['cat', '/etc/benefits/signing-key'] }),
    }),
  ),
  keep: sample({ data: 'shared' }),
  instances: is(1),
  live: sample(keys({ path: is('/alive'), status: is(200) })),
  'side-by-side': sample(false),
  'stop-signal': is('SIGTERM'),
  restart: is('always'),
  limits: sample(keys({ memory: is('512M'), cpu: is(1) })),
  schedule: sample(
    keys({ at: is('0 3 * * *'), 'time-zone': is('America/Toronto'), 'run-late': is('no'), within: is('1h') }),
  ),
  migrations: sample(
    keys({
      folder: is('db/migrations'),
      run: is(['node', 'migrate.js']),
      sql: sample(['node', 'print-sql.js']),
      expand: sample(['node', 'expand.js']),
      contract: is(keys({ folder: is('db/contract'), run: is(['node', 'migrate.js', 'db/contract']) })),
      dialect: is('postgresql'),
      database: sample('DB_PASSWORD'),
      within: is('10m'),
    }),
  ),
  before: sample(keys({ run: is(['node', 'warm.js']), within: is('10m') })),
  tests: sample(
    keys({ unit: is(keys({ run: is(['npm', 'test']), report: is('junit.xml'), within: is('15m') })) }),
  ),
})

const canary = keys({
  steps: is(['10%', { weight: '50%' }]),
  'at-least': is('1m'),
  'at-most': is('30m'),
  'when-unsure': is('hold'),
  'when-blind': is('hold'),
  'when-superseded': is('finish'),
})

const edge = keys({
  hosts: sample(['www.example.ca']),
  tls: {
    is: 'off',
    sample: keys({
      certificate: is('/etc/ssl/www.pem'),
      key: is('/etc/ssl/www.key'),
      redirect: is('0.0.0.0:80'),
      acme: sample(
        keys({
          contact: is('web@example.ca'),
          directory: is('https://acme-v02.api.letsencrypt.org/directory'),
          root: sample('/etc/ssl/root.pem'),
        }),
      ),
    }),
  },
  'trusted-proxies': is([]),
  limits: is(
    keys({
      body: is('1GB'),
      head: is('32KB'),
      connections: is(10_000),
      'per-client': is(2_000),
      patience: is('60s'),
    }),
  ),
  maintenance: sample('pages/closed.html'),
  'access-log': is('on'),
})

const environment = keys({
  after: sample('staging'),
  target: is('process'),
  listen: is('127.0.0.1:8080'),
  strategy: { is: 'blue-green', sample: keys({ canary: is(canary) }) },
  watch: is(keys({ for: is('2m'), holdback: is('0%'), 'keep-previous': is('10m') })),
  judge: is(
    keys({
      profile: is('steady'),
      errors: is(keys({ 'worse-than': is('1.5x + 0.1%'), 'safe-within': is('2x + 0.2%') })),
    }),
  ),
  cohort: {
    is: 'own-cookie',
    sample: keys({ cookie: is('session'), header: sample('x-user'), domain: sample('example.ca') }),
  },
  ...edge,
  variables: sample({ web: { LOG_LEVEL: 'debug' } }),
  drift: is('repair'),
  secrets: sample({ web: { DB_PASSWORD: 'set' } }),
  'secrets-on-rollback': is('current'),
  ...policyExample,
})

/** Every key of `ecluse.yaml`. */
export const everything: Keys = keys({
  application: is('benefits'),
  server: sample('ssh://ecluse@example.ca'),
  disk: sample(keys({ 'at-most': is('10GB') })),
  manifest: sample(
    keys({
      repository: is('git@example.ca:team/deploy.git'),
      branch: is('main'),
      file: is('versions.json'),
      actual: is('actual.json'),
      source: is('git@example.ca:team/benefits.git'),
    }),
  ),
  versions: { is: 'tags', sample: keys({ file: is('package.json') }) },
  secrets: sample(
    keys({
      OPS_CHANNEL: is({ file: '/etc/benefits/ops-channel' }),
      HOOK: is('set'),
      HOOK_KEY: is('set'),
      MAIL_SERVER: is({ environment: 'BENEFITS_MAIL_SERVER' }),
      GC_KEY: is('set'),
      NOTES_TOKEN: is('set'),
    }),
  ),
  notify: sample(notifyExample),
  audit: sample(
    keys({
      'keep-evidence': is('7y'),
      anchor: is({ repository: 'https://git.example.ca/audit.git', branch: 'ecluse-ledger' }),
    }),
  ),
  notes: sample(notesExample),
  components: is(keys({ web: is(component) })),
  routes: {
    is: [{ path: '/', component: 'web' }],
    sample: [{ host: 'www.example.ca', path: '/', component: 'web' }],
  },
  environments: is(keys({ production: is(environment) })),
})

const flow = (value: Plain): string => {
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: Plain) => flow(item)).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${flow(member)}`)
    .join(', ')} }`
}

/** A map of `Shown`, against a value in brackets. */
export const isKeys = (value: Plain | Keys): value is Keys =>
  typeof value === 'object' &&
  !Array.isArray(value) &&
  Object.values(value).every(
    (member) =>
      typeof member === 'object' && !Array.isArray(member) && ('is' in member || 'sample' in member),
  )

const width = 100

const comment = (text: string, indent: string): string[] => {
  const lines: string[] = []
  let line = `${indent}#`
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width && line.length > indent.length + 1) {
      lines.push(line)
      line = `${indent}#`
    }
    line += ` ${word}`
  }
  return [...lines, line]
}

/** A list of maps that is too long for one line: one below the other, each as short as it can be. */
const items = (list: readonly Plain[], indent: string): string[] =>
  list.flatMap((item) => {
    const short = `${indent}  - ${flow(item)}`
    if (short.length < width || typeof item !== 'object' || Array.isArray(item)) return [short]
    return Object.entries(item).map(
      ([key, member], index) => `${indent}  ${index === 0 ? '-' : ' '} ${key}: ${flow(member)}`,
    )
  })

const plainEntry = (key: string, value: Plain, indent: string): string[] => {
  const line = `${indent}${key}: ${flow(value)}`
  return Array.isArray(value) && line.length > width ? [`${indent}${key}:`, ...items(value, indent)] : [line]
}

const entry = (
  key: string,
  value: Plain | Keys,
  schema: z.core.$ZodType,
  language: Language,
  indent: string,
): string[] =>
  isKeys(value)
    ? [`${indent}${key}:`, ...block(value, schema, language, `${indent}  `)]
    : plainEntry(key, value, indent)

const commented = (lines: readonly string[], indent: string): string[] =>
  lines.map((line) => `${indent}# ${line.slice(indent.length)}`)

const block = (shown: Keys, schema: z.core.$ZodType, language: Language, indent: string): string[] =>
  Object.entries(shown).flatMap(([key, { is: value, sample: other }]) => {
    const inside = tableOf(schema)?.shape[key] ?? entryOf(schema) ?? schema
    const text = documentation(inside)?.[language]
    return [
      ...(text === undefined ? [] : comment(text, indent)),
      ...(value === undefined ? [] : entry(key, value, inside, language, indent)),
      ...(other === undefined ? [] : commented(entry(key, other, inside, language, indent), indent)),
    ]
  })

/** `ecluse.yaml` with every key: what each means, and its default; what has none stands behind `#`, as a sample. */
export const example = (language: Language = 'en'): string =>
  `${block(everything, file, language, '').join('\n')}\n`
