import type { SecretConfig } from '../config/types.ts'
import type { Instant } from '../kernel/time.ts'

/** Whose secret: its value is bound to this place, and its digest tells nothing about an equal value elsewhere. */
export type SecretPlace = {
  readonly application: string
  readonly environment: string
  readonly component: string
  /** The variable in which an instance finds it. */
  readonly name: string
}

/** A value that only who has the key file can read, and when and by whom it came here. JSON-serialisable. */
export type Sealed = {
  /** Keyed: equal where place and value are, and tells nothing else. `hmac:` and 64 hexadecimal digits. */
  readonly digest: string
  readonly sealed: string
  readonly source: SecretConfig['from']
  readonly at: Instant
  /** Name of whoever shipped or set it. */
  readonly by: string
}

/**
 * Reads secrets on the server and keeps them sealed. No problem that it throws, and no log, holds a value:
 * `secrets-key-missing`, `secrets-key-open`, `secret-file-...`, `secret-command-...`, `secret-empty`, `secret-too-large`,
 * `secret-not-text`.
 */
export interface Vault {
  /** Refuses what no variable can hold: nothing, a zero byte, more than 64 KiB. */
  seal(place: SecretPlace, value: string): Promise<Pick<Sealed, 'digest' | 'sealed'>>
  /** The value again, to be used at once. Throws `secrets-key-missing`, `secrets-key-other`, `secret-damaged`. */
  open(sealed: string): string
  /** What the file holds or the command prints, without its last line break. */
  read(place: SecretPlace, source: Extract<SecretConfig, { from: 'file' | 'command' }>): Promise<string>
}
