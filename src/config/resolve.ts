import { dependsOn } from './depends.ts'
import { edgeOf } from './edge.ts'
import { keptManifestFrom } from './kept-manifest.ts'
import type { WrittenSecret } from './leaves.ts'
import { needsOf, rangesOf } from './needs.ts'
import { inOrder } from './order.ts'
import { approvalsFrom } from './resolve-approvals.ts'
import { auditFrom } from './resolve-audit.ts'
import { calendarFrom } from './resolve-calendar.ts'
import { migrationsFrom } from './resolve-migrations.ts'
import { notesFrom } from './resolve-notes.ts'
import { notifyFrom } from './resolve-notify.ts'
import { processOf, readyBy } from './resolve-process.ts'
import { rehearsalFrom } from './resolve-rehearsal.ts'
import { trainFrom } from './resolve-train.ts'
import type { Written, WrittenComponent, WrittenEnvironment } from './schema.ts'
import { asFiles } from './static.ts'
import type { ComponentConfig, Config, EnvironmentConfig, SecretConfig, Strategy } from './types.ts'
import { workersOf } from './workers.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** The tolerances of JUDGE (a) and (f). */
export const judgeDefaults = {
  profile: 'steady',
  worseThan: { ratio: 1.5, plus: 0.001 },
  safeWithin: { ratio: 2, plus: 0.002 },
} as const

const defaultSteps = [{ weight: 10 }, { weight: 50 }]

const ready = (written: WrittenComponent['ready']): ComponentConfig['ready'] => {
  const said = typeof written === 'string' ? { path: written } : written
  return {
    path: said?.path ?? '/',
    status: said?.status ?? 200,
    within: said?.within ?? MINUTE,
    steadyFor: said?.['steady-for'] ?? SECOND,
  }
}

export const keepOf = (written: WrittenComponent['keep']): ComponentConfig['keep'] =>
  Array.isArray(written)
    ? written.map((path: string) => ({ path, shared: false }))
    : Object.entries(written ?? {}).map(([path, how]) => ({ path, shared: how === 'shared' }))

const secret = (written: WrittenSecret): SecretConfig => {
  if (written === 'set') return { from: 'set' }
  const { file, command, environment: variable } = written
  if (file !== undefined) return { from: 'file', file }
  if (command !== undefined) return { from: 'command', command }
  return variable === undefined ? { from: 'set' } : { from: 'environment', variable }
}

const secrets = (written: WrittenComponent['secrets']): Readonly<Record<string, SecretConfig>> =>
  Object.fromEntries(Object.entries(written ?? {}).map(([name, said]) => [name, secret(said)]))

const secretsHere = (said: WrittenEnvironment): Pick<EnvironmentConfig, 'secrets' | 'secretsOnRollback'> => ({
  ...(said.secrets === undefined
    ? {}
    : {
        secrets: Object.fromEntries(Object.entries(said.secrets).map(([name, own]) => [name, secrets(own)])),
      }),
  ...(said['secrets-on-rollback'] === 'recorded' ? { secretsOnRollback: 'recorded' } : {}),
})

const component = (name: string, said: WrittenComponent, isWorker: boolean): ComponentConfig => ({
  name,
  build: {
    context: said.build?.context ?? '.',
    run: said.build?.run ?? null,
    output: said.build?.output ?? null,
    installScripts: said.build?.['install-scripts'] ?? [],
    within: said.build?.within ?? 15 * MINUTE,
  },
  start: said.start ?? null,
  port: said.port ?? null,
  ready: { ...ready(said.ready), ...readyBy(said, isWorker) },
  times: {
    request: said.times?.request ?? 30 * SECOND,
    drain: said.times?.drain ?? 30 * SECOND,
    stop: said.times?.stop ?? 10 * SECOND,
  },
  needs: needsOf(said),
  ...rangesOf(said),
  ...(said['known-as'] === undefined ? {} : { knownAs: said['known-as'] }),
  variables: said.variables ?? {},
  ...(said.secrets === undefined ? {} : { secrets: secrets(said.secrets) }),
  keep: keepOf(said.keep),
  instances: said.instances ?? 1,
  ...(said.assets === undefined
    ? {}
    : { assets: Object.entries(said.assets).map(([path, folder]) => ({ path, folder })) }),
  tests: Object.entries(said.tests ?? {}).map(([test, { run, report, within }]) => ({
    name: test,
    run,
    report: report ?? null,
    within: within ?? 15 * MINUTE,
  })),
  ...processOf(said, isWorker),
  ...migrationsFrom(said.migrations),
})

const withDepends = (one: ComponentConfig, { components }: Written): ComponentConfig => {
  const paths = dependsOn(components, one.name)
  return paths.length === 0 ? one : { ...one, build: { ...one.build, dependsOn: paths } }
}

