import type { Digest, Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import type { Actor, Entry } from '../ledger/entry.ts'
import type { Source } from '../ports/source.ts'
import type { Instance, Run } from '../ports/supervision.ts'
import type { LogLine } from '../ports/target.ts'
import type { CulpritFault, Happening, ShipEnd } from '../records/types.ts'
import type { CommandName, Judgement, Outcome, Phase } from '../rollout/types.ts'
import type { ChainCheck } from './chain.ts'
import type { AuditAsked } from './facade-audit.ts'
import type { BuildView } from './facade-build.ts'
import type { CalendarView } from './facade-calendar.ts'
import type { ChecklistFacade } from './facade-checklist.ts'
import type { DiskView } from './facade-disk.ts'
import type { FiguresAsked } from './facade-figures.ts'
import type { HistoryView, Override } from './facade-history.ts'
import type { LogsWanted } from './facade-logs.ts'
import type { ManifestFacade } from './facade-manifest.ts'
import type { NotesFacade } from './facade-notes.ts'
import type { DeafView, NotifyFacade } from './facade-notify.ts'
import type { OpenQuestion, PolicyFacade } from './facade-policy.ts'
import type { PracticesView } from './facade-practices.ts'
import type { RollbackPlanAsked, WayBackView } from './facade-rollback.ts'
import type { RunRequest, RunView } from './facade-run.ts'
import type { ConfigView, SecretsFacade } from './facade-secrets.ts'
import type { StalledView } from './facade-stalled.ts'
import type { TrainFacade } from './facade-train.ts'

export type { BuildView } from './facade-build.ts'
export type { DiskView } from './facade-disk.ts'
export type { HistoryView, Override } from './facade-history.ts'
export type { LogsWanted } from './facade-logs.ts'
export type { RunRequest, RunView } from './facade-run.ts'

/** What the edges may ask of the engine. Views are plain JSON: the API gives them as they are. */
export interface Engine {
  /** Takes up all that is open and goes on by itself. */
  start(): Promise<void>
  /** Finishes the decision under way and stops deciding; nothing in the world changes. */
  stop(): Promise<void>

  /** How a commit travels: `have` and `receive` of the server's repositories. */
  readonly source: Pick<Source, 'have' | 'receive'>

  /** The whole way of a commit that is here. `upTo`: no environment after it. */
  ship(request: {
    readonly application: string
    readonly commit: string
    readonly actor: Actor
    readonly upTo: string | null
    /** Variables of whoever ships that secrets of the file name. */
    readonly environment?: Readonly<Record<string, string>>
    readonly labels?: readonly string[]
    /** The branch that it is shipped from, where it is one. */
    readonly branch?: string | null
  }): Promise<ShippedView>
  candidate(id: string): Promise<CandidateView>
  /** How many instances a component has there from now on: recorded, and no release. */
  scale(
    where: Where & { readonly component: string; readonly instances: number },
    actor: Actor,
  ): Promise<DoneView>
  /** A one-off command in the image and the configuration of what is out; `seat` null: it goes on by itself. */
  run(where: Where & RunRequest, actor: Actor): Promise<RunView>
  /** Frames of a command to whoever began it; aborting the reading ends the command. Once for each. */
  runOutput(id: string, gone: AbortSignal): AsyncIterable<Uint8Array>
  runInput(id: string, frames: AsyncIterable<Uint8Array>): Promise<void>
  /** Builds a commit without shipping it; progress comes as happenings of the id in `candidate`. */
  build(application: string, commit: string, actor: Actor): Promise<BuildView>

  /** Never waits for a reading. `application: null`: all of them. */
  status(application: string | null): Promise<StatusView>
  why(where: Where & { readonly release: number | null }): Promise<WhyView>
  history(
    where: { readonly application: string; readonly environment: string | null },
    limit: number,
  ): Promise<HistoryView>
  readonly figures: FiguresAsked
  readonly rollbackPlan: RollbackPlanAsked
  readonly audit: AuditAsked
  logs(
    where: Where & LogsWanted,
    tail: number,
    follow: AbortSignal | null,
  ): AsyncIterable<
    LogLine & { readonly component: string; readonly release: number | null; readonly revision: string }
  >

  /** A person's command to the live rollout; `promote` also lifts a hold of the queue, or ends a tail's keeping. */
  command(
    where: Where,
    command: Extract<CommandName, 'pause' | 'resume' | 'promote'>,
    actor: Actor,
  ): Promise<DoneView>
  /** Returns the live rollout, or starts the way back; `to`: an older release that was `done` there. */
  rollback(
    where: Where & { readonly to: number | null; readonly why: string | null },
    actor: Actor,
  ): Promise<DoneView>
  restart(where: Where & { readonly component: string | null }, actor: Actor): Promise<DoneView>
  /** Closes an environment to everybody, or opens it; `page`: HTML. Refused in a live rollout. */
  maintenance(
    where: Where & { readonly on: boolean; readonly page: string | null; readonly why: string | null },
    actor: Actor,
  ): Promise<DoneView>
  /** Takes an environment, with what is on its way there, out of the machine's hands. */
  handOver(where: Where, actor: Actor): Promise<HandedView>
  /** Stops everything of an application; `data`: takes away all that it left, but the ledger. */
  remove(application: string, data: boolean, actor: Actor): Promise<RemovedView>
  /** `to`: where a rollout that was handed over goes on; null: none was. */
  takeBack(where: Where & { readonly to: 'returning' | 'moving' | null }, actor: Actor): Promise<DoneView>

  /** Happenings after `seq` (0: all kept), then as they come, until the signal aborts. */
  follow(after: number, filter: FollowFilter, signal: AbortSignal): AsyncIterable<Happening>
  ledger(after: number, limit: number): Promise<readonly Entry[]>
  /** Writes into the ledger what a person does outside every application: who may come in. */
  record(note: { readonly actor: Actor; readonly action: string; readonly payload: Json }): Promise<void>
  /** Reads the whole chain; `archive`: the digest of one that it may have written down. */
  verifyLedger(archive?: Digest): Promise<ChainCheck>
  readonly secrets: SecretsFacade
  readonly policy: PolicyFacade
  readonly trains: TrainFacade
  readonly notify: NotifyFacade
  checklist: ChecklistFacade['checklist']
  readonly notes: NotesFacade
  readonly manifests: ManifestFacade
  practices(where: Where): Promise<PracticesView>
  /** What the release that runs in an environment says, key by key, and where. */
  config(where: Where): Promise<ConfigView>
  calendar(where: Where): Promise<CalendarView>
  /** The forced version's secret of one environment (`status --secret`). */
  secret(where: Where): Promise<{ readonly header: string; readonly secret: string | null }>
}

/** `environment: null`: the only one, or the only one with a live rollout; otherwise `which-environment` (usage). */
export type Where = { readonly application: string; readonly environment: string | null }

export type FollowFilter = {
  readonly application?: string
  readonly environment?: string
  readonly candidate?: string
  readonly rollout?: string
}

export type ShippedView =
  | {
      readonly kind: 'new' | 'followed'
      readonly candidate: string
      readonly number: number
      readonly text: Text
    }
  | { readonly kind: 'already-live'; readonly release: number; readonly text: Text }

/** How far a candidate is. Following it: `ended`, or `followed` (go on with that candidate). */
export type CandidateView = {
  readonly id: string
  readonly application: string
  readonly number: number
  readonly commit: string
  readonly subject: string
  readonly actor: Actor
  readonly at: Instant
  readonly stage: 'building' | 'queued' | 'ended'
  readonly labels: readonly string[]
  readonly branch: string | null
  readonly release: number | null
  readonly followed: string | null
  readonly ended: ShipEnd | null
  readonly environments: readonly {
    readonly name: string
    readonly state: 'not-yet' | 'waiting' | 'live' | 'ended'
    /** Candidates and a live rollout before it. */
    readonly ahead: number
    readonly earliest: Instant | null
    readonly rollout: string | null
    readonly waits: readonly Text[]
  }[]
  /** BEHAVIOUR: queue, start deadlines, every `at-most` and the watch, plus a minute; from now. */
  readonly timeout: Ms
  /** What `--timeout` ends with: 5 where it waits for its turn or a window, 6 otherwise. */
  readonly pending: 5 | 6
}

export type StatusView = {
  /** Whether each application's code runs as a user of its own; absent while nobody knows. */
  readonly separated?: boolean
  readonly applications: readonly {
    readonly application: string
    readonly environments: readonly EnvironmentStatus[]
    /** Only where it declares a limit, once it was weighed. */
    readonly disk?: DiskView
    /** Receivers that take nothing; left out where there is none. */
    readonly deaf?: readonly DeafView[]
    /** What does not go on elsewhere: notes, anchors, manifests in git; left out where all does. */
    readonly stalled?: readonly StalledView[]
  }[]
}

export type EnvironmentStatus = {
  readonly name: string
  readonly url: string | null
  readonly desired: { readonly release: number; readonly commit: string } | null
  readonly actual: {
    readonly at: Instant
    readonly releases: readonly {
      readonly release: number
      readonly weight: number
      readonly components: readonly {
        readonly name: string
        readonly revision: string
        readonly digest: Digest
        readonly instances: number
        readonly ready: number
        /** It has no instances: whether its files are there to be served. */
        readonly files?: boolean
      }[]
    }[]
  } | null
  /** Names of sources that did not answer at the last reading. */
  readonly unknown: readonly string[]
  readonly rollout: RolloutView | null
  readonly queue: readonly {
    readonly candidate: string
    readonly number: number
    readonly commit: string
    readonly subject: string
    /** Who shipped it. */
    readonly actor?: Actor
    readonly position: number
    readonly earliest: Instant | null
    readonly waits: readonly Text[]
  }[]
  /** Releases that were left and still run. */
  readonly tails: readonly {
    readonly release: number
    readonly phase: string
    readonly until: Instant | null
  }[]
  readonly takenBack: { readonly commit: string; readonly release: number; readonly at: Instant } | null
  /** Timetables of what is out, and when each comes next (null: not while it is handed over); absent: none. */
  readonly schedules?: readonly {
    readonly component: string
    readonly at: string
    readonly timeZone: string
    readonly next: Instant | null
    readonly running: { readonly id: string; readonly since: Instant; readonly release: number } | null
  }[]
  /** One-off commands that run; absent: none. */
  readonly commands?: readonly {
    readonly id: string
    readonly component: string
    readonly release: number | null
    readonly since: Instant
  }[]
  /** Why something that should run does not, while no rollout is on its way; absent: nothing is known to. */
  readonly hindered?: readonly Text[]
  /** What is frozen now: by somebody who may, or by a calendar in force; absent: nothing. */
  readonly freezes?: readonly {
    readonly scope: 'server' | 'application' | 'calendar' | 'floor'
    readonly since: Instant
    /** Null: until somebody thaws it. */
    readonly until: Instant | null
    readonly why: string
    /** Null: it stands in a file. */
    readonly by: string | null
    /** Candidates with this label go on. */
    readonly except: string | null
  }[]
  /** Gates that administrators let what runs, is on its way or waits here pass; absent: none. */
  readonly overrides?: readonly (Override & { readonly candidate: number; readonly release: number | null })[]
  /** Closed to everybody; absent: open. */
  readonly maintenance?: { readonly by: string; readonly at: Instant; readonly why: string | null }
  /** What is shown over TLS, and until when it is valid; absent: none. */
  readonly certificates?: readonly { readonly names: readonly string[]; readonly until: Instant }[]
  /** What is wrong with the edge, a certificate above all; absent: nothing. */
  readonly edge?: readonly { readonly code: string; readonly text: Text; readonly todo: Text | null }[]
  /** Whose hands it is in; absent: the machine's. */
  readonly handedOver?: { readonly by: string; readonly at: Instant }
  /** The application is being removed: what runs is stopped. */
  readonly removing?: true
}

export type RolloutView = {
  readonly id: string
  readonly kind: 'ship' | 'rollback' | 'restart'
  readonly candidate: string | null
  readonly release: number
  readonly previous: number | null
  readonly commit: string
  readonly actor: Actor
  readonly startedAt: Instant
  readonly phase: Phase
  readonly step: number
  /** Weights of the plan, the watch last. */
  readonly steps: readonly number[]
  /** Percent of people on the new release, as read back; null where it was not read. */
  readonly weight: number | null
  readonly paused: boolean
  readonly waits: readonly Text[]
  readonly evidence: Evidence | null
}

/** The judge's last answer with its numbers. Counts are requests at the edge; judged ones leave repeats out. */
export type Evidence = {
  readonly judgement: Judgement
  readonly text: Text
  readonly new: Counts
  readonly old: Counts
  readonly e: number | null
  readonly threshold: number | null
  /** Requests still missing to `safe` if none fails. */
  readonly missing: number | null
}
export type Counts = {
  readonly requests: number
  readonly errors: number
  readonly judgedRequests: number
  readonly judgedErrors: number
}

export type WhyView = {
  readonly application: string
  readonly environment: string
  readonly release: number | null
  readonly commit: string | null
  readonly rollout: string | null
  readonly kind: 'ship' | 'rollback' | 'restart' | 'waiting' | 'building'
  readonly phase: Phase | null
  readonly outcome: Outcome | null
  /** What happened or what it waits for; the model sentence's first line. */
  readonly headline: Text
  readonly lines: readonly Text[]
  readonly gates: readonly { readonly gate: string; readonly verdict: Verdict }[]
  readonly reasons: readonly Reason[]
  /** Absent: there is no way back to plan. */
  readonly wayBack?: WayBackView
  /** What is open, from all gates together; left out of what has ended. */
  readonly open?: readonly OpenQuestion[]
  /** The earliest start if all of it were answered now; null: never as it stands. */
  readonly earliest?: Instant | null
  readonly evidence: Evidence | null
  readonly culprits: readonly {
    readonly component: string
    readonly route: string | null
    readonly requests: number
    readonly errors: number
    /** What failed how, the most frequent first; left out where it is not known. */
    readonly faults?: readonly CulpritFault[]
  }[]
  /** What to do or type next. */
  readonly next: readonly Text[]
  readonly values: { readonly [name: string]: Json }
}

/** What a removal set going, and what it keeps. */
export type RemovedView = {
  readonly application: string
  readonly environments: readonly string[]
  readonly data: boolean
  readonly lines: readonly Text[]
}

/** One release as it stands, as read; `release: null`: runs that no known release names. */
export type Standing = {
  readonly release: number | null
  /** Percent of people. */
  readonly weight: number
  readonly runs: readonly {
    readonly component: string
    readonly revision: string
    readonly value: Run['value']
    readonly instances: readonly Pick<Instance, 'id' | 'pid' | 'port' | 'state'>[]
  }[]
}

/** What stands where, at the moment in which it was handed over. */
export type HandedView = DoneView & {
  readonly listening: readonly string[]
  readonly stands: readonly Standing[]
  /** Releases that were left, and would have been stopped. */
  readonly waits: readonly { readonly release: number; readonly phase: string }[]
}

/** What a command did, or set going: following `rollout` tells its end. */
export type DoneView = {
  readonly text: Text
  readonly rollout: string | null
  readonly environment: string
  /** Where it goes through all gates instead: the candidate and its commit. */
  readonly candidate?: string
  readonly commit?: string
}
