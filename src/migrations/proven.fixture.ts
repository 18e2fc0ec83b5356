import type { Class } from './types.ts'

/** What a statement does, as a database shows it: `fails`: a recorded statement of the old release really does. */
export type Proven = readonly [sql: string, is: Class, shown?: 'fails' | 'apart']

/** The schema of a release, and what it was recorded to ask of it. */
export const postgresBase = `
create type mood as enum ('calm', 'keen');
create domain code as text check (value <> '');
create table offices (id serial primary key, city text not null unique);
create table people (
  id bigserial primary key,
  email text not null unique,
  name text not null,
  age int constraint grown check (age >= 18),
  mood mood not null default 'calm',
  office int constraint seat references offices (id),
  note varchar(20),
  at timestamptz not null default now()
);
create index people_name on people (name);
create view grown_people as select id, email from people where age >= 18;
create function greet(who text) returns text language sql as $$ select 'hello ' || who $$;
create sequence tickets;
create table moods (mood mood primary key);
insert into offices (city) values ('Ottawa'), ('Toronto');
insert into people (email, name, age, office) values ('a@example.ca', 'Ada', 36, 1);
`

export const postgresAsked = `
insert into people (email, name, age) values ('b@example.ca', 'Bea', 40);
insert into people (email, name, age, note) values ('c@example.ca', 'Cléo', 40, null);
insert into people (email, name) values ('a@example.ca', 'Ada L.') on conflict (email) do update set name = excluded.name;
insert into people (email, name) values ('d@example.ca', 'Ada'), ('e@example.ca', 'Ada');
insert into offices (city) values ('Québec') on conflict on constraint offices_city_key do nothing;
insert into people (email, name, office) values ('f@example.ca', 'Fay', 2);
select id, email, name, age, mood, office, note, at from people where email = 'a@example.ca';
select * from people order by name;
update people set name = 'Ada Lovelace', age = 37, note = 'exactly twenty chars' where email = 'a@example.ca';
update offices set city = 'Gatineau' where id = 2;
select email from grown_people;
select greet(name) from people;
select greet('x');
select nextval('tickets');
insert into moods (mood) values ('keen'), ('calm');
delete from people where email = 'b@example.ca';
delete from offices where id = 3;
select o.city, count(*) from offices o join people p on p.office = o.id group by o.city;
`

