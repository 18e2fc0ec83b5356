import { ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Attached } from '../ports/target.ts'
import { inTransaction } from '../records/handle.ts'
import type { Environment } from '../records/types.ts'
import type { RunRequest, RunView } from './facade.ts'
import { journal } from './journal.ts'
import { withAllKept } from './kept.ts'
import { ranOnce, readLater, seatGone } from './messages-processes.ts'
import { nothingRuns, unknownComponent } from './problems.ts'
import type { Works } from './works.ts'

/** A command of a person may last this long. */
const longest: Ms = 24 * 3_600_000
/** Whoever began a command comes for its output within this time, or it ends. */
const patience: Ms = 30_000

/** Commands that somebody sits before, by id. Nothing of it outlives the control plane: their commands end with it. */
export type Seats = {
  readonly put: (id: string, attached: Attached) => void
  /** `gone`: whoever reads has left, also in the middle of a silence. */
  readonly output: (id: string, gone: AbortSignal) => AsyncIterable<Uint8Array>
  readonly input: (id: string, frames: AsyncIterable<Uint8Array>) => Promise<void>
}

export const seatsOf = (wake: (after: Ms, call: () => void) => () => void): Seats => {
  const seats = new Map<string, { readonly attached: Attached; readonly stay: () => void; read: boolean }>()
  const seatOf = (id: string) => {
    const seat = seats.get(id)
    if (seat === undefined) throw new ProblemError(seatGone())
    return seat
  }
  const leave = (id: string): void => {
    seats.get(id)?.attached.close()
    seats.delete(id)
  }
  async function* output(id: string, gone: AbortSignal): AsyncGenerator<Uint8Array> {
    const seat = seatOf(id)
    if (seat.read) throw new ProblemError(seatGone())
    seat.read = true
    seat.stay()
    gone.addEventListener('abort', () => leave(id), { once: true })
    try {
      // Something is said at once, so that whoever reads knows that it is there.
      yield greeting
      yield* seat.attached.output
    } finally {
      leave(id)
    }
  }
  return {
    put: (id, attached) => seats.set(id, { attached, stay: wake(patience, () => leave(id)), read: false }),
    output,
    input: async (id, frames) => {
      const { attached } = seatOf(id)
      for await (const part of frames) attached.write(part)
    },
  }
}

/** An empty part of output, as a frame. */
const greeting = Uint8Array.of(3, 0, 0, 0, 0)

/** Runs a command in what is fully out: recorded first, then started. */
export const runOnce = async (
  works: Works,
  seats: Seats,
  row: Environment,
  { component, argv, seat }: RunRequest,
  actor: Actor,
): Promise<RunView> => {
  const { parts } = works
  const { deployed, name, application } = row
  if (deployed === null) throw new ProblemError(nothingRuns(name))
  const all = [...deployed.revisions, ...(deployed.scheduled ?? [])]
  const revision = all.find((one) => one.component === component)
  if (revision === undefined) {
    const names = all.map((one) => one.component)
    throw new ProblemError(unknownComponent(component, names))
  }
  const [id, { release }] = [parts.ids.next(), deployed]
  const text = ranOnce(argv, component, release, name)
  await inTransaction(parts.records, (records) =>
    journal(records, {
      at: parts.clock.now(),
      actor,
      action: 'run',
      subject: { application, environment: name, release },
      payload: { id, component, argv, revision: revision.key, detached: seat === null },
      text,
    }),
  )
  const attached = await parts.target.once(
    { id, revision: withAllKept(revision), run: argv, within: longest },
    seat,
  )
  if (attached !== null) seats.put(id, attached)
  const said = seat === null ? readLater(text, id) : text
  return { id, text: said, environment: name, component, release }
}
