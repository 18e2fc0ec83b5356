import type { Problem } from '../kernel/problem.ts'
import { folderMissing } from './messages-migrations.ts'
import { placesIn } from './places.ts'
import type { Config } from './types.ts'
import type { Source } from './yaml.ts'

/** A folder of schema changes, from the root of the repository, and what to say where no file stands in it. */
export type MigrationFolder = { readonly folder: string; readonly missing: Problem }

/** What would run unread: a folder that is not there has nothing that could be judged. */
export const migrationFolders = (source: Source, { components }: Config): readonly MigrationFolder[] => {
  const named = components.flatMap(({ name, migrations }) =>
    (['expand', 'contract'] as const).flatMap((phase) => {
      const folder = migrations?.[phase]?.folder ?? null
      const above = phase === 'contract' ? ['contract'] : []
      return folder === null || folder === '.' ? [] : [{ name, folder, path: [...above, 'folder'] }]
    }),
  )
  if (named.length === 0) return []
  const at = placesIn(source)
  return named.map(({ name, folder, path }) => ({
    folder,
    missing: { ...folderMissing(name, folder), place: at(['components', name, 'migrations', ...path]) },
  }))
}
