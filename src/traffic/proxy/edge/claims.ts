import { type Problem, ProblemError } from '../../../kernel/problem.ts'
import type { Split } from '../../../ports/router.ts'
import { addressOfAnother } from '../messages.ts'
import { hostOfAnother, speaksOtherwise } from '../messages-edge.ts'
import { addressesOf, hostsOf } from './hosts.ts'

/** Why two environments cannot have one address; undefined where they can, told apart by host. */
const clash = (split: Split, other: Split): Problem | undefined => {
  const theirs = addressesOf(other)
  const [mine, hosts] = [hostsOf(split), hostsOf(other)]
  for (const [address, purpose] of addressesOf(split)) {
    const taken = theirs.get(address)
    if (taken === undefined) continue
    if ((purpose === 'tls') !== (taken === 'tls')) return speaksOtherwise(address, other.environment)
    if (mine.any && hosts.any) return addressOfAnother(address, other.environment)
    const host = [...mine.names].find((name) => hosts.names.has(name))
    if (host !== undefined) return hostOfAnother(host, address, other.environment)
  }
  return undefined
}

/** Throws `address-taken`, `host-taken` or `address-speaks-otherwise` where another environment was there first. */
export const checkClaims = (split: Split, all: readonly Split[]): void => {
  for (const other of all) {
    const problem = other.environment === split.environment ? undefined : clash(split, other)
    if (problem !== undefined) throw new ProblemError(problem)
  }
}