/** The strategy with every default filled in. */
export const strategyOf = (said: WrittenEnvironment['strategy']): Strategy => {
  if (said === undefined || said === 'blue-green') return { kind: 'blue-green' }
  const canary = said === 'canary' ? null : said.canary
  return {
    kind: 'canary',
    steps: canary?.steps?.map((step) => (typeof step === 'number' ? { weight: step } : step)) ?? defaultSteps,
    atLeast: canary?.['at-least'] ?? MINUTE,
    atMost: canary?.['at-most'] ?? 30 * MINUTE,
    whenUnsure: canary?.['when-unsure'] ?? 'hold',
    whenBlind: canary?.['when-blind'] ?? 'hold',
    whenSuperseded: canary?.['when-superseded'] ?? 'finish',
  }
}

const cohort = (said: WrittenEnvironment['cohort']): EnvironmentConfig['cohort'] => {
  if (said === undefined || said === 'own-cookie') return 'own-cookie'
  if (said.cookie !== undefined) return { cookie: said.cookie }
  return said.header === undefined ? 'own-cookie' : { header: said.header }
}

const environment = (name: string, after: string | null, said: WrittenEnvironment): EnvironmentConfig => ({
  name,
  after,
  target: 'process',
  listen: said.listen,
  strategy: strategyOf(said.strategy),
  watch: {
    for: said.watch?.for ?? 2 * MINUTE,
    holdback: said.watch?.holdback ?? 0,
    keepPrevious: said.watch?.['keep-previous'] ?? 10 * MINUTE,
  },
  judge: {
    profile: said.judge?.profile ?? judgeDefaults.profile,
    worseThan: said.judge?.errors?.['worse-than'] ?? judgeDefaults.worseThan,
    safeWithin: said.judge?.errors?.['safe-within'] ?? judgeDefaults.safeWithin,
  },
  cohort: cohort(said.cohort),
  edge: edgeOf(said),
  drift: said.drift ?? 'repair',
  ...(said.maintenance === undefined ? {} : { maintenancePage: said.maintenance }),
  variables: said.variables ?? {},
  ...secretsHere(said),
  ...calendarFrom(said.calendar),
  ...(said.checklist === undefined ? {} : { checklist: said.checklist }),
  ...trainFrom(said.train),
  ...approvalsFrom(said.approvals),
  ...(said.approvers === undefined ? {} : { approvers: said.approvers }),
  keepReleases: said['keep-releases'] ?? 5,
  ...rehearsalFrom(said['rehearse-rollback']),
})

/** Components that no other needs and that are no workers. */
export const publicComponents = (components: Written['components']): readonly string[] => {
  const needed = new Set(Object.values(components).flatMap((said) => needsOf(said)))
  const workers = workersOf({ components })
  return Object.keys(components).filter(
    (name) => !needed.has(name) && !workers.has(name) && components[name]?.schedule === undefined,
  )
}

/** Whether the file's own order is the promotion order. */
export const isOrderOfFile = (environments: Written['environments']): boolean =>
  Object.keys(environments).length > 1 &&
  Object.values(environments).every((said) => said.after === undefined)

const routeOf = ({
  path,
  component,
  host,
}: NonNullable<Written['routes']>[number]): Config['routes'][number] =>
  host === undefined ? { path, component } : { path, component, host }

/** A checked file with every default filled in. */
export const resolve = (written: Written): Config => {
  const components = inOrder(Object.keys(written.components), (name) =>
    needsOf(written.components[name]),
  ).sorted
  const names = Object.keys(written.environments)
  const byFile = isOrderOfFile(written.environments)
  const after = (name: string): string | null =>
    byFile ? (names[names.indexOf(name) - 1] ?? null) : (written.environments[name]?.after ?? null)
  const environments = inOrder(names, (name) => [after(name)].filter((earlier) => earlier !== null)).sorted
  const [only] = publicComponents(written.components)
  const workers = workersOf(written)
  return {
    application: written.application,
    ...(written.server === undefined ? {} : { server: written.server }),
    ...(written.disk?.['at-most'] === undefined ? {} : { disk: { atMost: written.disk['at-most'] } }),
    ...(written.secrets === undefined ? {} : { secrets: secrets(written.secrets) }),
    ...notifyFrom(written.notify),
    ...auditFrom(written.audit),
    ...notesFrom(written.notes),
    ...(typeof written.versions === 'object' ? { versions: written.versions } : {}),
    ...keptManifestFrom(written.manifest),
    components: components.map((name) => {
      const said = written.components[name] ?? {}
      return asFiles(withDepends(component(name, said, workers.has(name)), written), said)
    }),
    routes: written.routes?.map(routeOf) ?? (only === undefined ? [] : [{ path: '/', component: only }]),
    environments: environments.flatMap((name) => {
      const said = written.environments[name]
      return said === undefined ? [] : [environment(name, after(name), said)]
    }),
  }
}
