import { parseCron } from '../config/cron.ts'
import { scheduleOf } from '../records/schedules.ts'
import type { Environment } from '../records/types.ts'
import { nextRun } from '../schedule/due.ts'
import { knownOf } from './actual.ts'
import { allRevisions } from './all-revisions.ts'
import type { EnvironmentStatus } from './facade.ts'
import type { Works } from './works.ts'

type Timetable = Pick<EnvironmentStatus, 'schedules' | 'commands'>

const schedulesOf = async (works: Works, row: Environment): Promise<NonNullable<Timetable['schedules']>> => {
  const { records, clock } = works.parts
  const running = new Set(
    (works.eyes.last().target?.reading.once ?? [])
      .filter(({ state }) => state === 'running')
      .map(({ id, revision }) => `${revision}/${id}`),
  )
  return Promise.all(
    (row.deployed?.scheduled ?? []).flatMap(({ component, schedule }) => {
      const cron = schedule === undefined ? undefined : parseCron(schedule.at)
      if (schedule === undefined || cron === undefined) return []
      const { at, timeZone } = schedule
      const view = async () => {
        const run = (await scheduleOf(records, row.key, component))?.run ?? null
        return {
          component,
          at,
          timeZone,
          // Nothing is begun while a person has the environment in hand.
          next: row.handedOver === null ? nextRun(cron, timeZone, clock.now()) : null,
          running:
            run === null || !running.has(`${run.revision}/${run.id}`)
              ? null
              : { id: run.id, since: run.at, release: run.release },
        }
      }
      return [view()]
    }),
  )
}

const commandsOf = async (works: Works, row: Environment): Promise<NonNullable<Timetable['commands']>> => {
  const running = (works.eyes.last().target?.reading.once ?? []).filter(
    ({ id, state, revision }) =>
      state === 'running' && revision.startsWith(`${row.key}/`) && !id.startsWith('schedule-'),
  )
  if (running.length === 0) return []
  const known = await knownOf(works, row)
  return running.map(({ id, revision, startedAt }) => ({
    id,
    component: revision.split('/')[2] ?? '',
    release: known.find((one) => allRevisions(one).some(({ key }) => key === revision))?.release ?? null,
    since: startedAt,
  }))
}

/** When timetables of what is out come next, and commands that run; each is left out where there is none. */
export const timetableView = async (works: Works, row: Environment): Promise<Timetable> => {
  const [schedules, commands] = [await schedulesOf(works, row), await commandsOf(works, row)]
  return {
    ...(schedules.length === 0 ? {} : { schedules }),
    ...(commands.length === 0 ? {} : { commands }),
  }
}
