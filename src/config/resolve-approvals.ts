import type { WrittenApprovals } from './schema-approvals.ts'
import type { ApprovalsConfig } from './types-approvals.ts'

const week = 7 * 86_400_000

/** Everything but the keys that are none of a role. */
export const rolesIn = (
  said: Readonly<Record<string, unknown>>,
  others: readonly string[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(said).flatMap(([role, count]) =>
      others.includes(role) || typeof count !== 'number' ? [] : [[role, count]],
    ),
  )

export const approvalKeys: readonly string[] = ['not-the-author', 'expires', 'canary']

/** Approvals with every default filled in; nothing where there are none. */
export const approvalsFrom = (
  said: WrittenApprovals | undefined,
): { readonly approvals?: ApprovalsConfig } => {
  if (said === undefined) return {}
  const { canary } = said
  return {
    approvals: {
      roles: rolesIn(said, approvalKeys),
      notTheAuthor: said['not-the-author'] ?? true,
      expires: said.expires ?? week,
      canary: canary === undefined ? null : { at: canary.at, roles: rolesIn(canary, ['at']) },
    },
  }
}
