import type { Setting } from '../config/explain.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Where } from './facade.ts'

/** Secrets and configuration in force, as the edges ask for them. No view holds a value of a secret. */
export interface SecretsFacade {
  list(where: Where): Promise<SecretsView>
  /**
   * Takes a value that rules in the environment from now on. Without `later` it ships what runs there with the new
   * value, at once, to that environment alone.
   */
  set(
    request: Where & {
      readonly name: string
      /** Null: every component that declares the name. */
      readonly component: string | null
      readonly value: string
      readonly later: boolean
    },
    actor: Actor,
  ): Promise<SecretSetView>
  /** From the next ship on the value comes from where `ecluse.yaml` says again. */
  unset(
    request: Where & { readonly name: string; readonly component: string | null },
    actor: Actor,
  ): Promise<SecretSetView>
}

export type SecretSetView = {
  readonly text: Text
  readonly environment: string
  /** What ships it; null: nothing does now. */
  readonly candidate: string | null
}

export type SecretState = {
  /** Short, keyed: equal where the value is. */
  readonly digest: string
  readonly source: 'file' | 'command' | 'environment' | 'set'
  readonly at: Instant
  readonly by: string
}

export type SecretsView = {
  readonly application: string
  readonly environment: string
  readonly release: number | null
  readonly secrets: readonly {
    readonly component: string
    readonly name: string
    /** What instances of the release that is fully out have; null: it does not declare it. */
    readonly running: SecretState | null
    /** What a person set and does not run yet; null: there is none. */
    readonly next: SecretState | null
  }[]
}

/** What is in force in an environment, key by key, and where each value comes from. */
export type ConfigView = {
  readonly application: string
  readonly environment: string
  readonly release: number
  readonly commit: string
  readonly settings: readonly Setting[]
}
