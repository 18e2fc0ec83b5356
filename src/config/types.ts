import type { Ms } from '../kernel/time.ts'
import type { ApprovalsConfig } from './types-approvals.ts'
import type { AuditConfig } from './types-audit.ts'
import type { CalendarConfig } from './types-calendar.ts'
import type { EdgeConfig } from './types-edge.ts'
import type { MigrationsConfig } from './types-migrations.ts'
import type { NotesConfig } from './types-notes.ts'
import type { NotifyConfig } from './types-notify.ts'
import type { RehearsalConfig } from './types-rehearsal.ts'
import type { TrainConfig } from './types-train.ts'

/** `ecluse.yaml`, read, checked, and with every default filled in. JSON-serialisable: it is frozen with the candidate. */
export type Config = {
  readonly application: string
  /** Where the commands go; absent: this machine. Nothing on the server reads it. */
  readonly server?: string
  /** Bytes that the application may take on the server; absent: no limit of its own. */
  readonly disk?: { readonly atMost: number }
  /** Secrets of Écluse's own, given to no instance. */
  readonly secrets?: Readonly<Record<string, SecretConfig>>
  /** How long evidence is kept, and where the ledger's head is written down; absent: for ever, and nowhere. */
  readonly audit?: AuditConfig
  /** Who is told of what happens; absent: nobody. */
  readonly notify?: readonly NotifyConfig[]
  /** How release notes are written, and where; absent: as always. */
  readonly notes?: NotesConfig
  /** Needs first: a component stands after everything that it needs. */
  readonly components: readonly ComponentConfig[]
  /** Longest path wins; from `routes`, or `/` to the one component that no other needs. */
  readonly routes: readonly { readonly path: string; readonly component: string; readonly host?: string }[]
  /** In promotion order. */
  readonly environments: readonly EnvironmentConfig[]
  /** The file of each commit that names versions; absent: tags do. */
  readonly versions?: { readonly file: string }
  /** The manifest as it is kept in git; absent: it is not. */
  readonly manifest?: KeptManifestConfig
  /** Not of the file: what asked for the candidate that it is frozen with; absent: its commit. */
  readonly asked?: Asked
}

export type KeptManifestConfig = {
  readonly repository: string
  readonly branch: string
  /** Null: nothing is asked for there. */
  readonly file: string | null
  /** Null: nothing is written back. */
  readonly actual: string | null
  /** The application's own repository; null: the same. */
  readonly source: string | null
}

/** Why a candidate is another one than its commit alone would make. */
export type Asked =
  | {
      readonly kind: 'manifest'
      readonly file: string
      /** The commit that asked for it, where the file is kept in git. */
      readonly revision?: string
      /** Why versions may go back; null: none does. */
      readonly backwards: string | null
      readonly components: Readonly<
        Record<string, { readonly commit: string; readonly version: string; readonly image?: string }>
      >
    }
  | { readonly kind: 'rollback'; readonly to: number; readonly by: string }

export type ComponentConfig = {
  readonly name: string
  readonly build: {
    readonly context: string
    readonly run: readonly string[] | null
    readonly output: string | null
    /** Files and folders of the repository that count beside the context, from its root; absent: none. */
    readonly dependsOn?: readonly string[]
    readonly installScripts: readonly string[]
    readonly within: Ms
  }
  readonly start: readonly string[] | null
  readonly port: number | null
  readonly ready: {
    /** Absent: `path`. Of a worker: `process`, where nothing else is declared. */
    readonly by?: 'process' | 'port' | { readonly command: readonly string[] }
    readonly path: string
    readonly status: number
    readonly within: Ms
    readonly steadyFor: Ms
  }
  readonly times: { readonly request: Ms; readonly drain: Ms; readonly stop: Ms }
  readonly needs: readonly string[]
  /** Ranges of Semantic Versions by the component that is needed; absent: any version. */
  readonly needsRanges?: Readonly<Record<string, string>>
  /** What other people’s manifests call it. */
  readonly knownAs?: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** By variable; left out in what was frozen before there were any. */
  readonly secrets?: Readonly<Record<string, SecretConfig>>
  readonly keep: readonly { readonly path: string; readonly shared: boolean }[]
  readonly instances: number
  /** Paths of the address whose files, a folder of the image, are kept beyond the release. */
  readonly assets?: readonly { readonly path: string; readonly folder: string }[]
  readonly tests: readonly TestConfig[]
  /** It has no process: the edge serves the files of the folder, which is all that its image holds. */
  readonly static?: { readonly folder: string; readonly fallback: string | null }
  /** Nobody is routed to it and nothing needs it; absent: it serves. */
  readonly worker?: 'exclusive' | 'side-by-side'
  readonly conduct?: ConductConfig
  /** It has no instances: its command runs by a timetable, in the release that is fully out. */
  readonly schedule?: {
    readonly at: string
    readonly timeZone: string
    readonly runLate: boolean
    readonly within: Ms
  }
  readonly migrations?: MigrationsConfig
  /** The release task: once per release and environment, before any instance starts. */
  readonly before?: { readonly run: readonly string[]; readonly within: Ms }
}

