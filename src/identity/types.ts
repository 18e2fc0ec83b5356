import type { Role } from './rights.ts'

/** Who a key is, as its forced command says: `only` null means every application. */
export type Membership = {
  readonly member: string
  /** `SHA256:` and the base64 of the digest without padding, as `ssh-keygen -l` writes it. */
  readonly key: string
  readonly role: Role
  readonly only: readonly string[] | null
}

/** A public key as OpenSSH writes it: `ssh-ed25519 AAAA... comment`. */
export type PublicKey = {
  readonly type: string
  readonly blob: string
  readonly comment: string
  readonly fingerprint: string
}

/**
 * What one line of `authorized_keys` lets in. `member`: with our forced command. `open`: without a forced command,
 * an administrator of everything. `other`: with somebody else's command. `broken`: our command, but not for this key,
 * or with words that are none of ours; nobody is let in by it.
 */
export type KeyLine = {
  /** From 1. */
  readonly line: number
  readonly kind: 'member' | 'open' | 'other' | 'broken'
  readonly key: PublicKey
  readonly membership: Membership | null
  /** Whether `restrict` stands before it: no forwarding, no terminal, no commands of ~/.ssh/rc. */
  readonly restricted: boolean
}
