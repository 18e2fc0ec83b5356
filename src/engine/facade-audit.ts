import type { Scope } from '../audit/types.ts'
import type { Actor } from '../ledger/entry.ts'

/** One archive for an auditor (ZIP), of a release or of a time. Throws `unknown-release`. */
export type AuditAsked = (
  application: string,
  scope: Scope,
  by: { readonly actor: Actor; readonly version: string },
) => Promise<Uint8Array>
