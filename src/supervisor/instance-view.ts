import type { Problem } from '../kernel/problem.ts'
import type { Instance, InstanceState } from '../ports/supervision.ts'
import type { InstanceRecord } from './state.ts'

/** What is known of an instance beside its record. */
type Known = {
  readonly failed: boolean
  readonly problem: Problem | undefined
  readonly warnings: readonly Problem[]
  /** Was ready in this start. */
  readonly wasReady: boolean
}

/** An instance as others see it. */
export const viewOf = (record: InstanceRecord, known: Known): Instance => {
  const { id, index, process, port, since, lastExit } = record
  return {
    id,
    index,
    pid: process?.pid ?? null,
    port,
    state: stateOf(record, known),
    since,
    ...(known.problem === undefined ? {} : { problem: known.problem }),
    ...(known.warnings.length === 0 ? {} : { warnings: known.warnings }),
    ...(lastExit === undefined ? {} : { lastExit }),
  }
}

const stateOf = ({ phase, ready, served }: InstanceRecord, { failed, wasReady }: Known): InstanceState => {
  if (phase === 'draining' || phase === 'stopping') return phase
  if (failed) return 'failed'
  if (phase === 'backoff') return 'backoff'
  return ready ? 'ready' : served && phase === 'up' && wasReady ? 'unready' : 'starting'
}
