import { dirname, join } from 'node:path'
import { leastTaking, nextFit } from '../calendar/fit.ts'
import { neverFits } from '../calendar/problems.ts'
import { placesIn } from '../config/places.ts'
import type { Config } from '../config/types.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { withFiles } from './calendar-here.ts'

/**
 * What only the holiday files and the days to come tell: throws the problems of broken files, and of windows into which
 * no release fits within 28 days, freezes aside. `source`: of the file, which is called `shown`.
 */
export const checkCalendars = async (
  {
    file,
    source,
    config,
  }: { readonly file: string; readonly source: Parameters<typeof placesIn>[0]; readonly config: Config },
  now: Instant,
): Promise<void> => {
  const problems: Problem[] = []
  const at = placesIn(source)
  /** A file that is not there is a mistake of the line that names it. */
  const placed = (problem: Problem, name: string, { holidays }: CalendarConfig): Problem => {
    if (problem.code !== 'no-holiday-file') return problem
    const index = holidays.findIndex((path) => problem.place?.file === join(dirname(source.file), path))
    return { ...problem, place: at(['environments', name, 'calendar', 'holidays', Math.max(0, index)]) }
  }
  for (const { name, calendar, strategy } of config.environments) {
    if (calendar === undefined) continue
    try {
      const whole = await withFiles(calendar, dirname(file), dirname(source.file))
      const takes = leastTaking(strategy)
      const fit = nextFit(whole.unfrozen(), now, takes)
      if (fit.starts !== null) continue
      const place = at(['environments', name, 'calendar', 'open'])
      problems.push({ ...neverFits(name, takes, fit.longest), place })
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(...error.problems.map((problem) => placed(problem, name, calendar)))
    }
  }
  if (problems.length > 0) throw new ProblemError(problems)
}
