import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-approvals.ts'
import { approvalKeys } from './resolve-approvals.ts'
import type { WrittenApprovals } from './schema-approvals.ts'
import type { Path, Tree } from './yaml.ts'

const isRole = (word: string): boolean => /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(word)

const rolesOf = (said: object, others: readonly string[]): readonly string[] =>
  Object.keys(said).filter((key) => !others.includes(key))

/** What a shape cannot say of approvals that stand at a path, beside the approvers of the same environment. */
export const checkApprovals = (
  said: WrittenApprovals | undefined,
  approvers: string | undefined,
  at: Path,
  tree: Tree,
): readonly Problem[] => {
  if (said === undefined) return []
  const own: Path = [...at, 'approvals']
  const [roles, canary] = [rolesOf(said, approvalKeys), rolesOf(said.canary ?? {}, ['at'])]
  const bad = [
    ...roles
      .filter((role) => !isRole(role))
      .map((role) => ({ ...say.badRole(role), place: tree.atKey([...own, role]) })),
    ...canary
      .filter((role) => !isRole(role))
      .map((role) => ({ ...say.badRole(role), place: tree.atKey([...own, 'canary', role]) })),
  ]
  return [
    ...bad,
    ...(roles.length === 0 && said.canary === undefined ? [{ ...say.noRole(), place: tree.atKey(own) }] : []),
    ...(said.canary !== undefined && canary.length === 0
      ? [{ ...say.noRole(), place: tree.atKey([...own, 'canary']) }]
      : []),
    ...(approvers === undefined ? [{ ...say.noApprovers(), place: tree.atKey(own) }] : []),
  ]
}