export const postgresTable: readonly Proven[] = [
  [
    'create table claims (id bigserial primary key, person bigint references people (id), what text not null)',
    'expands',
  ],
  ['create table if not exists claims (id int)', 'expands'],
  ['create temporary table scratch (id int)', 'expands'],
  ['create table copies as select id, lower(email) as email from people', 'expands'],
  [
    'create table claims (id int); create unique index on claims (id); alter table claims add column who text not null; drop table claims',
    'expands',
  ],
  [
    'create table claims (id int); insert into claims values (1); update claims set id = 2; alter table claims rename to requests',
    'expands',
  ],
  ['alter table people add column language text', 'expands'],
  ["alter table people add column language text not null default 'en'", 'expands'],
  [
    "alter table people add column language text not null default 'en' check (language in ('en', 'fr'))",
    'expands',
  ],
  ['alter table people add column seen int not null default 0 check (seen >= 0)', 'expands'],
  ['alter table people add column seen timestamptz default now()', 'expands'],
  ['alter table people add column token uuid not null default gen_random_uuid()', 'expands'],
  ['alter table people add column token uuid unique default gen_random_uuid()', 'expands'],
  ['alter table people add column number text unique', 'expands'],
  ['alter table people add column number serial', 'expands'],
  ['alter table people add column number bigint generated always as identity', 'expands'],
  ['alter table people add column lower_name text generated always as (lower(name)) stored', 'expands'],
  ['alter table people add column friend bigint references people (id)', 'expands'],
  ['alter table people add column weight int check (weight > 0)', 'expands'],
  ['alter table people add column if not exists phone text, add column fax text', 'expands'],
  ['alter table people alter column age drop not null', 'expands'],
  ['alter table people alter column name drop not null', 'expands'],
  ["alter table people alter column note set default ''", 'expands'],
  ['alter table people alter column note set statistics 500', 'expands'],
  ['alter table people set (fillfactor = 90)', 'expands'],
  ['create index on people (age)', 'expands'],
  ['create index people_lower on people (lower(name) desc) where age is not null', 'expands'],
  ['create index concurrently people_age on people (age)', 'expands', 'apart'],
  ['create view young as select id from people where age < 30', 'expands'],
  ['create materialized view cities as select city from offices', 'expands'],
  ["create type size as enum ('s', 'm')", 'expands'],
  ['create type pair as (a int, b int)', 'expands'],
  ['create domain postcode as text check (length(value) = 6)', 'expands'],
  ['create sequence receipts', 'expands'],
  ['create schema archive', 'expands'],
  ['create schema archive; create table archive.people (id int); drop table archive.people', 'expands'],
  ['create statistics s on age, office from people', 'expands'],
  ["comment on table people is 'who asks'", 'expands'],
  ['grant select on people to public', 'expands'],
  ['analyze people', 'expands'],
  ['reindex table people', 'expands'],
  ["set lock_timeout = '5s'; set local statement_timeout = '1min'", 'expands'],
  ['select count(*) from people', 'expands'],
  ['lock table offices in share row exclusive mode', 'expands'],
  [
    "create table alembic_version (version_num text); insert into alembic_version values ('1'); update alembic_version set version_num = '2'",
    'expands',
  ],
  ['alter table people validate constraint seat', 'expands'],

  ['alter table moods add column phone text not null', 'breaks', 'fails'],
  ["alter table moods add column code text unique default 'x'", 'breaks', 'fails'],
  ['alter table people drop column note', 'breaks', 'fails'],
  ['alter table people rename column name to full_name', 'breaks', 'fails'],
  ['alter table people rename to persons', 'breaks', 'fails'],
  ['alter table people alter column note type varchar(5) using left(note, 5)', 'breaks', 'fails'],
  ['alter table people alter column note type int using null', 'breaks', 'fails'],
  ['alter table people alter column age set not null', 'breaks', 'fails'],
  ['alter table people alter column at drop default', 'breaks', 'fails'],
  ['alter table people add constraint adult check (age < 40) not valid', 'breaks', 'fails'],
  ['alter table people add constraint one unique (name)', 'breaks', 'fails'],
  ['create unique index on people (name)', 'breaks', 'fails'],
  ['alter table people add foreign key (note) references offices (city) not valid', 'breaks', 'fails'],
  ['drop table moods', 'breaks', 'fails'],
  ['drop table if exists people cascade', 'breaks', 'fails'],
  ['drop view grown_people', 'breaks', 'fails'],
  ['drop sequence tickets', 'breaks', 'fails'],
  ['drop function greet(text)', 'breaks', 'fails'],
  ['drop type mood cascade', 'breaks', 'fails'],
  ['alter table people set schema pg_temp', 'breaks', 'apart'],
  ['create schema old; alter table people set schema old', 'breaks', 'fails'],
  ['truncate moods', 'breaks'],
  ['revoke select on people from public', 'breaks'],
  ['alter table people enable row level security', 'breaks'],
  ['alter table people drop column if exists fax', 'breaks'],
  ['create table if not exists people (id int); drop table people cascade', 'breaks', 'fails'],
  [
    'set search_path = archive; create table people (id int); set search_path = public; drop table people cascade',
    'breaks',
    'apart',
  ],

  ["update people set mood = 'keen'", 'unknown'],
  ['delete from people where age > 100', 'unknown'],
  ["insert into offices (city) values ('Québec')", 'unknown'],
  ['with gone as (delete from moods returning mood) select * from gone', 'unknown'],
  ["alter type mood add value 'glad'", 'unknown'],
  ["alter type mood rename value 'keen' to 'eager'", 'unknown', 'fails'],
  ["do $$ begin execute 'drop table moods'; end $$", 'unknown', 'fails'],
  [
    'create function greet(who text, twice int default 2) returns text language sql as $$ select who $$',
    'unknown',
    'fails',
  ],
  ['create or replace view grown_people as select id, email from people where age >= 65', 'unknown'],
  [
    "create function no() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$; create trigger no before insert on people for each row execute function no()",
    'unknown',
    'fails',
  ],
  ['create rule stop as on insert to people do instead nothing', 'unknown'],
  ['create index on people ((100 / (age - 40)))', 'unknown', 'fails'],
  [
    'alter table people add column share int generated always as (100 / (age - 40)) stored',
    'unknown',
    'fails',
  ],
  ['alter table people add column zip code', 'unknown'],
  ["alter table people add column zip text default 'x' check (zip <> 'x') not null", 'unknown', 'apart'],
  ["alter table people add column up text check (coalesce(up, '') <> '')", 'unknown', 'apart'],
  ['drop index people_name', 'unknown'],
  ['alter table offices drop constraint offices_city_key', 'unknown', 'fails'],
  ['alter index people_name rename to by_name', 'unknown'],
  ["select greet('x')", 'unknown'],
  ['create extension if not exists plpgsql', 'unknown'],
  ['refresh materialized view cities', 'unknown', 'apart'],
  ['selec 1', 'unknown', 'apart'],
  ['alter table people owner to ecluse', 'unknown'],
]

