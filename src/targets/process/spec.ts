import { dirname, join } from 'node:path'
import { addressVariable } from '../../config/check.ts'
import { systemPath } from '../../jobs/system-path.ts'
import type { RunSpec } from '../../ports/supervision.ts'
import type { RevisionSpec } from '../../ports/target.ts'

/** An image as it lies unpacked: its own node, its application folder, and the argv that it starts with. */
export type Unpacked = {
  readonly root: string
  readonly node: string
  readonly app: string
  readonly start: readonly string[]
}

/** The image's node comes first, then the commands of its dependencies: nothing of the machine's own hides them. */
const pathOf = (unpacked: Unpacked, app: string, declared: string | undefined): string =>
  [dirname(unpacked.node), join(app, 'node_modules/.bin'), declared ?? systemPath].join(':')

/** `node` is the image's own, whatever PATH says. */
export const withNode = (unpacked: Unpacked, argv: readonly string[]): readonly string[] => {
  const [command = '', ...rest] = argv
  return [command === 'node' ? unpacked.node : command, ...rest]
}

export const variablesOf = (
  spec: RevisionSpec,
  unpacked: Unpacked,
  app: string,
): Readonly<Record<string, string>> => ({
  ...spec.variables,
  PATH: pathOf(unpacked, app, spec.variables['PATH']),
})

/** Nothing of a secret but its sealed value goes on from here. */
export const sealedOf = ({ secrets }: RevisionSpec): Pick<RunSpec, 'secrets'> =>
  secrets === undefined
    ? {}
    : { secrets: Object.fromEntries(Object.entries(secrets).map(([name, { sealed }]) => [name, sealed])) }

/** What the supervisor is asked to run: the revision in the application folder that was made for it. */
export const runSpecOf = (spec: RevisionSpec, unpacked: Unpacked, app: string, logs: string): RunSpec => ({
  labels: {
    application: spec.application,
    environment: spec.environment,
    component: spec.component,
    revision: spec.revision,
    requestTimeout: spec.times.request,
    ...(spec.static === undefined ? {} : { files: { root: app, fallback: spec.static.fallback } }),
  },
  argv: spec.static === undefined ? withNode(unpacked, spec.start ?? unpacked.start) : [],
  cwd: app,
  variables: variablesOf(spec, unpacked, app),
  ...sealedOf(spec),
  addresses: Object.fromEntries(
    Object.entries(spec.needs).map(([component, key]) => [addressVariable(component), key]),
  ),
  instances: spec.instances,
  ready: spec.ready,
  times: { drain: spec.times.drain, stop: spec.times.stop },
  logs,
  ...spec.conduct,
  ...(spec.worker === undefined ? {} : { serves: false }),
  ...(spec.worker === 'exclusive' ? { exclusive: true } : {}),
  ...(spec.drift === undefined ? {} : { drift: spec.drift }),
})
