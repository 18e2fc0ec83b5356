import type { Generated } from 'kysely'

/**
 * The one schema: rows as they are stored. JSON is canonical text, instants are milliseconds since the epoch.
 * SQLite and PostgreSQL share it, the migrations and every query in this room.
 */
export type Schema = {
  candidates: CandidateRow
  manifests: { digest: string; application: string; json: string }
  configurations: { digest: string; json: string }
  releases: { application: string; number: number; manifest: string; candidate: string; at: number }
  evidence: EvidenceRow
  environments: EnvironmentRow
  deployments: DeploymentRow
  queue: QueueRow
  rollouts: RolloutRow
  tails: TailRow
  effects: EffectRow
  commands: CommandRow
  events: EventRow
  ledger: LedgerRow
  payloads: { digest: string; json: string }
  /** How far each timetable was considered, and the run that is under way. */
  schedules: { environment: string; component: string; considered: number; run: string | null }
  departures: DepartureRow
  /** What held a candidate from its turn: names of gates, or `turn`; `until` null: it does, or did when it ended. */
  waits: { environment: string; candidate: string; cause: string; since: number; until: number | null }
  freezes: FreezeRow
  statements: StatementRow
  outbox: OutboxRow
  receivers: ReceiverRow
  /** Items of checklists that are due after a release: until they are done. */
  afterwards: AfterwardsRow
  /** Notes of rollouts: what they say is a payload by its digest; `counts` as JSON. */
  notes: {
    rollout: string
    application: string
    environment: string
    release: number
    kind: 'release' | 'taken-back'
    digest: string
    counts: string
    at: number
  }
  /** Notes that are to stand at a hosting service. */
  publications: PublicationRow
  /** What commands of teams made of texts. */
  translations: { application: string; language: string; text: string; translation: string; at: number }
  /** Values that people set, sealed. */
  secrets: {
    environment: string
    component: string
    name: string
    digest: string
    sealed: string
    actor: string
    at: number
  }
}

export type CandidateRow = {
  id: string
  application: string
  number: number
  commit: string
  subject: string
  /** The commit's own `ecluse.yaml` as `Config`, frozen. */
  config: string
  actor: string
  at: number
  stage: 'building' | 'queued' | 'ended'
  manifest: string | null
  release: number | null
  /** How its `ship` ended: `ShipEnd` as JSON, null while it goes on. */
  ended: string | null
  /** The later candidate that contains this one's commit and is followed instead. */
  followed: string | null
  /** The last environment that its `ship` asked for; null: all of them. */
  up_to: string | null
  /** The one environment that it is for, without those before it; null: as `up_to` says. */
  only_in: string | null
  /** By environment and component, sealed: `Candidate['secrets']` as JSON. */
  secrets: string | null
  /** Given by whoever shipped it, as JSON; null: none. */
  labels: string | null
  /** The branch that it was shipped from, where it was one. */
  branch: string | null
  /** What a train carries, where it is one: `Candidate['train']` as JSON. */
  train: string | null
}

export type EvidenceRow = {
  application: string
  /** What it is bound to: a commit or a digest. */
  subject: string
  kind:
    | 'built'
    | 'tested'
    | 'image-present'
    | 'checklist'
    | 'rehearsal'
    | 'migrated'
    | 'schema-sql'
    | 'rollback-plan'
  name: string
  verdict: string
  at: number
}

export type EnvironmentRow = {
  key: string
  application: string
  name: string
  /** Highest generation drawn: the live rollout and its tails draw from it. */
  generation: number
  /** The release that is fully out, and the rollout that brought it. */
  release: number | null
  /** Its side at the edge and how its revisions run: `Deployed` as JSON. */
  deployed: string | null
  forced_secret: string | null
  /** The rollout of a commit that was taken back: those waiting that contain it hold until `promote`. */
  taken_back: string | null
  /** Set while a person has taken the environment out of the machine's hands. */
  handed_over: string | null
  maintenance: string | null
}

export type DepartureRow = {
  environment: string
  /** As people call it: the wall's time, or `extra-` and a number. */
  id: string
  kind: 'timetable' | 'extra' | 'after-rollback'
  at: number
  cut_off: number
  state: 'boarding' | 'closed' | 'left' | 'cancelled'
  /** The candidate that it carries, from the cut-off on. */
  candidate: string | null
  /** Who ordered, delayed or cancelled it, and why: `Departure['word']` as JSON. */
  word: string | null
  /** Who was left behind and why: `Departure['left']` as JSON. */
  behind: string | null
}

