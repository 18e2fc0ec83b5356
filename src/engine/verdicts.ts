import type { GateVerdict } from '../gates/types.ts'
import type { Json } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'
import type { Records } from '../records/handle.ts'
import { putEntry } from '../records/ledger.ts'
import type { Rollout } from '../records/types.ts'
import type { Reading } from '../rollout/types.ts'
import { subjectOf } from './begin.ts'
import { engineActor, judgeActor } from './journal.ts'

/** Verdicts as the ledger keeps them, with reasons and the values seen: what was decided on can be read for ever. */
export const gatesPayload = (gates: readonly GateVerdict[]): Json =>
  gates.map(({ gate, verdict }) => ({ gate, verdict }))

/** What holds a candidate now. Those who follow are told elsewhere. */
export const noteHeld = (
  records: Records,
  subject: { readonly application: string; readonly environment: string; readonly candidate: string },
  gates: readonly GateVerdict[],
  at: Instant,
) =>
  putEntry(records, {
    at,
    actor: engineActor,
    action: 'held',
    subject,
    payload: { gates: gatesPayload(gates.filter(({ verdict }) => verdict.outcome === 'hold')) },
  })

/** What the judge knew of a weight when it was left: raised, taken back, or settled. */
export const noteJudged = async (
  records: Records,
  before: Rollout,
  next: Rollout,
  readings: readonly Reading[],
  at: Instant,
): Promise<void> => {
  const { state, plan } = before
  if (state.phase !== 'observing' || next.state.phase === 'observing' || plan.kind !== 'release') return
  const verdict = readings.find((reading) => reading.kind === 'verdict')
  if (verdict === undefined) return
  const { judgement, reasons } = verdict
  const [first] = reasons
  await putEntry(records, {
    at,
    actor: judgeActor,
    action: 'judged',
    subject: subjectOf(next),
    payload: {
      weight: state.target,
      watch: state.step === plan.steps.length - 1,
      judgement,
      reasons: reasons.map((reason) => ({ ...reason })),
      ...(first === undefined ? {} : { text: first.text }),
    },
  })
}
