import { z } from 'zod'
import { dependsOnKey } from './depends-schema.ts'
import { docs } from './documentation.ts'
import { assetsKey, domainKey, edgeKeys, hostKey } from './edge-schema.ts'
import {
  argv,
  cookieName,
  duration,
  folder,
  headerName,
  holdback,
  leaf,
  listen,
  name,
  secrets,
  server,
  tolerance,
  urlPath,
  variables,
  weight,
} from './leaves.ts'
import { size } from './leaves-edge.ts'
import { approvalsKey, approversKey, keepReleasesKey } from './schema-approvals.ts'
import { auditKey } from './schema-audit.ts'
import { calendarKey } from './schema-calendar.ts'
import { checklistKey } from './schema-checklist.ts'
import { keptManifestKey, manifestKeys, versionsKey } from './schema-manifest.ts'
import { migrationsKey } from './schema-migrations.ts'
import { notesKey } from './schema-notes.ts'
import { notifyKey, ownSecretsKey } from './schema-notify.ts'
import { checkKeys, processKeys } from './schema-process.ts'
import { rehearsalKey } from './schema-rehearsal.ts'
import { trainKey } from './schema-train.ts'
import { staticKey } from './static-schema.ts'
import { key, required, table } from './tables.ts'

/**
 * `ecluse.yaml` as a team writes it: the one definition that `readConfig` checks by and that the JSON Schema for
 * editors is made of. What it gives (durations in milliseconds, percents as points) is completed in `resolve.ts`.
 */

const build = table(
  'build',
  {
    context: key(folder, docs.context),
    run: key(argv, docs.buildRun),
    output: key(folder, docs.output),
    'depends-on': dependsOnKey,
    'install-scripts': key(
      z
        .array(leaf('package', /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/), {
          error: 'packages',
        })
        .max(200, { error: 'packages' }),
      docs.installScripts,
    ),
    within: key(duration(1_000), docs.buildWithin),
  },
  ['base', 'builder', 'platforms', 'arguments', 'secrets', 'cache'],
)

const ready = z.union(
  [
    urlPath,
    table('ready', {
      path: key(urlPath, docs.readyPath),
      status: key(
        z.int({ error: 'status' }).min(200, { error: 'status' }).max(599, { error: 'status' }),
        docs.readyStatus,
      ),
      within: key(duration(100), docs.readyWithin),
      'steady-for': key(duration(0), docs.steadyFor),
      ...checkKeys,
    }),
  ],
  { error: 'ready' },
)

const times = table('times', {
  request: key(duration(100), docs.request),
  drain: key(duration(0), docs.drain),
  stop: key(duration(0), docs.stop),
})

const keep = z.union(
  [
    z.array(folder, { error: 'keep' }).max(50, { error: 'keep' }),
    z.record(folder, z.enum(['shared', 'alone'], { error: 'sharing' }), { error: 'keep' }),
  ],
  { error: 'keep' },
)

const test = table(
  'test',
  {
    run: required(argv, docs.testRun),
    report: key(folder, docs.report),
    within: key(duration(1_000), docs.testWithin),
  },
  ['compare-with', 'environment', 'retries'],
)

export const component = table(
  'component',
  {
    build: key(build, docs.build),
    static: staticKey,
    start: key(argv, docs.start),
    port: key(z.int({ error: 'port' }).min(1, { error: 'port' }).max(65_535, { error: 'port' }), docs.port),
    ready: key(ready, docs.ready),
    times: key(times, docs.times),
    ...manifestKeys,
    variables: key(variables, docs.variables),
    assets: assetsKey,
    secrets: key(secrets, docs.secrets),
    keep: key(keep, docs.keep),
    instances: key(
      z.int({ error: 'instances' }).min(1, { error: 'instances' }).max(100, { error: 'instances' }),
      docs.instances,
    ),
    tests: key(z.record(name, test, { error: 'tests' }), docs.tests),
    migrations: migrationsKey,
    ...processKeys,
  },
  [
    'calendar',
    'train',
    'checklist',
    'approvals',
    'vulnerabilities',
    'infrastructure',
    'notes',
    'manifest',
    'hosts',
    'smoke',
    'probes',
    'metrics',
    'resources',
  ],
)

const step = z.union(
  [
    weight,
    table('step', { weight: required(weight, docs.weight) }, ['at-least', 'at-most', 'approvals', 'smoke']),
  ],
  { error: 'step' },
)

const canary = table(
  'canary',
  {
    steps: key(
      z.array(step, { error: 'steps' }).min(1, { error: 'steps' }).max(50, { error: 'steps' }),
      docs.steps,
    ),
    'at-least': key(duration(0), docs.atLeast),
    'at-most': key(duration(1_000), docs.atMost),
    'when-unsure': key(z.enum(['hold', 'promote', 'roll-back'], { error: 'unsure' }), docs.whenUnsure),
    'when-blind': key(z.enum(['hold', 'roll-back'], { error: 'blind' }), docs.whenBlind),
    'when-superseded': key(z.enum(['finish', 'withdraw'], { error: 'superseded' }), docs.whenSuperseded),
  },
  ['analysis', 'probes', 'smoke', 'metrics', 'mirror'],
)

