import type { Instant } from '../kernel/time.ts'
import { decodeOrNull, encode, type Records } from './handle.ts'

/** A run of a timetable that was begun and not seen to end: its command’s id, in which revision, of which release. */
export type ScheduleRun = {
  readonly id: string
  readonly at: Instant
  readonly revision: string
  readonly release: number
}
export type ScheduleState = { readonly considered: Instant; readonly run: ScheduleRun | null }

export const scheduleOf = async (
  records: Records,
  environment: string,
  component: string,
): Promise<ScheduleState | null> => {
  const row = await records
    .selectFrom('schedules')
    .selectAll()
    .where('environment', '=', environment)
    .where('component', '=', component)
    .executeTakeFirst()
  return row === undefined ? null : { considered: row.considered, run: decodeOrNull(row.run) }
}

export const putSchedule = async (
  records: Records,
  environment: string,
  component: string,
  { considered, run }: ScheduleState,
): Promise<void> => {
  const values = { considered, run: run === null ? null : encode(run) }
  await records
    .insertInto('schedules')
    .values({ environment, component, ...values })
    .onConflict((conflict) => conflict.columns(['environment', 'component']).doUpdateSet(values))
    .execute()
}

/** Its timetables begin anew where the environment is shipped to again: what came in between was not missed. */
export const forgetSchedules = async (records: Records, environment: string): Promise<void> => {
  await records.deleteFrom('schedules').where('environment', '=', environment).execute()
}
