import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { Actor } from '../ledger/entry.ts'
import { candidate as candidateOf, endCandidate } from '../records/candidates.ts'
import { boarding, type DepartureRecord, departuresOf, putDeparture } from '../records/departures.ts'
import { changeEntry, queueOf } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import type { Environment, QueueEntry } from '../records/types.ts'
import { announcedFrom, departuresFrom, foresee } from '../train/timetable.ts'
import type { Departure } from '../train/types.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages-train.ts'
import { settleBoarding } from './train-boarding.ts'
import { close } from './train-close.ts'
import { orderForFix } from './train-fix.ts'
import { carryingOf } from './train-gate.ts'
import { type Boarder, boardersOf, composed } from './train-passengers.ts'
import { type Train, trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

/** With somebody aboard it is looked at this often: what git, images and calendars say may change. */
const idle: Ms = 5_000
const resting: Ms = 3_600_000
const day: Ms = 86_400_000
/** What the server slept through longer ago is of no interest. */
const longestAgo: Ms = 14 * day

const subjectOf = (row: Environment) => ({ application: row.application, environment: row.name })

/** Ends what a train would have carried; those aboard wait for the next. */
const withdraw = async (
  works: Works,
  row: Environment,
  departure: DepartureRecord,
  reasons: readonly Reason[],
  actor: Actor = engineActor,
): Promise<void> => {
  const at = works.parts.clock.now()
  const text = words.cancelled(departure.id, reasons)
  await inTransaction(works.parts.records, async (records) => {
    if (departure.candidate !== null) {
      await changeEntry(records, row.key, departure.candidate, { state: 'ended' })
      await endCandidate(records, departure.candidate, {
        code: 1,
        outcome: 'withdrawn',
        lines: [text],
        at,
        notReached: [row.name],
      })
    }
    const word = { by: 'ecluse', why: null, ...departure.word, text }
    await putDeparture(records, { ...departure, state: 'cancelled', word })
    await journal(records, {
      at,
      actor,
      action: 'train-cancelled',
      subject: subjectOf(row),
      payload: { departure: departure.id, codes: reasons.map(({ code }) => code) },
      text,
    })
  })
  works.bell.ring()
}

export { withdraw as withdrawTrain }

/** Of the timetable, as it was changed by people: what is due now, and what comes next. */
const dueOf = (
  train: Train,
  known: readonly DepartureRecord[],
  boarders: readonly Boarder[],
  now: Instant,
): { readonly due: readonly DepartureRecord[]; readonly next: Departure | null } => {
  const own = known.filter(({ state, cutOff }) => state === 'boarding' && cutOff <= now)
  const first = Math.min(...boarders.map(({ entry }) => entry.at))
  const from = boarders.length === 0 ? now : Math.max(first, now - longestAgo)
  let latest: Departure | null = null
  for (const one of departuresFrom(train.config, train.ask.zone, from)) {
    if (one.cutOff > now) return { due: [...own, ...fresh(latest, known)], next: one }
    if (one.cutOff > first) latest = one
  }
  return { due: [...own, ...fresh(latest, known)], next: null }
}

const fresh = (one: Departure | null, known: readonly DepartureRecord[]): readonly DepartureRecord[] => {
  if (one === null || known.some(({ id }) => id === one.id)) return []
  return [boarding(one)]
}

/** It could not leave at its time: it is said once why, and again where the reason changes. */
const tellDelay = async (works: Works, row: Environment, departure: DepartureRecord, entry: QueueEntry) => {
  const now = works.parts.clock.now()
  if (now < departure.at || entry.state !== 'waiting' || entry.verdict?.outcome !== 'hold') return
  const reasons = entry.verdict.reasons.filter(({ code }) => code !== 'train-departs')
  const text = words.delayed(departure.id, reasons)
  if (reasons.length === 0 || departure.word?.text.en === text.en) return
  await inTransaction(works.parts.records, async (records) => {
    await putDeparture(records, { ...departure, word: { by: 'ecluse', why: null, ...departure.word, text } })
    await journal(records, {
      at: now,
      actor: engineActor,
      action: 'train-delayed',
      subject: {
        ...subjectOf(row),
        ...(departure.candidate === null ? {} : { candidate: departure.candidate }),
      },
      payload: { departure: departure.id, codes: reasons.map(({ code }) => code) },
      text,
    })
  })
  works.bell.ring()
}

/** Trains that are closed: one whose candidate ended otherwise is over, and one whose ground changed is made anew. */
const settleClosed = async (works: Works, row: Environment, train: Train): Promise<void> => {
  const { records } = works.parts
  const queue = await queueOf(records, row.key)
  for (const departure of await departuresOf(records, row.key)) {
    if (departure.state !== 'closed' || departure.candidate === null) continue
    const candidate = await candidateOf(records, departure.candidate)
    const entry = queue.find((one) => one.candidate === departure.candidate)
    if (candidate === null || candidate.stage === 'ended' || entry === undefined) {
      const reasons = [{ code: 'train-ended', text: words.endedOtherwise }]
      await putDeparture(records, {
        ...departure,
        state: 'cancelled',
        word: { by: 'ecluse', why: null, ...departure.word, text: words.cancelled(departure.id, reasons) },
      })
    } else if (entry.state === 'waiting' && row.deployed?.manifest !== candidate.train?.base) {
      const boarders = (await boardersOf(works, row, train)).filter(
        (one) => candidate.train?.aboard.includes(one.candidate.id) === true,
      )
      await close(works, row, departure, boarders, await composed(works, row, boarders, () => 0))
    } else await tellDelay(works, row, departure, entry)
  }
}

const missedBy = (known: readonly DepartureRecord[]) => (id: string) =>
  known.filter(({ behind }) =>
    behind.some(({ candidate, reason }) => candidate === id && reason.code === 'not-contained'),
  ).length

/** The cut-off of one departure: who is aboard, and what leaves. */
const cutOff = async (
  works: Works,
  row: Environment,
  train: Train,
  departure: DepartureRecord,
): Promise<void> => {
  const { records } = works.parts
  const known = await departuresOf(records, row.key)
  const own = { ...departure, environment: row.key }
  if (departure.kind === 'timetable' && departure.word?.planned === undefined) {
    const { leaves, reasons } = foresee(departure, train.ask, train.takes)
    if (!leaves) return withdraw(works, row, own, reasons)
  }
  // What waited past the next cut-off is taken along.
  for (const late of known.filter(({ state, at }) => state === 'closed' && at < departure.at)) {
    const waits = (await queueOf(records, row.key)).some(
      (entry) => entry.candidate === late.candidate && entry.state === 'waiting',
    )
    const reason = { code: 'next-train', text: words.nextComes(departure.id) }
    if (waits) await withdraw(works, row, late, [reason])
  }
  const carrying = await carryingOf(records, await departuresOf(records, row.key))
  const taken = new Set([...carrying.values()].flat())
  const boarders = (await boardersOf(works, row, train)).filter(
    ({ entry, candidate }) => entry.at < departure.cutOff && !taken.has(candidate.id),
  )
  const fix = departure.word?.fix
  const mends = boarders.find(({ candidate }) => candidate.id === fix)
  const together: Boarder[] = []
  for (const one of boarders) {
    const commits = [mends?.candidate.commit ?? '', one.candidate.commit] as const
    if (
      fix === undefined ||
      one === mends ||
      (await works.parts.source.contains(row.application, ...commits)) === true
    )
      together.push(one)
  }
  await close(works, row, own, together, await composed(works, row, together, missedBy(known)))
}

/** Said from the day before, to those aboard and in the ledger: it does not leave. */
const announce = async (
  works: Works,
  row: Environment,
  train: Train,
  boarders: readonly Boarder[],
  next: Departure | null,
): Promise<void> => {
  const { records, clock } = works.parts
  if (next === null || boarders.length === 0 || clock.now() < announcedFrom(next, train.ask.zone)) return
  const { leaves, reasons } = foresee(next, train.ask, train.takes)
  if (leaves) return
  const known = (await departuresOf(records, row.key)).find(({ id }) => id === next.id)
  const text = words.cancelled(next.id, reasons)
  if (known !== undefined) return
  await inTransaction(records, async (inside: Records) => {
    await putDeparture(
      inside,
      boarding({
        ...next,
        environment: row.key,
        word: { by: 'ecluse', why: null, text },
      }),
    )
    const at = clock.now()
    await tell(inside, { at, subject: subjectOf(row), kind: 'train-announced', text, level: 'info' })
  })
  works.bell.ring()
}

/**
 * The trains of one environment: boarding, cut-offs, what could not leave. The composition then takes its turn as any
 * candidate does. Gives the time until the next cut-off or departure.
 */
export const trainStep = async (works: Works, row: Environment): Promise<Ms> => {
  const { records, clock } = works.parts
  const train = await trainOf(works, row)
  if (train === null) {
    const open = (await departuresOf(records, row.key)).filter(({ state }) => state === 'boarding')
    const reason = { code: 'no-train', text: words.noTrain }
    for (const one of open) await withdraw(works, row, one, [reason])
    return resting
  }
  await settleClosed(works, row, train)
  const boarders = await boardersOf(works, row, train)
  if (boarders.length > 0) {
    const carrying = new Set(
      [...(await carryingOf(records, await departuresOf(records, row.key))).values()].flat(),
    )
    const free = boarders.filter(({ candidate }) => !carrying.has(candidate.id))
    if (free.length > 0) {
      await settleBoarding(works, row, boarders, await composed(works, row, free, () => 0))
      await orderForFix(works, row, free)
    }
  }
  const waiting = await boardersOf(works, row, train)
  const known = await departuresOf(records, row.key)
  const { due, next } = dueOf(train, known, waiting, clock.now())
  for (const one of due) await cutOff(works, row, train, one)
  await announce(works, row, train, waiting, next)
  const leaving = (await departuresOf(records, row.key)).filter(
    ({ state, at }) => state === 'closed' && at > clock.now(),
  )
  const times = [
    ...(next === null ? [] : [next.cutOff]),
    ...leaving.map(({ at }) => at),
    ...known.filter(({ state }) => state === 'boarding').map(({ cutOff: at }) => at),
  ]
  return Math.max(
    0,
    Math.min(
      waiting.length > 0 ? idle : resting,
      ...times.filter((at) => at > clock.now()).map((at) => at - clock.now()),
    ),
  )
}
