import type { Problem } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { RunKey } from './supervision.ts'

/** `APPLICATION/ENVIRONMENT`. */
export type EnvironmentKey = string

/** One release at the edge: which run answers which path. The longest prefix wins. */
export type Side = {
  readonly release: number
  readonly routes: readonly {
    readonly path: string
    readonly component: string
    readonly run: RunKey
    /** In lower case, without port; absent: whatever host is asked for. */
    readonly host?: string
    /** The run has no process: its files answer, `path` leading to their folder. */
    readonly files?: true
  }[]
  /** Folders of images whose files are kept for pages of releases that are gone. */
  readonly assets?: readonly { readonly path: string; readonly run: RunKey; readonly folder: string }[]
  /** Every run of the release, needs included: what `open` is counted over. */
  readonly runs: readonly RunKey[]
}

/** How a person is known: our cookie, or one cookie or header of the application's own. */
export type CohortBy = { readonly cookie: string } | { readonly header: string } | 'own-cookie'

/** Where certificates come from: files of the machine, absolute, in pairs; or an ACME server, one for each host. */
export type Tls =
  | {
      readonly kind: 'files'
      readonly pairs: readonly { readonly certificate: string; readonly key: string }[]
    }
  | {
      readonly kind: 'acme'
      readonly directory: string
      readonly contact: string | null
      /** File of a root certificate that the ACME server itself is trusted by; null: the usual ones. */
      readonly root: string | null
    }

/** How an edge meets the world. Splits stored before there were rules have none: plain HTTP, nothing limited. */
export type EdgeRules = {
  /** Null: the addresses speak plain HTTP. */
  readonly tls: Tls | null
  /** Plain address that leads to TLS and answers the challenges of ACME. */
  readonly redirect: string | null
  /** Addresses and networks (`10.0.0.0/8`) whose word on who asks is believed. */
  readonly trustedProxies: readonly string[]
  readonly limits: EdgeLimits
  readonly accessLog: boolean
  /** Parent domain whose hosts share our cookie; null: each host has its own. */
  readonly cohortDomain: string | null
}

export type EdgeLimits = {
  /** Longest body of a request, in bytes; null: any. */
  readonly body: number | null
  /** Longest head of a request, in bytes. */
  readonly head: number
  /** Connections at once on the address, and from one client address. */
  readonly connections: number
  readonly perClient: number
  /** How long a client may neither send nor take anything. */
  readonly patience: Ms
}

/**
 * The one split of an environment's edge: what the engine wants, whole, every time.
 * `weight` is the percentage of people (0 to 100, two decimals at most) that meet `new`.
 */
export type Split = {
  readonly environment: EnvironmentKey
  readonly generation: number
  /** Public addresses `HOST:PORT`; a changed one is open beside the old one until settling. */
  readonly listen: readonly string[]
  readonly old: Side | null
  readonly new: Side | null
  readonly weight: number
  /** What a proxy that lost its memory serves, at 100 %. Never the side that is being stopped. */
  readonly boot: 'old' | 'new'
  /** The rollout's id: salts the cohort hash, so that the same people are not every canary. */
  readonly salt: string
  readonly cohortBy: CohortBy
  /** Value of the header `x-ecluse-version: SECRET:old|new` that forces a side; null where there is none. */
  readonly forcedSecret: string | null
  /** Time to the end of an answer after which a request counts as an error and is answered 504. */
  readonly requestTimeout: Ms
  readonly edge?: EdgeRules
  /** Of `listen`: what speaks plain HTTP although the rules have TLS, while an address changes. */
  readonly plain?: readonly string[]
}

/** What the router really serves, read back. */
export type SplitReading = {
  readonly environment: EnvironmentKey
  readonly generation: number
  readonly weight: number
  readonly boot: 'old' | 'new'
  readonly old: number | null
  readonly new: number | null
  /** Requests, upgrades and streams open now, per run key, at the edge and between components. */
  readonly open: Readonly<Record<RunKey, number>>
  /** When the last request began on a run, per run key, in this life of the router. */
  readonly lastStarted: Readonly<Record<RunKey, Instant>>
  readonly listening: readonly string[]
  /** The last word on maintenance that is in force; absent: never any. */
  readonly maintenance?: { readonly seq: number; readonly on: boolean }
  /** What is shown over TLS: for whom, and until when it is valid; absent: none. */
  readonly certificates?: readonly { readonly names: readonly string[]; readonly until: Instant }[]
  /** What is wrong with the edge itself, a certificate above all; absent: nothing. */
  readonly notices?: readonly Problem[]
}

export type RouterReading = {
  readonly at: Instant
  readonly pid: number
  readonly splits: readonly SplitReading[]
  /** Highest generation durably seen per environment. */
  readonly fences: Readonly<Record<EnvironmentKey, number>>
}

export type Maintenance = { readonly seq: number; readonly on: boolean; readonly page: string | null }

/**
 * The data plane as the engine sees it. A refused generation is a `ProblemError` with code `stale-generation`,
 * naming the higher one. `route` answers only after its state is durable (write, fsync, rename) and in force.
 */
export interface Router {
  route(split: Split): Promise<SplitReading>
  /**
   * Throws what would make a split unserviceable, before anybody is moved: `host-taken`, `address-taken`,
   * `bad-certificate` and its like. Changes nothing.
   */
  check?(split: Split): Promise<void>
  /**
   * Answers everybody with a page, or no more (`on: false`), whatever the split. Durable; a `seq` below one that was
   * seen is refused as `stale-generation`. `page`: HTML; null: a plain one of ours.
   */
  maintain?(environment: EnvironmentKey, wanted: Maintenance): Promise<void>
  /** Raises the fence of an environment and changes nothing else. */
  hold(environment: EnvironmentKey, generation: number): Promise<void>
  /** Takes an environment away: closes its addresses. */
  remove(environment: EnvironmentKey, generation: number): Promise<void>
  /**
   * Deletes what it wrote of an environment that was removed: its access log, and certificates that were ordered for
   * hosts which no other environment names. One that is served is left alone.
   */
  forget?(environment: EnvironmentKey, hosts: readonly string[]): Promise<void>
  read(): Promise<RouterReading>
}
