import { type Kysely, sql } from 'kysely'

/** Forward only, numbered, each applied once in a transaction of its own. Never edited after it has landed. */
export type Migration = { readonly id: number; readonly name: string; up(db: Kysely<unknown>): Promise<void> }

const statements: readonly string[] = [
  `create table candidates (id text primary key, application text not null, number integer not null, "commit" text not null, subject text not null, config text not null, actor text not null, at bigint not null, stage text not null, manifest text, release integer, ended text, followed text, unique (application, number))`,
  `create index candidates_stage on candidates (stage)`,
  `create table manifests (digest text primary key, application text not null, json text not null)`,
  `create table configurations (digest text primary key, json text not null)`,
  `create table releases (application text not null, number integer not null, manifest text not null, candidate text not null, at bigint not null, primary key (application, number))`,
  `create table evidence (application text not null, subject text not null, kind text not null, name text not null, verdict text not null, at bigint not null, primary key (application, subject, kind, name))`,
  `create table environments (key text primary key, application text not null, name text not null, generation bigint not null, release integer, deployed text, forced_secret text, taken_back text, handed_over text)`,
  `create table deployments (environment text not null, release integer not null, rollout text not null, done_at bigint not null, kind text not null, good integer not null, primary key (environment, rollout))`,
  `create table queue (environment text not null, candidate text not null, position integer not null, state text not null, verdict text, rollout text, lifted integer not null, at bigint not null, primary key (environment, candidate))`,
  `create table rollouts (id text primary key, application text not null, environment text not null, candidate text, release integer not null, previous integer, kind text not null, plan text not null, context text not null, state text not null, tick bigint not null, phase text not null, judge text not null, crashes text not null, cursor bigint not null, actor text not null, why text, started_at bigint not null, moved_at bigint, ended_at bigint, outcome text, summary text)`,
  `create index rollouts_live on rollouts (environment, ended_at)`,
  `create table tails (id text primary key, application text not null, environment text not null, rollout text not null, release integer not null, plan text not null, context text not null, state text not null, tick bigint not null, phase text not null, started_at bigint not null, ended_at bigint)`,
  `create index tails_live on tails (environment, ended_at)`,
  `create table effects (owner text not null, tick bigint not null, ordinal integer not null, key text not null, generation bigint not null, json text not null, at bigint not null, primary key (owner, tick, ordinal))`,
  `create table commands (seq integer primary key autoincrement, rollout text not null, json text not null, actor text not null, at bigint not null)`,
  `create index commands_rollout on commands (rollout, seq)`,
  `create table events (seq integer primary key autoincrement, at bigint not null, application text not null, environment text, candidate text, rollout text, kind text not null, json text not null)`,
  `create table ledger (seq bigint primary key, at bigint not null, actor text not null, action text not null, subject text not null, payload text not null, previous text not null, digest text not null)`,
  `create table payloads (digest text primary key, json text not null)`,
]

