import { z } from 'zod'
import { migrationDocs as docs } from './documentation-migrations.ts'
import { argv, duration, folder, variable } from './leaves.ts'
import { key, required, table } from './tables.ts'

const part = z.union(
  [argv, table('migrationPart', { folder: key(folder, docs.folder), run: required(argv, docs.run) })],
  { error: 'migrationPart' },
)

const sql = z.union(
  [
    argv,
    table('migrationSql', {
      run: required(argv, docs.sqlRun),
      secrets: key(
        z.array(variable, { error: 'migrationSecrets' }).max(100, { error: 'migrationSecrets' }),
        docs.sqlSecrets,
      ),
    }),
  ],
  { error: 'migrationSql' },
)

/** Changes of a component's database. */
export const migrationsKey = key(
  table(
    'migrations',
    {
      folder: key(folder, docs.folder),
      run: key(argv, docs.run),
      sql: key(sql, docs.sql),
      expand: key(part, docs.expand),
      contract: key(part, docs.contract),
      dialect: key(z.enum(['postgresql', 'sqlite'], { error: 'dialect' }), docs.dialect),
      database: key(variable, docs.database),
      within: key(duration(1_000), docs.within),
    },
    ['declared', 'down'],
  ),
  docs.migrations,
)
