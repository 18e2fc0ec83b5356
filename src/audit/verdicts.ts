import type { Json } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import type { Entry } from '../ledger/entry.ts'
import type { AuditedLedger, AuditedRelease } from './types.ts'

/** One verdict about a release, as the ledger kept it when it was given. */
export type Given = {
  readonly at: Instant
  readonly environment: string
  /** The gate's name; null: the judge. */
  readonly gate: string | null
  /** The judge's own word where it is no gate's. */
  readonly outcome: string
  readonly reasons: readonly { readonly text: Text; readonly values: Json }[]
}

type Told = { readonly gates?: unknown; readonly judgement?: unknown; readonly reasons?: unknown }

const textOf = (value: unknown): Text => {
  const { en, fr } = (value ?? {}) as { en?: unknown; fr?: unknown }
  return { en: String(en ?? ''), fr: String(fr ?? '') }
}

/** Payloads of any version are foreign JSON here. */
const reasonsOf = (value: unknown): Given['reasons'] =>
  Array.isArray(value)
    ? (value as readonly (Partial<Reason> | null)[]).map((one) => ({
        text: textOf(one?.text),
        values: one?.values ?? null,
      }))
    : []

const ofEntry = (entry: Entry, payload: Told): readonly Given[] => {
  const known = { at: entry.at, environment: entry.subject.environment ?? '' }
  const gates = Array.isArray(payload.gates)
    ? (payload.gates as readonly ({ gate?: unknown; verdict?: Partial<Verdict> } | null)[]).map((one) => ({
        ...known,
        gate: String(one?.gate ?? ''),
        outcome: String(one?.verdict?.outcome ?? ''),
        reasons: reasonsOf(one?.verdict?.reasons),
      }))
    : []
  if (entry.action !== 'judged') return gates
  return [
    ...gates,
    { ...known, gate: null, outcome: String(payload.judgement), reasons: reasonsOf(payload.reasons) },
  ]
}

/** By candidate and by rollout, every verdict that the ledger's part holds. */
export const verdictsIn = (ledger: AuditedLedger): ((release: AuditedRelease) => readonly Given[]) => {
  const found = new Map<string, Given[]>()
  for (const entry of ledger.entries) {
    if ('link' in entry) continue
    const payload = ledger.payloads[entry.payload]
    const of = entry.subject.candidate ?? entry.subject.rollout
    if (of === undefined || payload === null || typeof payload !== 'object') continue
    const given = ofEntry(entry, payload as Told)
    if (given.length > 0) found.set(of, [...(found.get(of) ?? []), ...given])
  }
  return ({ candidate, rollouts }) =>
    [candidate.id, ...rollouts.map(({ id }) => id)]
      .flatMap((id) => found.get(id) ?? [])
      .toSorted((a, b) => a.at - b.at)
}
