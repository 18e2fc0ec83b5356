import { explain } from '../config/explain.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Environment } from '../records/types.ts'
import type { ConfigView } from './facade-secrets.ts'
import { noConfig, nothingRuns } from './problems.ts'
import { secretsOfDeployed } from './secrets-in-force.ts'
import { stateOf } from './secrets-view.ts'
import type { Works } from './works.ts'

/** The running release's own file, with every default, and for secrets whence they really came. */
export const configView = async (works: Works, row: Environment): Promise<ConfigView> => {
  const { application, name, deployed } = row
  if (deployed === null) throw new ProblemError(nothingRuns(name))
  const { release, commit } = deployed
  const bytes = await works.parts.source.file(application, commit, 'ecluse.yaml')
  if (bytes === null) throw new ProblemError(noConfig(commit))
  const running = secretsOfDeployed(deployed)
  const settings = explain({ file: 'ecluse.yaml', text: new TextDecoder().decode(bytes) }, name)
  return {
    application,
    environment: name,
    release,
    commit,
    settings: settings.map((setting) => {
      const [, component = '', secrets, variable = ''] = setting.path
      const sealed = secrets === 'secrets' ? running[component]?.[variable] : undefined
      return sealed === undefined ? setting : { ...setting, secret: stateOf(sealed) }
    }),
  }
}
