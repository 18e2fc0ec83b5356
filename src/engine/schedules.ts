import type { Instant, Ms } from '../kernel/time.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { environment, environments } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { putSchedule, type ScheduleRun, type ScheduleState, scheduleOf } from '../records/schedules.ts'
import type { Environment } from '../records/types.ts'
import { decideSchedule } from '../schedule/decide.ts'
import { engineActor, journal } from './journal.ts'
import { withAllKept } from './kept.ts'
import * as words from './messages-schedules.ts'
import type { Works } from './works.ts'

const idle: Ms = 5_000
const often: Ms = 1_000

/** Every environment's timetables, save those that a person has in hand. */
export const timetables =
  (works: Works): (() => Promise<Ms>) =>
  async () => {
    const sleeps: Ms[] = [idle]
    for (const row of await environments(works.parts.records)) {
      if (row.handedOver === null) sleeps.push(await schedulesStep(works, row))
    }
    return Math.min(...sleeps)
  }

/** Timetables of one environment: what is due begins in the release that is fully out, whatever is on its way. */
const schedulesStep = async (works: Works, row: Environment): Promise<Ms> => {
  const scheduled = row.deployed?.scheduled ?? []
  const sleeps: Ms[] = [idle]
  for (const revision of scheduled) sleeps.push(await stepOne(works, row, revision))
  return Math.min(...sleeps)
}

const stepOne = async (works: Works, row: Environment, revision: RevisionSpec): Promise<Ms> => {
  const { parts } = works
  const { component, schedule } = revision
  if (schedule === undefined) return idle
  const now = parts.clock.now()
  const known = await scheduleOf(parts.records, row.key, component)
  // A timetable that is new here begins with its next run.
  const state: ScheduleState = known ?? { considered: now, run: null }
  const running = state.run === null ? null : await look(works, row, component, state.run)
  if (running === 'unknown') return often
  const turn = decideSchedule(schedule, state.considered, running === 'running', now)
  const due = turn.begin !== null || turn.missed !== null
  const ended = state.run !== null && running !== 'running'
  if (known === null || due || ended) {
    const begun = await record(works, row, revision, state, turn, running)
    if (begun !== null) await begin(works, row, revision, begun)
  }
  const left = turn.next === null ? idle : Math.max(0, turn.next - now)
  return Math.min(left, running === 'running' || turn.begin !== null ? often : idle)
}

type Ended = { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean }

/** How the run that was begun stands; one that the target never heard of is asked for again: its id runs once. */
const look = async (
  works: Works,
  row: Environment,
  component: string,
  run: ScheduleRun,
): Promise<'running' | 'unknown' | Ended> => {
  const { target } = await works.eyes.read()
  if (target === null) return 'unknown'
  const job = target.once?.find((one) => one.id === run.id && one.revision === run.revision)
  if (job !== undefined) return job.state === 'running' ? 'running' : job
  const revision = row.deployed?.scheduled?.find((one) => one.key === run.revision)
  if (revision === undefined) return { code: null, signal: null, timedOut: false }
  await begin(works, row, { ...revision, component }, run)
  return 'running'
}

const begin = async (works: Works, row: Environment, revision: RevisionSpec, run: ScheduleRun) => {
  const within = revision.schedule?.within ?? idle
  try {
    await works.parts.target.once({ id: run.id, revision: withAllKept(revision), run: [], within }, null)
  } catch (error) {
    // Asked for again at the next look.
    works.parts.trouble(`schedule ${revision.component} in ${row.key}`, error)
  }
}

/** What is begun, missed and over, in one transaction, before anything starts. */
const record = (
  works: Works,
  row: Environment,
  revision: RevisionSpec,
  state: ScheduleState,
  turn: ReturnType<typeof decideSchedule>,
  running: 'running' | Ended | null,
): Promise<ScheduleRun | null> => {
  const { parts } = works
  const { component } = revision
  return inTransaction(parts.records, async (records) => {
    const release = (await environment(records, row.key))?.release ?? row.release ?? 0
    const at: Instant = parts.clock.now()
    const note = { at, actor: engineActor }
    const subject = { application: row.application, environment: row.name, release }
    if (state.run !== null && running !== 'running' && running !== null) {
      const good = running.code === 0
      await journal(records, {
        ...note,
        action: 'schedule-ended',
        subject: { ...subject, release: state.run.release },
        payload: { component, run: state.run.id, code: running.code, signal: running.signal },
        text: words.ended(component, state.run.release, running, row.name),
        level: good ? 'info' : 'alarm',
      })
    }
    if (turn.missed !== null) {
      await journal(records, {
        ...note,
        action: 'schedule-missed',
        subject,
        payload: { component, ...turn.missed },
        text: words.missed(component, turn.missed, row.name),
        level: 'alarm',
      })
    }
    const fresh =
      turn.begin === null
        ? null
        : { id: `schedule-${turn.begin}`, at: turn.begin, revision: revision.key, release }
    if (fresh !== null) {
      await journal(records, {
        ...note,
        action: 'schedule-began',
        subject,
        payload: { component, run: fresh.id, revision: fresh.revision },
        text: words.began(component, release, row.name),
      })
    }
    const still = running === 'running' ? state.run : null
    await putSchedule(records, row.key, component, { considered: at, run: fresh ?? still })
    return fresh
  })
}
