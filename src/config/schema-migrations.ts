import { z } from 'zod'
import { migrationDocs as docs } from './documentation-migrations.ts'
import { argv, duration, folder, leaf } from './leaves.ts'
import { key, required, table } from './tables.ts'

const part = z.union(
  [argv, table('migrationPart', { folder: key(folder, docs.folder), run: required(argv, docs.run) })],
  { error: 'migrationPart' },
)

/** Changes of a component's database. */
export const migrationsKey = key(
  table(
    'migrations',
    {
      folder: key(folder, docs.folder),
      run: key(argv, docs.run),
      expand: key(part, docs.expand),
      contract: key(part, docs.contract),
      dialect: key(z.enum(['postgresql', 'sqlite'], { error: 'dialect' }), docs.dialect),
      database: key(leaf('variable', /^[A-Za-z_][A-Za-z0-9_]{0,199}$/), docs.database),
      within: key(duration(1_000), docs.within),
    },
    ['sql', 'declared', 'down'],
  ),
  docs.migrations,
)