/** How the processes of a component are kept; what is absent is as always. */
export type ConductConfig = {
  readonly live?: {
    readonly by?: 'port' | { readonly command: readonly string[] }
    readonly path: string
    readonly status: number
  }
  readonly signal?: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGHUP' | 'SIGUSR1' | 'SIGUSR2'
  readonly restart?: 'always' | 'on-failure' | 'never'
  /** Bytes; shares of a processor. */
  readonly limits?: { readonly memory?: number; readonly cpu?: number }
}

/** Where a secret's value comes from: read on the server, sent by whoever ships, or set by a person. */
export type SecretConfig =
  | { readonly from: 'file'; readonly file: string }
  | { readonly from: 'command'; readonly command: readonly string[] }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'set' }

export type TestConfig = {
  readonly name: string
  readonly run: readonly string[]
  readonly report: string | null
  readonly within: Ms
}

export type Unsure = 'hold' | 'promote' | 'roll-back'

export type CanaryStep = { readonly weight: number }

export type Strategy =
  | { readonly kind: 'blue-green' }
  | {
      readonly kind: 'canary'
      /** Percent of people, rising, below 100. */
      readonly steps: readonly CanaryStep[]
      readonly atLeast: Ms
      readonly atMost: Ms
      readonly whenUnsure: Unsure
      readonly whenBlind: 'hold' | 'roll-back'
      readonly whenSuperseded: 'finish' | 'withdraw'
    }

export type EnvironmentConfig = {
  readonly name: string
  /** The environment whose `done` lets this one begin; null for the first. */
  readonly after: string | null
  readonly target: 'process'
  /** `HOST:PORT`, the public address. */
  readonly listen: string
  readonly strategy: Strategy
  readonly watch: { readonly for: Ms; readonly holdback: number; readonly keepPrevious: Ms }
  readonly judge: {
    readonly profile: 'fast' | 'steady' | 'patient'
    /** `1.5x + 0.1%` is `{ ratio: 1.5, plus: 0.001 }`. */
    readonly worseThan: { readonly ratio: number; readonly plus: number }
    readonly safeWithin: { readonly ratio: number; readonly plus: number }
  }
  readonly cohort: { readonly cookie: string } | { readonly header: string } | 'own-cookie'
  /** When a rollout may start or widen; absent: always. */
  readonly calendar?: CalendarConfig
  /** File of the repository with what has to be answered; absent: nothing. */
  readonly checklist?: string
  /** Whose signatures a release needs; absent: nobody's. */
  readonly approvals?: ApprovalsConfig
  /** File of the repository with who may sign; absent: nobody. */
  readonly approvers?: string
  /** Releases that were done here and are kept to go back to; absent: 5. */
  readonly keepReleases?: number
  readonly train?: TrainConfig
  /** The way back is rehearsed in each release's rollout here; absent: it is not. */
  readonly rehearsal?: RehearsalConfig
  /** How it meets the world; files that were read before there was a choice: plain HTTP, nothing limited. */
  readonly edge?: EdgeConfig
  /** Page of the repository that people are shown in maintenance; absent: a plain one of ours. */
  readonly maintenancePage?: string
  /** Component to variables that override the component's own. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What happens to what was changed behind our back; files that were read before there was a choice: `repair`. */
  readonly drift?: 'repair' | 'tell'
  /** Component to secrets that come from elsewhere here. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, SecretConfig>>>>
  /** Which values a later rollback uses; left out: `current`. */
  readonly secretsOnRollback?: 'current' | 'recorded'
}

/** `ecluse.lock`: what was resolved once, committed beside the file. */
export type Lock = {
  readonly format: 1
  readonly runtime: {
    readonly name: 'node'
    readonly version: string
    /** npm package integrity (`sha512-...`) per platform `linux-x64`, `linux-arm64`. */
    readonly integrity: Readonly<Record<string, string>>
  }
}
