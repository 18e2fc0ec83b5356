import type { Scope } from '../audit/types.ts'
import { sha256 } from '../kernel/canonical.ts'
import { inTransaction } from '../records/handle.ts'
import { audit } from './audit.ts'
import type { AuditAsked } from './facade-audit.ts'
import { journal } from './journal.ts'
import { auditMade } from './messages-ledger.ts'
import type { Parts } from './parts.ts'

/**
 * An archive that somebody asks for, with its digest in the ledger: whoever makes one anew, with every digest in it, is
 * found by that entry, and by any head that was written down after it.
 */
export const auditAsked = async (
  parts: Parts,
  application: string,
  scope: Scope,
  { actor, version }: Parameters<AuditAsked>[2],
): Promise<Uint8Array> => {
  const { records, source, clock } = parts
  const pause = () => new Promise<void>((go) => clock.wake(0, go))
  const now = () => clock.now()
  const bytes = await audit({ records, source, version, now, pause }, application, scope, actor)
  const digest = sha256(bytes)
  const text = auditMade(application, scope, digest)
  await inTransaction(records, (inside) =>
    journal(inside, {
      at: now(),
      actor,
      action: 'audited',
      subject: { application },
      payload: { scope, digest, bytes: bytes.length, text },
      text,
    }),
  )
  return bytes
}
