import { entry } from './expectation.ts'

/** What is expected of the values of schema changes. */
export const migrationExpectations = {
  migrations: entry(
    'bad-value',
    'a map such as `{ folder: db/migrations, run: [node, migrate.js] }`',
    'une table telle que `{ folder: db/migrations, run: [node, migrate.js] }`',
  ),
  migrationPart: entry(
    'bad-value',
    'a command such as `[node, migrate.js]`, or a map such as `{ folder: db/contract, run: [node, migrate.js] }`',
    'une commande telle que `[node, migrate.js]`, ou une table telle que `{ folder: db/contract, run: [node, migrate.js] }`',
  ),
  migrationSql: entry(
    'bad-value',
    'a command such as `[python, print_sql.py]`, or a map such as `{ run: [python, print_sql.py], secrets: [SHADOW_URL] }`',
    'une commande telle que `[python, print_sql.py]`, ou une table telle que `{ run: [python, print_sql.py], secrets: [SHADOW_URL] }`',
  ),
  migrationSecrets: entry(
    'bad-value',
    'a list of secrets of the component, such as `[SHADOW_URL]`',
    'une liste de secrets du composant, telle que `[SHADOW_URL]`',
  ),
  dialect: entry('unknown-value', '`postgresql` or `sqlite`', '`postgresql` ou `sqlite`'),
} as const