export type AfterwardsRow = {
  environment: string
  release: number
  name: string
  /** The item as the policy in force had it: `ChecklistItem` as JSON. */
  item: string
  manifest: string
  since: number
  state: 'planned' | 'open' | 'done' | 'dropped'
  /** Who or what ended it, as JSON. */
  answer: string | null
  ended_at: number | null
}

export type DeploymentRow = {
  environment: string
  release: number
  rollout: string
  done_at: number
  kind: 'ship' | 'rollback'
  /** 0: it was found bad and stayed, since nothing was better. */
  good: number
}

export type QueueRow = {
  environment: string
  candidate: string
  position: number
  state: 'waiting' | 'live' | 'ended'
  /** Why it waits or was skipped: `Verdict` as JSON. */
  verdict: string | null
  rollout: string | null
  /** 1: a person let it go although it contains what was taken back. */
  lifted: number
  at: number
}

export type RolloutRow = {
  id: string
  application: string
  environment: string
  candidate: string | null
  release: number
  previous: number | null
  kind: 'ship' | 'rollback' | 'restart'
  plan: string
  context: string
  state: string
  tick: number
  phase: string
  judge: string
  crashes: string
  cursor: number
  actor: string
  why: string | null
  started_at: number
  moved_at: number | null
  ended_at: number | null
  outcome: string | null
  /** What happened, for `why` and the closing sentence: `Summary` as JSON. */
  summary: string | null
  /** What people are told at its end, gathered on the way: `Seen` as JSON. */
  seen: string | null
}

export type TailRow = {
  id: string
  application: string
  environment: string
  rollout: string
  release: number
  plan: string
  context: string
  state: string
  tick: number
  phase: string
  started_at: number
  ended_at: number | null
}

export type EffectRow = {
  owner: string
  tick: number
  ordinal: number
  key: string
  generation: number
  json: string
  at: number
}

export type CommandRow = {
  seq: Generated<number>
  rollout: string
  json: string
  actor: string
  at: number
}

export type EventRow = {
  seq: Generated<number>
  at: number
  application: string
  environment: string | null
  candidate: string | null
  rollout: string | null
  kind: string
  json: string
}

export type LedgerRow = {
  seq: number
  at: number
  actor: string
  action: string
  subject: string
  payload: string
  previous: string
  digest: string
}

/** Times in which nothing starts or widens, set while the server runs. */
export type FreezeRow = {
  id: string
  /** Null: of every application. */
  application: string | null
  since: number
  /** Null: until somebody thaws it. */
  until: number | null
  why: string
  /** Candidates with this label go on. */
  except_label: string | null
  actor: string
  at: number
  /** Who thawed it, and when, as JSON. */
  thawed: string | null
}

/** What a person said of one manifest in one environment, as it was signed. */
export type StatementRow = {
  id: string
  application: string
  /** The environment's key. */
  environment: string
  candidate: string
  manifest: string
  action: string
  item: string | null
  text: string
  signature: string | null
  actor: string
  at: number
}

/** One message for one receiver, written with what it tells of. */
export type OutboxRow = {
  seq: Generated<number>
  /** The notice's: the same for ever. */
  id: string
  receiver: string
  /** Whose of several, where each gets one of their own; else empty. */
  recipient: string
  application: string
  /** The environment's key, in which its secrets are looked for. */
  environment: string
  /** Whose `ship` brought the secrets that came with it; null: none. */
  candidate: string | null
  /** The receiver as the file has it, with where its secrets come from, as JSON. */
  config: string
  notice: string
  at: number
  next_at: number
  attempts: number
  state: 'waiting' | 'sent' | 'dropped'
}

/** How a receiver is. */
export type ReceiverRow = {
  key: string
  application: string
  environment: string
  next_at: number
  failures: number
  failing_since: number | null
  /** Why it took nothing the last time: `Text` as JSON. */
  why: string | null
  /** 1: that it is deaf was told. */
  said: number
  taken_at: number | null
  dropped: number
}

export type PublicationRow = {
  application: string
  release: number
  environment: string
  wish: number
  state: 'waiting' | 'published' | 'given-up'
  attempts: number
  next_at: number
  since: number
  /** Texts as JSON. */
  why: string | null
  above: string | null
  said: number
  tag: string | null
  address: string | null
}
