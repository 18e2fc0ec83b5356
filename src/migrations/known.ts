/**
 * What the migrations before a statement tell of the schema. `fresh`: made by the pending ones themselves, so that no
 * release uses it yet. Names are as `nameOf` of the dialect gives them.
 */
export type Known = {
  readonly fresh: Set<string>
  /** Made by those that ran: said to be made once more, they are no newer for it. */
  readonly there: Set<string>
  /** Indexes that are known to be no unique ones. */
  readonly plain: Set<string>
  /** Types that are domains: they may refuse values. */
  readonly domains: Set<string>
  /** Constraints that only refuse: no statement can name them as its target. */
  readonly checks: Set<string>
}

export const knowNothing = (): Known => ({
  fresh: new Set(),
  there: new Set(),
  plain: new Set(),
  domains: new Set(),
  checks: new Set(),
})

/** Tables in which frameworks note what ran: no release's statements ask them. */
const books = new Set([
  'alembic_version',
  '__efmigrationshistory',
  'schema_migrations',
  'ar_internal_metadata',
  'django_migrations',
  'flyway_schema_history',
  'databasechangelog',
  'databasechangeloglock',
  '_prisma_migrations',
  'knex_migrations',
  'knex_migrations_lock',
  'goose_db_version',
  'gorp_migrations',
  '__drizzle_migrations',
  'sequelizemeta',
  'doctrine_migration_versions',
  'pgmigrations',
])

export const isBook = (table: string): boolean =>
  books.has(table.slice(table.lastIndexOf('.') + 1).toLowerCase())

/** Functions that touch nothing and are there in every installation: calling them runs nobody's code. */
const harmless = new Set([
  'abs',
  'avg',
  'ceil',
  'char_length',
  'clock_timestamp',
  'coalesce',
  'concat',
  'count',
  'current_database',
  'current_schema',
  'current_timestamp',
  'date',
  'datetime',
  'date_trunc',
  'floor',
  'gen_random_uuid',
  'greatest',
  'hex',
  'ifnull',
  'json_build_object',
  'jsonb_build_object',
  'julianday',
  'least',
  'length',
  'lower',
  'ltrim',
  'max',
  'md5',
  'min',
  'now',
  'nullif',
  'random',
  'randomblob',
  'replace',
  'round',
  'row_number',
  'rtrim',
  'set_config',
  'statement_timestamp',
  'strftime',
  'substr',
  'substring',
  'sum',
  'time',
  'timezone',
  'transaction_timestamp',
  'trim',
  'unixepoch',
  'upper',
  'btrim',
])

export const isHarmless = (name: string): boolean => harmless.has(name.toLowerCase())

/** Functions that never fail and never change their mind: an index over them refuses no row. */
const total = new Set([
  'lower',
  'upper',
  'coalesce',
  'btrim',
  'trim',
  'ltrim',
  'rtrim',
  'length',
  'md5',
  'ifnull',
  'abs',
])
export const isTotal = (name: string): boolean => total.has(name.toLowerCase())
