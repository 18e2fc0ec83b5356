import type { KeyLine, Membership, PublicKey } from '../identity/types.ts'

/** The file of sshd that says whose key opens what. */
export interface Members {
  /** Absolute, for people. */
  readonly file: string
  /** What each of its lines lets in now. A file that is not there has none. */
  lines(): Promise<readonly KeyLine[]>
  /**
   * Lets these keys in as this member, together with those that the member has already: all get this role. Durable when
   * it answers. Throws `key-taken`, `not-writable`.
   */
  add(member: Omit<Membership, 'key'>, keys: readonly PublicKey[]): Promise<void>
  /** Takes every key of the member away. Throws `no-member`, `not-writable`. */
  remove(member: string): Promise<readonly PublicKey[]>
}
