import { z } from 'zod'
import { actor, count, digest, instant, ledgerCheck, texts } from '../api/basics.ts'
import { rollbackPlanView } from '../api/rollback-view.ts'
import { figures } from '../api/routes-figures.ts'
import { handed } from '../api/routes-hands.ts'
import { manifestView } from '../api/routes-manifest.ts'
import { type MembersView, membersView } from '../api/routes-members.ts'
import * as notify from '../api/routes-notify.ts'
import * as policy from '../api/routes-policy.ts'
import { removed } from '../api/routes-remove.ts'
import { running } from '../api/routes-run.ts'
import * as secrets from '../api/routes-secrets.ts'
import * as trains from '../api/routes-train.ts'
import * as views from '../api/views.ts'
import { written } from '../api/written.ts'
import type { Index, Scope } from '../audit/types.ts'
import type { Difference } from '../config/explain.ts'
import type { Config } from '../config/types.ts'
import type { ChainCheck } from '../engine/chain.ts'
import type * as facade from '../engine/facade.ts'
import type { ChecklistView } from '../engine/facade-checklist.ts'
import type { ManifestView } from '../engine/facade-manifest.ts'
import type { NotifyTestView, NotifyView } from '../engine/facade-notify.ts'
import type { FreezesView, MineView, StatementTaken } from '../engine/facade-policy.ts'
import type { PracticesView } from '../engine/facade-practices.ts'
import type { ConfigView, SecretSetView, SecretsView } from '../engine/facade-secrets.ts'
import type { TrainView } from '../engine/facade-train.ts'
import type { Figures } from '../figures/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { ManifestDiff } from '../manifest/diff.ts'
import type { Counted, Proposal } from '../manifest/next-version.ts'
import type { Notes } from '../notes/types.ts'
import type { LogLine } from '../ports/target.ts'
import type { Happening, Summary } from '../records/types.ts'
import type { RollbackPlan } from '../rollback/types.ts'
import type { Finding } from './doctor/types.ts'
import type { ExitCode } from './exit.ts'
import type { Initialised, Prepared, Running, Stopped } from './machine.ts'

type Ended = {
  readonly event: 'end'
  readonly exit: ExitCode
  readonly outcome: string
  readonly stopped: string | null
  readonly commit: string
  readonly application: string
  readonly candidate: string | null
  readonly release: number | null
  readonly lines: readonly Text[]
  readonly notReached: readonly string[]
}

type Shipped = {
  readonly event: 'shipped'
  readonly application: string
  readonly commit: string
  readonly version: string
  readonly shipped: facade.ShippedView
}

type EndedRollout = {
  readonly event: 'end'
  readonly exit: ExitCode
  readonly rollout: string | null
  readonly environment: string
  readonly outcome: string | null
  readonly summary: Summary | null
}

type SecretSet = SecretSetView & {
  readonly event: 'set'
  readonly application: string
  readonly name: string
}

type Restored = {
  readonly data: string
  readonly host: string | null
  readonly at: Instant | null
  readonly started: boolean
  readonly keyNeeded: string | null
}

type Archive = {
  readonly file: string
  readonly digest: Digest
  readonly entries: number
  readonly links: number
  readonly pruned: number
  /** Heads from elsewhere that lie in its part of the ledger; null: none were brought. */
  readonly anchored: number | null
  readonly problems: readonly Problem[]
  readonly index: Index | null
}

type Checked = {
  readonly valid: boolean
  readonly file: string
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
  readonly config?: Config
}

/** Shapes in which there is no time. */
type Untimed = {
  readonly check: Checked
  readonly doctor: { readonly data: string; readonly findings: readonly Finding[] }
  readonly setup: Prepared & { readonly server: string; readonly plan: readonly string[] }
  readonly processes: Running & { readonly data: string }
  readonly stopped: { readonly data: string; readonly stopped: Stopped; readonly before: Running | null }
  readonly initialised: Initialised & { readonly folder: string }
  readonly notes: Notes
  readonly listing: {
    readonly file: string
    readonly form: string
    readonly components: readonly object[]
    readonly problems: readonly Problem[]
  }
  readonly 'manifest-diff': ManifestDiff & { readonly left: string; readonly right: string }
  readonly version: Omit<Proposal, 'reason'> & {
    readonly commit: string
    readonly reason: Text
    readonly changes: Counted
    readonly tagged: boolean
  }
  readonly resolved: { readonly file: string; readonly commit: string; readonly components: object }
  readonly changelogs: {
    readonly changelogs: readonly {
      readonly path: string
      readonly language: Language
      readonly version: string
      readonly state: 'made' | 'inserted' | 'there'
    }[]
  }
  readonly practices: PracticesView
  readonly help: { readonly topic: string | null; readonly text: string }
  readonly example: { readonly example: string }
  readonly schema: object
  readonly file: { readonly file: string; readonly bytes: number }
  readonly instead: { readonly event: 'instead'; readonly left: string; readonly candidate: string }
  readonly exit: { readonly event: 'end'; readonly code: number | null; readonly signal: string | null }
  /** Its instants are words already, in the zone of the calendar, with its offset. */
  readonly calendar: object
}

