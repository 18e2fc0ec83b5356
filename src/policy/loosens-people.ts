import type { ApprovalsConfig } from '../config/types-approvals.ts'
import { formats, same, type Text } from '../kernel/text.ts'
import type { Signer, SignerFile } from '../provenance/allowed-signers.ts'
import type { Loosened } from './loosens.ts'
import { peopleOf } from './people.ts'
import type { Policy } from './types.ts'

const nothing: Text = { en: 'none', fr: 'aucun' }
const time = (ms: number): Text => ({ en: formats.en.duration(ms), fr: formats.fr.duration(ms) })

const fewer = (
  key: string,
  old: Readonly<Record<string, number>>,
  fresh: Readonly<Record<string, number>>,
): readonly Loosened[] =>
  Object.entries(old).flatMap(([role, count]) => {
    const after = Object.hasOwn(fresh, role) ? (fresh[role] ?? 0) : 0
    return after >= count
      ? []
      : [{ key: `${key}.${role}`, old: same(String(count)), new: same(String(after)) }]
  })

const canaryLoosens = (
  old: ApprovalsConfig['canary'],
  fresh: ApprovalsConfig['canary'],
): readonly Loosened[] => {
  if (old === null) return []
  const key = 'approvals.canary'
  if (fresh === null) return [{ key, old: same(`${old.at}%`), new: nothing }]
  return [
    ...(fresh.at > old.at ? [{ key: `${key}.at`, old: same(`${old.at}%`), new: same(`${fresh.at}%`) }] : []),
    ...fewer(key, old.roles, fresh.roles),
  ]
}

const approvalsLoosen = (old: ApprovalsConfig | null, fresh: ApprovalsConfig | null): readonly Loosened[] => {
  if (old === null) return []
  if (fresh === null)
    return [{ key: 'approvals', old: same(Object.keys(old.roles).join(', ')), new: nothing }]
  return [
    ...fewer('approvals', old.roles, fresh.roles),
    ...(old.notTheAuthor && !fresh.notTheAuthor
      ? [{ key: 'approvals.not-the-author', old: same('true'), new: same('false') }]
      : []),
    ...(fresh.expires > old.expires
      ? [{ key: 'approvals.expires', old: time(old.expires), new: time(fresh.expires) }]
      : []),
    ...canaryLoosens(old.canary, fresh.canary),
  ]
}

const covers = (old: readonly Signer[], fresh: Signer): boolean =>
  old.some(
    (one) =>
      (one.after ?? -Infinity) <= (fresh.after ?? -Infinity) &&
      (one.before ?? Infinity) >= (fresh.before ?? Infinity),
  )

/** Keys by whom they belong to: two of one person may not become two people. */
const groupsOf = (file: SignerFile | null): ReadonlyMap<string, string> =>
  new Map(
    peopleOf(file).flatMap(({ signers }) => {
      const [first] = signers
      return signers.map(({ key }) => [key.blob, first?.key.blob ?? ''] as const)
    }),
  )

const parted = (old: SignerFile | null, fresh: SignerFile | null): readonly Loosened[] => {
  const [before, after] = [groupsOf(old), groupsOf(fresh)]
  return peopleOf(old).flatMap((person) => {
    const kept = new Set(person.signers.flatMap(({ key }) => after.get(key.blob) ?? []))
    return before.size > 0 && kept.size > 1
      ? [{ key: `approvers.${person.name}`, old: same('1'), new: same(String(kept.size)) }]
      : []
  })
}

/** A key or a role that nobody had, a longer validity, an address less, one person who becomes two. */
const approversLoosen = (old: SignerFile | null, fresh: SignerFile | null): readonly Loosened[] => [
  ...(fresh?.signers ?? []).flatMap((signer): readonly Loosened[] => {
    const before = (old?.signers ?? []).filter(({ key }) => key.blob === signer.key.blob)
    const key = `approvers.${signer.principals[0] ?? ''}`
    if (before.length === 0) return [{ key, old: nothing, new: same(signer.key.fingerprint) }]
    const roles = before.flatMap((one) => one.roles)
    const emails = before.flatMap((one) => one.emails)
    const added = signer.roles.filter((role) => !roles.includes(role))
    const lost = emails.filter((email) => !signer.emails.includes(email))
    return [
      ...(added.length === 0
        ? []
        : [{ key, old: same(roles.join(', ')), new: same(signer.roles.join(', ')) }]),
      ...(lost.length === 0
        ? []
        : [{ key, old: same(emails.join(', ')), new: same(signer.emails.join(', ')) }]),
      ...(covers(before, signer)
        ? []
        : [
            {
              key,
              old: { en: 'valid shorter', fr: 'valable moins longtemps' },
              new: { en: 'valid longer', fr: 'valable plus longtemps' },
            },
          ]),
    ]
  }),
  ...parted(old, fresh),
]

export const loosensPeople = (old: Policy, fresh: Policy): readonly Loosened[] => [
  ...approvalsLoosen(old.approvals, fresh.approvals),
  ...approversLoosen(old.approvers, fresh.approvers),
]
