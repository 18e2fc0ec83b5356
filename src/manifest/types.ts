import type { ComponentConfig, SecretConfig } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'

/** One component as it was built: what runs, by digest, and where it comes from. */
export type ManifestComponent = {
  readonly name: string
  /** What people call this state of the component: a tag, else the short commit. */
  readonly version: string
  readonly commit: string
  /** Digest of the OCI image manifest. */
  readonly image: Digest
  /** argv that the image starts with. */
  readonly start: readonly string[]
  readonly runtime: { readonly name: 'node'; readonly version: string; readonly integrity: string }
}

/** One file of schema changes, by its content. `file`: below the folder that the component declares. */
export type CarriedMigration = {
  readonly component: string
  readonly phase: 'expand' | 'contract'
  readonly file: string
  readonly digest: Digest
}

/**
 * A release manifest: everything that runs, and nothing of who or when. Two manifests of the same digest are the same
 * release. Components are sorted by name, so that it does not depend on the order of any file.
 */
export type Manifest = {
  readonly format: 1
  readonly application: string
  readonly components: readonly ManifestComponent[]
  /** Digest of each component's configuration in each environment: `configurations[environment][component]`. */
  readonly configurations: Readonly<Record<string, Readonly<Record<string, Digest>>>>
  /** Schema changes that the release carries, in order. */
  readonly migrations: readonly CarriedMigration[]
  /** Version of the infrastructure that it needs; null until infrastructure is versioned. */
  readonly infrastructure: string | null
}

/** Secrets of one environment by component and variable: the same shape as the vault's `Sealed`. */
export type SealedSecrets = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        {
          /** Keyed: tells nothing of the value to who has no key, and is equal where the value is. */
          readonly digest: string
          readonly sealed: string
          readonly source: SecretConfig['from']
          readonly at: number
          readonly by: string
        }
      >
    >
  >
>

/** `APPLICATION/ENVIRONMENT/COMPONENT/REVISION`. */
export type RunKey = string

/**
 * One component as it runs in one environment, whole: the same shape as the target's `RevisionSpec`, written here
 * because a pure room knows no port.
 */
export type Revision = {
  readonly key: RunKey
  readonly application: string
  readonly environment: string
  readonly component: string
  /** Short identity: the first 12 hexadecimal digits of `identity`. */
  readonly revision: string
  /** Hash of image, configuration and the identities of all that it needs, transitively. */
  readonly identity: Digest
  readonly image: Digest
  /** The declared start command; null where the image's own is used. */
  readonly start: readonly string[] | null
  /** The component's variables with the environment's overrides; addresses are not among them. */
  readonly variables: Readonly<Record<string, string>>
  /** Left out where there are none. */
  readonly secrets?: SealedSecrets[string]
  /** Component name to the run that it is pinned to. */
  readonly needs: Readonly<Record<string, RunKey>>
  readonly keep: readonly { readonly path: string; readonly shared: boolean }[]
  readonly instances: number
  readonly ready: {
    readonly by?: 'process' | 'port' | { readonly command: readonly string[] }
    readonly path: string
    readonly status: number
    readonly within: number
    readonly steadyFor: number
  }
  readonly times: { readonly request: number; readonly drain: number; readonly stop: number }
  /** It has no process: the edge serves its files. */
  readonly static?: { readonly fallback: string | null }
  /** How its processes are kept: no part of the identity. */
  readonly worker?: NonNullable<ComponentConfig['worker']>
  readonly conduct?: NonNullable<ComponentConfig['conduct']>
  readonly schedule?: NonNullable<ComponentConfig['schedule']>
  /** Changes of its database: no part of the identity. */
  readonly migrations?: {
    readonly expand?: { readonly run: readonly string[] }
    readonly contract?: { readonly run: readonly string[] }
    /** Variable with the address of the database. */
    readonly database?: string
    readonly within: number
  }
  /** The release task, where the component declares one: no part of the identity. */
  readonly before?: { readonly run: readonly string[]; readonly within: number }
}

/** One release at the edge: the same shape as the router's `Side`. */
export type ReleaseSide = {
  readonly release: number
  readonly routes: readonly {
    readonly path: string
    readonly component: string
    readonly run: RunKey
    readonly host?: string
    readonly files?: true
  }[]
  readonly assets?: readonly { readonly path: string; readonly run: RunKey; readonly folder: string }[]
  /** Every run of the release, needs included. */
  readonly runs: readonly RunKey[]
}
