import { sees } from './rights.ts'
import type { KeyLine, PublicKey } from './types.ts'

/**
 * Keys that let an administrator of an application in by name. Lines without a forced command are none of them: nobody
 * says whose they are.
 */
export const administratorsOf = (
  lines: readonly KeyLine[],
  application: string,
): readonly { readonly name: string; readonly key: PublicKey }[] => {
  const seen = new Set<string>()
  return lines.flatMap(({ key, membership }) => {
    // The first line of a key rules, as in sshd.
    if (seen.has(key.fingerprint)) return []
    seen.add(key.fingerprint)
    return membership?.role === 'admin' && sees(membership.only, application)
      ? [{ name: membership.member, key }]
      : []
  })
}