export const sqliteBase = `
create table offices (id integer primary key, city text not null unique);
create table people (
  id integer primary key autoincrement,
  email text not null unique,
  name text not null,
  age int check (age >= 18),
  office int references offices (id),
  note text
);
create index people_name on people (name);
create view grown_people as select id, email from people where age >= 18;
insert into offices (city) values ('Ottawa'), ('Toronto');
insert into people (email, name, age, office) values ('a@example.ca', 'Ada', 36, 1);
`

export const sqliteAsked = `
insert into people (email, name, age) values ('b@example.ca', 'Bea', 40);
insert into people (email, name) values ('a@example.ca', 'Ada L.') on conflict (email) do update set name = excluded.name;
insert into people (email, name) values ('d@example.ca', 'Ada'), ('e@example.ca', 'Ada');
select id, email, name, age, office, note from people where email = 'a@example.ca';
select * from people order by name;
update people set name = 'Ada Lovelace', age = 37, note = 'x' where email = 'a@example.ca';
select email from grown_people;
insert or ignore into offices (city) values ('Ottawa');
delete from people where email = 'b@example.ca';
select o.city, count(*) from offices o join people p on p.office = o.id group by o.city;
`

export const sqliteTable: readonly Proven[] = [
  [
    'create table claims (id integer primary key, person int references people (id), what text not null) strict',
    'expands',
  ],
  ['create table if not exists claims (id int)', 'expands'],
  ['create table copies as select id, lower(email) as email from people', 'expands'],
  [
    'create table claims (id int); insert into claims values (1); create unique index c on claims (id); drop table claims',
    'expands',
  ],
  ['create virtual table words using fts5(body)', 'expands'],
  ['alter table people add column language text', 'expands'],
  ["alter table people add column language text not null default 'en'", 'expands'],
  ['alter table people add column friend int references people (id)', 'expands'],
  ['alter table people add column low text generated always as (lower(name)) virtual', 'expands'],
  ['create index people_age on people (age)', 'expands'],
  ['create index people_low on people (lower(name)) where age is not null', 'expands'],
  ['create view young as select id from people where age < 30', 'expands'],
  ['pragma foreign_keys = on; pragma user_version = 3', 'expands'],
  ['analyze; reindex people', 'expands'],
  ['select count(*) from people', 'expands'],
  ['begin; create table claims (id int); commit', 'expands'],
  ['create table schema_migrations (version text); insert into schema_migrations values (1)', 'expands'],
  ['create index plain on people (note); drop index plain', 'expands'],

  ['alter table people drop column note', 'breaks', 'fails'],
  ['alter table people rename column name to full_name', 'breaks', 'fails'],
  ['drop view grown_people; alter table people rename to persons', 'breaks', 'fails'],
  ['create unique index one on people (name)', 'breaks', 'fails'],
  ['drop view grown_people; drop table people', 'breaks', 'fails'],
  ['drop view grown_people', 'breaks', 'fails'],
  [
    "create table people_new (id integer primary key, email text not null, full_name text not null default ''); insert into people_new (id, email) select id, email from people; drop view grown_people; drop table people; alter table people_new rename to people",
    'breaks',
    'fails',
  ],

  ["update people set note = 'x'", 'unknown'],
  ['delete from people where age > 100', 'unknown'],
  ["insert into offices (city) values ('Gatineau')", 'unknown'],
  ["create trigger no before insert on people begin select raise(abort, 'no'); end", 'unknown', 'fails'],
  ['drop index people_name', 'unknown'],
  ["alter table people add column up text check (coalesce(up, '') <> '')", 'unknown', 'apart'],
  ['pragma writable_schema = on', 'unknown'],
  ["attach ':memory:' as other", 'unknown'],
  ['create index share on people (abs(age - 40), cast(note as int))', 'expands'],
  ['alter table people frobnicate', 'unknown', 'apart'],
]
