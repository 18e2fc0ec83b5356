import type { Config } from '../config/types.ts'
import type { Part } from './types.ts'

const foldersIn = (config: Config | null, component: string): readonly string[] => {
  const build = config?.components.find(({ name }) => name === component)?.build
  return build === undefined ? [] : [build.context, ...(build.dependsOn ?? [])]
}

/** The components of a release, by the folders that they have there and, where they moved, had in what it replaces. */
export const partsOf = (
  config: Config | null,
  before: Config | null,
  from: (component: string) => string | null,
  to: (component: string) => string,
): readonly Part[] =>
  (config?.components ?? []).map(({ name }) => ({
    name,
    folders: [...new Set([...foldersIn(config, name), ...foldersIn(before, name)])],
    from: from(name),
    to: to(name),
  }))
