import type { ApiClient } from '../api/client.ts'
import type { Figures, Period } from '../figures/types.ts'
import { toCsv, toSvg } from '../figures/written.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { pathOf } from './application.ts'
import { badDate, emptyPeriod, unknownFigureFormat } from './messages-figures.ts'
import { figureLines } from './render/figures.ts'
import { type Context, type Given, wordOf } from './verb.ts'

const usual = 90 * 24 * 3_600_000

/** A date is its first moment here; an instant names its offset. */
const instantOf = (option: string, word: string): Instant => {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word)
  const at =
    date === null
      ? /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(word)
        ? Date.parse(word)
        : Number.NaN
      : new Date(Number(date[1]), Number(date[2]) - 1, Number(date[3])).getTime()
  const sameDay = date === null || new Date(at).getDate() === Number(date[3])
  if (Number.isNaN(at) || !sameDay) throw new ProblemError(badDate(option, word))
  return at
}

const periodOf = (context: Context, given: Given): Period => {
  const to = wordOf(given, 'to')
  const from = wordOf(given, 'from')
  const end = to === null ? context.now() : instantOf('--to', to)
  const period = { from: from === null ? end - usual : instantOf('--from', from), to: end }
  if (period.to <= period.from) throw new ProblemError(emptyPeriod)
  return period
}

/** `history --figures`: DORA's figures as a table, a chart, CSV or JSON. */
export const showFigures = async (
  context: Context,
  given: Given,
  client: ApiClient,
  application: string,
): Promise<void> => {
  const { terminal } = context
  const format = wordOf(given, 'format') ?? (terminal.json ? 'json' : 'table')
  if (!['table', 'svg', 'csv', 'json'].includes(format)) throw new ProblemError(unknownFigureFormat(format))
  const { from, to } = periodOf(context, given)
  const query = { environment: context.environment, from: Math.round(from), to: Math.round(to) }
  const figures = await client.get<Figures>(pathOf(application, 'figures'), query)
  const who = context.environment === null ? application : `${application} ${context.environment}`
  if (format === 'json') terminal.document(figures)
  else if (format === 'csv') terminal.raw(toCsv(figures))
  else if (format === 'svg') terminal.raw(toSvg(figures, terminal.language))
  else terminal.say(...figureLines(figures, who))
}