export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'the main job',
    up: async (db) => {
      for (const statement of statements) await sql.raw(statement).execute(db)
    },
  },
  {
    id: 2,
    name: 'how far a ship goes, and what a rollout saw',
    up: async (db) => {
      await sql.raw('alter table candidates add column up_to text').execute(db)
      await sql.raw('alter table rollouts add column seen text').execute(db)
      await sql.raw('create index rollouts_candidate on rollouts (candidate)').execute(db)
      await sql.raw('create index queue_candidate on queue (candidate)').execute(db)
    },
  },
  {
    id: 3,
    name: 'environments in maintenance',
    up: async (db) => {
      await sql.raw('alter table environments add column maintenance text').execute(db)
    },
  },
  {
    id: 4,
    name: 'secrets, sealed, and candidates for one environment',
    up: async (db) => {
      await sql.raw('alter table candidates add column only_in text').execute(db)
      await sql.raw('alter table candidates add column secrets text').execute(db)
      await sql
        .raw(
          'create table secrets (environment text not null, component text not null, name text not null, digest text not null, sealed text not null, actor text not null, at bigint not null, primary key (environment, component, name))',
        )
        .execute(db)
    },
  },
  {
    id: 5,
    name: 'timetables',
    up: async (db) => {
      await sql
        .raw(
          'create table schedules (environment text not null, component text not null, considered bigint not null, run text, primary key (environment, component))',
        )
        .execute(db)
    },
  },
  {
    id: 6,
    name: 'labels and branches, trains, and what is due after a release',
    up: async (db) => {
      await sql.raw('alter table candidates add column labels text').execute(db)
      await sql.raw('alter table candidates add column branch text').execute(db)
      await sql.raw('alter table candidates add column train text').execute(db)
      await sql
        .raw(
          'create table departures (environment text not null, id text not null, kind text not null, at bigint not null, cut_off bigint not null, state text not null, candidate text, word text, behind text, primary key (environment, id))',
        )
        .execute(db)
      await sql
        .raw(
          'create table afterwards (environment text not null, release integer not null, name text not null, item text not null, manifest text not null, since bigint not null, state text not null, answer text, ended_at bigint, primary key (environment, release, name))',
        )
        .execute(db)
    },
  },
  {
    id: 7,
    name: 'freezes, and what people signed',
    up: async (db) => {
      await sql
        .raw(
          'create table freezes (id text primary key, application text, since bigint not null, until bigint, why text not null, except_label text, actor text not null, at bigint not null, thawed text)',
        )
        .execute(db)
      await sql
        .raw(
          'create table statements (id text primary key, application text not null, environment text not null, candidate text not null, manifest text not null, action text not null, item text, text text not null, signature text, actor text not null, at bigint not null)',
        )
        .execute(db)
      await sql.raw('create index statements_about on statements (environment, action)').execute(db)
    },
  },
  {
    id: 8,
    name: 'release notes, and translations',
    up: async (db) => {
      await sql
        .raw(
          'create table notes (rollout text primary key, application text not null, environment text not null, release integer not null, kind text not null, digest text not null, counts text not null, at bigint not null)',
        )
        .execute(db)
      await sql.raw('create index notes_release on notes (application, release)').execute(db)
      await sql.raw('create index notes_at on notes (at, rollout)').execute(db)
      await sql.raw('create index rollouts_ended on rollouts (ended_at, kind, outcome, id)').execute(db)
      await sql
        .raw(
          'create table translations (application text not null, language text not null, text text not null, translation text not null, at bigint not null, primary key (application, language, text))',
        )
        .execute(db)
    },
  },
  {
    id: 9,
    name: 'what people are told, until it is delivered',
    up: async (db) => {
      await sql
        .raw(
          'create table outbox (seq integer primary key autoincrement, id text not null, receiver text not null, recipient text not null, application text not null, environment text not null, candidate text, config text not null, notice text not null, at bigint not null, next_at bigint not null, attempts integer not null, state text not null, unique (id, receiver, recipient))',
        )
        .execute(db)
      await sql.raw('create index outbox_due on outbox (state, receiver, seq)').execute(db)
      await sql
        .raw(
          'create table receivers (key text primary key, application text not null, environment text not null, next_at bigint not null, failures integer not null, failing_since bigint, why text, said integer not null, taken_at bigint, dropped integer not null)',
        )
        .execute(db)
    },
  },
  {
    id: 10,
    name: 'what candidates waited for',
    up: async (db) => {
      await sql
        .raw(
          'create table waits (environment text not null, candidate text not null, cause text not null, since bigint not null, until bigint, primary key (environment, candidate, cause, since))',
        )
        .execute(db)
    },
  },
  {
    id: 11,
    name: 'notes at hosting services',
    up: async (db) => {
      await sql
        .raw(
          'create table publications (application text not null, release integer not null, environment text not null, wish integer not null, state text not null, attempts integer not null, next_at bigint not null, since bigint not null, why text, above text, said integer not null, tag text, address text, primary key (application, release))',
        )
        .execute(db)
      await sql.raw('create index publications_due on publications (state, next_at)').execute(db)
    },
  },
]
