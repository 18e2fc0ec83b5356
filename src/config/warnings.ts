import type { Problem } from '../kernel/problem.ts'
import { calendarWarnings } from './check-calendar.ts'
import * as processes from './messages-process.ts'
import * as say from './messages-warnings.ts'
import { parseListen } from './scalars.ts'
import type { ComponentConfig, Config, EnvironmentConfig } from './types.ts'
import type { Path, Tree } from './yaml.ts'

type Found = { readonly problem: Problem; readonly path: Path; readonly key: boolean }

const atKey = (problem: Problem, ...path: Path): Found => ({ problem, path, key: true })
const at = (problem: Problem, ...path: Path): Found => ({ problem, path, key: false })

const ofComponent = (component: ComponentConfig, config: Config): Found[] => {
  const { name, keep, times, tests } = component
  const routed = config.routes.some((route) => route.component === name)
  const needed = config.components.some((other) => other.needs.includes(name))
  return [
    ...(component.worker === 'exclusive' ? [atKey(processes.workerAlone(name), 'components', name)] : []),
    ...keep
      .filter((folder) => !folder.shared && component.worker !== 'exclusive')
      .map((folder) => atKey(say.twoWriters(name, folder.path), 'components', name, 'keep')),
    ...(tests.length === 0 ? [atKey(say.untested(name), 'components', name)] : []),
    ...(routed || needed || component.worker !== undefined || component.schedule !== undefined
      ? []
      : [atKey(say.unreached(name), 'components', name)]),
    ...(times.drain < times.request ? [at(say.drainShort(name), 'components', name, 'times')] : []),
  ]
}

const ofEnvironment = (
  { name, listen, strategy, calendar }: EnvironmentConfig,
  lowPorts: boolean,
): Found[] => [
  ...(calendar === undefined
    ? []
    : calendarWarnings(calendar).map(({ problem, path }) =>
        at(problem, 'environments', name, 'calendar', ...path),
      )),
  ...(!lowPorts && (parseListen(listen)?.port ?? 1_024) < 1_024
    ? [at(say.privilegedPort(listen), 'environments', name, 'listen')]
    : []),
  ...(strategy.kind === 'canary' && strategy.whenUnsure === 'promote'
    ? [at(say.promotesUnsure(name), 'environments', name, 'strategy', 'canary', 'when-unsure')]
    : []),
]

const ofRoutes = (config: Config): Found[] =>
  config.routes.some((route) => route.path === '/') ? [] : [atKey(say.noRoot(), 'routes')]

/**
 * What is allowed, and yet seldom meant. With places where the file's tree is given. `lowPorts`: ports below 1024 can be
 * had where it is shipped to, as on every prepared server.
 */
export const warnings = (config: Config, tree?: Tree, lowPorts = false): readonly Problem[] =>
  [
    ...config.components.flatMap((component) => ofComponent(component, config)),
    ...ofRoutes(config),
    ...config.environments.flatMap((one) => ofEnvironment(one, lowPorts || config.server !== undefined)),
  ].map(({ problem, path, key }) =>
    tree === undefined ? problem : { ...problem, place: key ? tree.atKey(path) : tree.at(path) },
  )
