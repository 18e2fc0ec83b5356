import { join } from 'node:path/posix'
import { sourceOf } from '../config/decode.ts'
import type { ComponentConfig, Config } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import { versionIn } from '../manifest/next-version.ts'
import { semverOf } from '../manifest/versions.ts'
import { noVersionIn } from './messages-manifest.ts'
import type { Parts } from './parts.ts'

/**
 * What a component's state is called: by the tags of its commit, or as a file of the commit says, which is looked for
 * where the component is built, then at the root. Throws `unknown-version`.
 */
export const versionOf = async (
  { source }: Parts,
  config: Config,
  component: ComponentConfig,
  at: { readonly application: string; readonly commit: string; readonly version: string },
): Promise<string> => {
  const { versions } = config
  if (versions === undefined) return at.version
  const paths = [...new Set([join(component.build.context, versions.file), versions.file])]
  for (const path of paths) {
    const bytes = await source.file(at.application, at.commit, path)
    if (bytes === null) continue
    const version = versionIn(path, sourceOf(path, bytes).text)
    if (version !== null && semverOf(version) !== null) return version
    throw new ProblemError(noVersionIn(component.name, path, version))
  }
  throw new ProblemError(noVersionIn(component.name, paths[0] ?? versions.file, null))
}
