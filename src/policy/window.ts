import { fits, nextFit } from '../calendar/fit.ts'
import { sayInstantThere } from '../calendar/say.ts'
import type { Calendar } from '../calendar/types.ts'
import { windowAt } from '../calendar/windows.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { hold, pass, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'

/**
 * Whether something may start or widen now. `from`: when it would do so at the earliest; `takes`: how long its steps
 * take from there until nobody has to be at work for it.
 */
export const windowVerdict = (
  calendar: Calendar,
  asked: { readonly now: Instant; readonly from: Instant; readonly takes: Ms; readonly starts: boolean },
): Verdict => {
  const { now, from, takes, starts } = asked
  const here = windowAt(calendar, now)
  if (calendar.config === null && calendar.freezes.length === 0)
    return pass({ code: 'no-calendar', text: words.noCalendar })
  // Its waiting for the next raise has to stay inside the window that is open now.
  const together = from === now || here.verdict === 'hold' || here.closes === null || from < here.closes
  if (here.verdict === 'pass' && together && fits(calendar, from, takes)) return pass(...here.reasons)
  const next = nextFit(calendar, Math.max(now, from), takes)
  if (next.starts === null)
    return hold({
      code: next.why === 'frozen' ? 'frozen' : 'fits-no-window',
      text:
        next.why === 'frozen'
          ? words.frozenForGood(here.reasons.map(({ text }) => text))
          : words.fitsNowhere(takes, next.longest),
      values: { takes, longest: next.longest },
      change: next.why === 'frozen' ? words.thawIt : words.shorten,
    })
  const at = sayInstantThere(next.starts, calendar.zone)
  if (here.verdict === 'hold')
    return {
      outcome: 'hold',
      reasons: here.reasons.map((reason, index) =>
        index > 0
          ? reason
          : { ...reason, change: words.opens(at), values: { ...reason.values, opens: next.starts } },
      ),
      until: next.starts,
    }
  return hold(
    {
      code: 'does-not-fit',
      text: words.doesNotFit(
        takes,
        here.closes === null ? null : sayInstantThere(here.closes, calendar.zone),
        starts,
      ),
      values: { takes, closes: here.closes, opens: next.starts },
      change: words.opens(at),
    },
    next.starts,
  )
}
