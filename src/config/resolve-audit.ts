import type { WrittenAudit } from './schema-audit.ts'
import type { AnchorConfig, AuditConfig } from './types-audit.ts'

const anchorOf = (said: WrittenAudit['anchor']): { readonly anchor?: AnchorConfig } => {
  if (said?.file !== undefined) return { anchor: { file: said.file } }
  if (said?.repository === undefined) return {}
  return { anchor: { repository: said.repository, branch: said.branch ?? 'ecluse-ledger' } }
}

/** What is kept, and where the head is written down; nothing where nothing is said. */
export const auditFrom = (said: WrittenAudit | undefined): { readonly audit?: AuditConfig } => {
  if (said === undefined) return {}
  const days = said['keep-evidence']
  return { audit: { ...(days === undefined ? {} : { keepEvidence: days }), ...anchorOf(said.anchor) } }
}
