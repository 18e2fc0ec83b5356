create table appointments (
  id text primary key,
  name text not null,
  office text not null,
  at timestamptz not null,
  booked_by text not null,
  reminded_at timestamptz,
  reminded_by text
);
create index appointments_to_remind on appointments (at) where reminded_at is null;
create table digests (
  made_at timestamptz not null default now(),
  made_by text not null,
  appointments integer not null
);
