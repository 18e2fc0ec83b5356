import type { ComponentConfig, Config, EnvironmentConfig } from '../config/types.ts'
import { sha256 } from '../kernel/canonical.ts'
import type { ManifestComponent } from './types.ts'

export const component = (name: string, change: Partial<ComponentConfig> = {}): ComponentConfig => ({
  name,
  build: { context: name, run: null, output: null, installScripts: [], within: 900_000 },
  start: null,
  port: null,
  ready: { path: '/', status: 200, within: 60_000, steadyFor: 1_000 },
  times: { request: 30_000, drain: 30_000, stop: 10_000 },
  needs: [],
  variables: {},
  keep: [],
  instances: 1,
  tests: [],
  ...change,
})

export const environment = (name: string, change: Partial<EnvironmentConfig> = {}): EnvironmentConfig => ({
  name,
  after: null,
  target: 'process',
  listen: '127.0.0.1:8080',
  strategy: { kind: 'blue-green' },
  watch: { for: 120_000, holdback: 0, keepPrevious: 600_000 },
  judge: {
    profile: 'steady',
    worseThan: { ratio: 1.5, plus: 0.001 },
    safeWithin: { ratio: 2, plus: 0.002 },
  },
  cohort: 'own-cookie',
  variables: {},
  ...change,
})

/** web needs api needs store; worker stands apart. */
export const config = (change: Partial<Config> = {}): Config => ({
  application: 'claims',
  components: [
    component('store'),
    component('api', { needs: ['store'], variables: { LOG_LEVEL: 'info' } }),
    component('web', { needs: ['api'] }),
    component('worker'),
  ],
  routes: [
    { path: '/', component: 'web' },
    { path: '/api', component: 'api' },
  ],
  environments: [environment('staging'), environment('production', { after: 'staging' })],
  ...change,
})

export const built = (name: string, content = name): ManifestComponent => ({
  name,
  version: '1.0.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
  image: sha256(content),
  start: ['node', 'server.js'],
  runtime: { name: 'node', version: '24.21.0', integrity: 'sha512-abc' },
})

export const builtAll = (of: Config, content: Readonly<Record<string, string>> = {}): ManifestComponent[] =>
  of.components.map(({ name }) => built(name, content[name] ?? name))
