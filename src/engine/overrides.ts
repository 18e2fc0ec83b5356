import type { GateVerdict } from '../gates/types.ts'
import { readStatement } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import { pass, type Reason, type Verdict } from '../kernel/verdict.ts'
import { overridden as overriddenText } from '../policy/messages.ts'
import { judgeOverride, overriders } from '../policy/overrides.ts'
import type { Person } from '../policy/people.ts'
import type { Policy, Received } from '../policy/types.ts'
import type { Records } from '../records/handle.ts'
import { type StoredStatement, statementsAbout } from '../records/statements.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Override } from './facade.ts'
import { policiesOf, type Ruling } from './policy-in-force.ts'
import type { Works } from './works.ts'

/** What an administrator let a candidate pass, whether it counts still or not: it is shown for ever. */
export const overridesSaid = (
  statements: readonly StoredStatement[],
  candidate: string,
): readonly Override[] =>
  statements
    .filter((one) => one.action === 'override' && one.candidate === candidate)
    .flatMap(({ text, signature, item, actor, signer, at }) => {
      const why = readStatement(text)?.note ?? ''
      const by = signer ?? actor.name
      return item === null ? [] : [{ gate: item, by, why, at, signed: signature !== null }]
    })

/** The same of a candidate in one environment. */
export const overridesIn = async (
  records: Records,
  environment: string,
  candidate: string | null,
): Promise<readonly Override[]> => {
  if (candidate === null) return []
  const said = await statementsAbout(records, candidate)
  return overridesSaid(
    said.filter((one) => one.environment === environment),
    candidate,
  )
}

/** Who may sign an override here; nobody: an administrator's word counts, unsigned. */
export const overridersHere = async (
  works: Pick<Works, 'parts'>,
  row: Environment,
  policies: readonly Pick<Policy, 'approvers'>[],
): Promise<readonly Person[]> =>
  overriders((await works.parts.administrators?.(row.application)) ?? [], policies)

export type Overrides = {
  /** Those that count now, each verified again. */
  readonly standing: readonly Override[]
  /** Why others do not, by gate. */
  readonly fallen: readonly { readonly gate: string; readonly reason: Reason }[]
}

/** What an administrator lets a candidate pass now: for it alone. */
export const overridesNow = async (
  works: Pick<Works, 'parts'>,
  row: Environment,
  candidate: Candidate,
  ruling: Ruling,
  statements: readonly StoredStatement[],
): Promise<Overrides> => {
  const mine = statements.filter((one) => one.action === 'override' && one.candidate === candidate.id)
  if (mine.length === 0) return { standing: [], fallen: [] }
  const people = await overridersHere(works, row, policiesOf(ruling))
  const about = {
    application: row.application,
    environment: row.name,
    manifest: (candidate.manifest ?? 'sha256:') as Digest,
    now: works.parts.clock.now(),
  }
  const standing: Override[] = []
  const fallen: Overrides['fallen'][number][] = []
  for (const { id, text, signature, actor, at, item } of mine) {
    const statement = readStatement(text)
    if (statement === null || item === null) continue
    const received: Received = { id, text, statement, signature, by: actor.name, at }
    const judged = judgeOverride(received, about, ruling.inForce, people)
    if (!judged.counts) fallen.push({ gate: item, reason: judged.reason })
    else
      standing.push({
        gate: item,
        by: judged.person.name,
        why: statement.note,
        at,
        signed: judged.signer !== null,
      })
  }
  return { standing, fallen }
}

/** The verdict of a gate that was passed over. */
export const overriddenBy = ({ gate, by, why, signed }: Override): Verdict =>
  pass({ code: 'overridden', text: overriddenText(gate, by, why, signed), values: { by, why, signed } })

/** A gate that closes is open where an administrator let it pass. */
export const unlessOverridden = (one: GateVerdict, overrides: Overrides): GateVerdict => {
  const { gate, verdict } = one
  if (verdict.outcome === 'pass') return one
  const lifted = overrides.standing.find((standing) => standing.gate === gate)
  return { gate, verdict: lifted === undefined ? withFallen(gate, verdict, overrides) : overriddenBy(lifted) }
}

/** A gate's verdict with why overrides of it do not count. */
export const withFallen = (gate: string, verdict: Verdict, { fallen }: Overrides): Verdict => {
  const reasons = fallen.flatMap((one) => (one.gate === gate ? [one.reason] : []))
  return verdict.outcome === 'pass' || reasons.length === 0
    ? verdict
    : { ...verdict, reasons: [...verdict.reasons, ...reasons] }
}
