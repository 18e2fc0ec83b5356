import { canonical, type Digest, isDigest, type Json } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'

/** `approve`: the green light. `canary`: it may widen. `sign-off`: an item of the checklist. `override`: a gate. */
export type StatementAction = 'approve' | 'canary' | 'sign-off' | 'override'
export const statementActions: readonly StatementAction[] = ['approve', 'canary', 'sign-off', 'override']

/** What a person says of one manifest in one environment. Signed as canonical JSON, kept as it was signed. */
export type Statement = {
  readonly format: 'ecluse-statement/1'
  readonly application: string
  readonly environment: string
  readonly action: StatementAction
  /** The item of the checklist, the canary's share (`50%`), or the gate; null: none. */
  readonly item: string | null
  readonly manifest: Digest
  /** Of what the candidate loosens of the policy in force, as the person was shown it; null: nothing. */
  readonly loosens: Digest | null
  /** Null: any that the person has. */
  readonly role: string | null
  readonly note: string
  readonly signedAt: Instant
  readonly expires: Instant
}

/** What ssh-keygen signs statements for. */
export const namespace = 'ecluse'

const isoOf = (at: Instant): string => new Date(at).toISOString()

/** The text that is signed: canonical JSON, times in UTC. */
export const statementText = (said: Statement): string => {
  const { signedAt, expires, ...rest } = said
  return canonical({ ...rest, 'signed-at': isoOf(signedAt), expires: isoOf(expires) })
}

const keys = [
  'format',
  'application',
  'environment',
  'action',
  'item',
  'manifest',
  'loosens',
  'role',
  'note',
  'signed-at',
  'expires',
]
const mostNote = 4_000

const instantOf = (value: unknown): Instant | null => {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return null
  const at = new Date(value).getTime()
  return Number.isNaN(at) || isoOf(at) !== value ? null : at
}

const word = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w.@%+-][\w.@%+ -]{0,99}$/.test(value)

const parsed = (text: string): { readonly [key: string]: Json } | null => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })
      : null
  } catch {
    return null
  }
}

/** A statement from the text that was signed; null where it is not exactly one. */
export const readStatement = (text: string): Statement | null => {
  const said = text.length > 16_384 ? null : parsed(text)
  if (said === null || Object.keys(said).some((key) => !keys.includes(key)) || canonical(said) !== text)
    return null
  const { format, application, environment, action, item, manifest, loosens, role, note } = said
  const [signedAt, expires] = [instantOf(said['signed-at']), instantOf(said['expires'])]
  const known = statementActions.find((one) => one === action)
  if (format !== 'ecluse-statement/1' || known === undefined) return null
  if (!word(application) || !word(environment) || signedAt === null || expires === null) return null
  if (typeof manifest !== 'string' || !isDigest(manifest)) return null
  if (loosens !== null && (typeof loosens !== 'string' || !isDigest(loosens))) return null
  if ((item !== null && !word(item)) || (role !== null && !word(role))) return null
  if (typeof note !== 'string' || note.length > mostNote) return null
  return {
    format,
    application,
    environment,
    action: known,
    item: item ?? null,
    manifest,
    loosens,
    role: role ?? null,
    note,
    signedAt,
    expires,
  }
}