const strategy = z.union(
  [
    z.enum(['blue-green', 'canary'], { error: 'strategy' }),
    table('strategy', { canary: required(canary.nullable(), docs.canary) }, [
      'blue-green',
      'rolling',
      'shadow',
    ]),
  ],
  { error: 'strategy' },
)

const watch = table(
  'watch',
  {
    for: key(duration(1_000), docs.watchFor),
    holdback: key(
      z.union([holdback, z.literal(0, { error: 'holdback' })], { error: 'holdback' }),
      docs.holdback,
    ),
    'keep-previous': key(duration(0), docs.keepPrevious),
  },
  ['metrics', 'logs', 'alarms', 'notify'],
)

const judge = table(
  'judge',
  {
    profile: key(z.enum(['fast', 'steady', 'patient'], { error: 'profile' }), docs.profile),
    errors: key(
      table(
        'errors',
        { 'worse-than': key(tolerance, docs.worseThan), 'safe-within': key(tolerance, docs.safeWithin) },
        ['never-above', 'required', 'decides', 'by-route'],
      ),
      docs.errors,
    ),
  },
  [
    'latency',
    'metrics',
    'by-route',
    'probes',
    'never-above',
    'never-slower',
    'gauges',
    'logs',
    'source',
    'alpha',
    'beta',
  ],
)

const cohort = z.union(
  [
    z.enum(['own-cookie'], { error: 'cohort' }),
    table('cohort', {
      cookie: key(cookieName, docs.cookie),
      header: key(headerName, docs.header),
      domain: domainKey,
    }),
  ],
  { error: 'cohort' },
)

export const environment = table(
  'environment',
  {
    after: key(name, docs.after),
    target: key(z.enum(['process'], { error: 'target' }), docs.target),
    listen: required(listen, docs.listen),
    strategy: key(strategy, docs.strategy),
    watch: key(watch, docs.watch),
    judge: key(judge, docs.judge),
    cohort: key(cohort, docs.cohort),
    ...edgeKeys,
    variables: key(z.record(name, variables, { error: 'componentVariables' }), docs.overrides),
    drift: key(z.enum(['repair', 'tell'], { error: 'drift' }), docs.drift),
    secrets: key(z.record(name, secrets, { error: 'componentSecrets' }), docs.secretOverrides),
    'secrets-on-rollback': key(
      z.enum(['current', 'recorded'], { error: 'secretsOnRollback' }),
      docs.secretsOnRollback,
    ),
    calendar: calendarKey,
    checklist: checklistKey,
    train: trainKey,
    approvals: approvalsKey,
    approvers: approversKey,
    'keep-releases': keepReleasesKey,
    'rehearse-rollback': rehearsalKey,
  },
  [
    'vulnerabilities',
    'migrations',
    'infrastructure',
    'notes',
    'manifest',
    'schedule',
    'assets',
    'metrics',
    'logs',
    'instances',
    'smoke',
    'rollback',
    'practices',
  ],
)

export const file = table(
  'file',
  {
    application: required(name, docs.application),
    versions: versionsKey,
    manifest: keptManifestKey,
    server: key(server, docs.server),
    disk: key(table('disk', { 'at-most': key(size, docs.diskAtMost) }), docs.disk),
    secrets: ownSecretsKey,
    notify: notifyKey,
    audit: auditKey,
    notes: notesKey,
    components: required(z.record(name, component.nullable(), { error: 'components' }), docs.components),
    routes: key(
      z
        .array(
          table(
            'route',
            {
              host: hostKey,
              path: required(urlPath, docs.routePath),
              component: required(name, docs.routeComponent),
            },
            ['hosts', 'headers', 'redirect', 'rewrite', 'assets'],
          ),
          { error: 'routes' },
        )
        .min(1, { error: 'routes' })
        .max(500, { error: 'routes' }),
      docs.routes,
    ),
    environments: required(z.record(name, environment, { error: 'environments' }), docs.environments),
  },
  [
    'calendar',
    'train',
    'checklist',
    'approvals',
    'approvers',
    'vulnerabilities',
    'migrations',
    'infrastructure',
    'rehearse-rollback',
    'schedule',
    'limits',
    'assets',
    'hosts',
    'practices',
    'keep-releases',
    'registry',
    'provenance',
    'members',
    'runtime',
    'hosting',
    'rollback',
    'tests',
  ],
)

export type Written = z.output<typeof file>
export type WrittenComponent = z.output<typeof component>
export type WrittenEnvironment = z.output<typeof environment>