type Timed = {
  readonly status: facade.StatusView
  readonly mine: MineView
  readonly why: facade.WhyView
  readonly history: facade.HistoryView
  readonly figures: Figures
  readonly 'rollback-plan': RollbackPlan
  readonly manifest: ManifestView
  readonly 'log-line': LogLine
  readonly done: facade.DoneView
  readonly begun: facade.DoneView & { readonly event: 'begun' }
  readonly shipped: Shipped
  readonly happening: { readonly event: 'happening'; readonly happening: Happening }
  readonly ended: Ended
  readonly 'ended-rollout': EndedRollout
  readonly build: facade.BuildView
  readonly running: facade.RunView & { readonly event: 'begun' }
  readonly handed: facade.HandedView
  readonly removed: facade.RemovedView
  readonly members: MembersView
  readonly config: ConfigView
  readonly differences: {
    readonly left: string
    readonly right: string
    readonly differences: readonly Difference[]
  }
  readonly secrets: SecretsView
  readonly secret: SecretSetView
  readonly 'secret-set': SecretSet
  readonly notify: NotifyView
  readonly 'notify-test': NotifyTestView
  readonly train: TrainView
  readonly checklist: ChecklistView
  readonly freezes: FreezesView
  readonly statement: StatementTaken
  readonly signed: StatementTaken & { readonly statement: string; readonly signature: string | null }
  readonly audited: { readonly file: string; readonly bytes: number; readonly scope: Scope }
  readonly archive: Archive
  readonly ledger: ChainCheck
  readonly restored: Restored
}

/** Everything that `--json` prints, by name. */
export type Documents = Timed & Untimed

const exit = z.custom<ExitCode>()
const word = z.string()
const scope = z.union([z.object({ release: z.int() }), z.object({ from: instant, to: instant })])
const head = z.object({ seq: z.int(), digest })
const problems = z.array(z.custom<Problem>())

const index: z.ZodType<Index> = z.object({
  format: z.literal(1),
  application: word,
  scope,
  madeAt: instant,
  madeBy: actor,
  version: word,
  releases: z.array(z.int()),
  before: head,
  head,
  files: z.record(word, digest),
})

const ended: z.ZodType<Ended> = z.object({
  event: z.literal('end'),
  exit,
  outcome: word,
  stopped: word.nullable(),
  commit: word,
  application: word,
  candidate: word.nullable(),
  release: z.int().nullable(),
  lines: texts,
  notReached: z.array(word),
})

const difference: z.ZodType<Difference> = z.object({
  path: z.array(word),
  left: secrets.setting.nullable(),
  right: secrets.setting.nullable(),
})

/** Which of their values are instants and durations is said here, once, and by the schemas of the API. */
const shapes: { readonly [N in keyof Timed]: z.ZodType<Timed[N]> } = {
  status: views.status,
  mine: policy.mine,
  why: views.why,
  history: views.history,
  figures,
  'rollback-plan': rollbackPlanView,
  manifest: manifestView,
  'log-line': views.logLine,
  done: views.done,
  begun: views.done.extend({ event: z.literal('begun') }),
  shipped: z.object({
    event: z.literal('shipped'),
    application: word,
    commit: word,
    version: word,
    shipped: views.shipped,
  }),
  happening: z.object({ event: z.literal('happening'), happening: views.happening }),
  ended,
  'ended-rollout': z.object({
    event: z.literal('end'),
    exit,
    rollout: word.nullable(),
    environment: word,
    outcome: word.nullable(),
    summary: views.summary.nullable(),
  }),
  build: views.build,
  running: running.extend({ event: z.literal('begun') }),
  handed,
  removed,
  members: membersView,
  config: secrets.config,
  differences: z.object({ left: word, right: word, differences: z.array(difference) }),
  secrets: secrets.secrets,
  secret: secrets.taken,
  'secret-set': secrets.taken.extend({ event: z.literal('set'), application: word, name: word }),
  notify: notify.receivers,
  'notify-test': notify.tested,
  train: trains.train,
  checklist: trains.checklist,
  freezes: policy.frozen,
  statement: policy.taken,
  signed: policy.taken.extend({ statement: word, signature: word.nullable() }),
  audited: z.object({ file: word, bytes: count, scope }),
  archive: z.object({
    file: word,
    digest,
    entries: count,
    links: count,
    pruned: count,
    anchored: count.nullable(),
    problems,
    index: index.nullable(),
  }),
  ledger: ledgerCheck,
  restored: z.object({
    data: word,
    host: word.nullable(),
    at: instant.nullable(),
    started: z.boolean(),
    keyNeeded: word.nullable(),
  }),
}

const isTimed = (name: keyof Documents): name is keyof Timed => Object.hasOwn(shapes, name)

/** A document as it is printed: instants in ISO 8601, durations with their unit in their name. */
export const documentOf = <N extends keyof Documents>(name: N, value: Documents[N]): unknown =>
  isTimed(name) ? written(shapes[name], value) : value
