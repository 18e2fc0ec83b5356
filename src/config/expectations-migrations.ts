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
  dialect: entry('unknown-value', '`postgresql` or `sqlite`', '`postgresql` ou `sqlite`'),
} as const
