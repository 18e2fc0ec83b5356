import type { Written } from './schema.ts'
import type { Config } from './types.ts'

/** With every default filled in; nothing where there is none. */
export const keptManifestFrom = (said: Written['manifest']): Pick<Config, 'manifest'> =>
  said === undefined
    ? {}
    : {
        manifest: {
          repository: said.repository,
          branch: said.branch ?? 'main',
          file: said.file ?? null,
          actual: said.actual ?? null,
          source: said.source ?? null,
        },
      }
