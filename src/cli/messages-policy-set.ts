import type { Config, EnvironmentConfig } from '../config/types.ts'
import { type Format, say, type Text } from '../kernel/text.ts'
import { departsWords } from '../policy/say-train.ts'
import { usualKeep } from '../policy/usual.ts'

const counted = (roles: Readonly<Record<string, number>>, f: Format): string =>
  f.list(Object.entries(roles).map(([role, count]) => `${f.count(count)} ${role}`))

/** Each key of the policy with what it says; null: it says nothing here. */
const keysOf = (
  one: EnvironmentConfig,
  config: Config,
  f: Format,
): Readonly<Record<string, string | null>> => {
  const tests = config.components.reduce((sum, { tests: all }) => sum + all.length, 0)
  const receivers = (config.notify ?? []).filter(
    ({ environment }) => environment === undefined || environment === one.name,
  ).length
  return {
    after: one.after,
    calendar: one.calendar?.timeZone ?? null,
    checklist: one.checklist ?? null,
    approvals: one.approvals === undefined ? null : counted(one.approvals.roles, f),
    approvers: one.approvers ?? null,
    train: one.train === undefined ? null : departsWords(one.train),
    tests: tests === 0 ? null : f.count(tests),
    audit: config.audit === undefined ? null : '',
    notify: receivers === 0 ? null : f.count(receivers),
    'keep-releases': one.keepReleases === undefined ? null : f.count(one.keepReleases),
  }
}

const told = (value: string | null): string => (value === null || value === '' ? '' : ` (${value})`)

/** Which keys of an environment's policy are set, and which are not: a first release is ruled by its own. */
export const policySet = (one: EnvironmentConfig, config: Config): readonly Text[] => {
  const set = (f: Format) =>
    Object.entries(keysOf(one, config, f)).flatMap(([key, value]) =>
      value === null ? [] : [`${key}${told(value)}`],
    )
  const open = (f: Format) =>
    Object.entries(keysOf(one, config, f)).flatMap(([key, value]) =>
      value === null ? [key === 'keep-releases' ? `${key} (${f.count(usualKeep)})` : key] : [],
    )
  return [
    say(
      (f) => `    policy set: ${set(f).length === 0 ? 'nothing' : f.list(set(f))}`,
      (f) => `    politique fixée : ${set(f).length === 0 ? 'rien' : f.list(set(f))}`,
    ),
    say(
      (f) => `    not set: ${open(f).length === 0 ? 'nothing' : f.list(open(f))}`,
      (f) => `    non fixé : ${open(f).length === 0 ? 'rien' : f.list(open(f))}`,
    ),
  ]
}
