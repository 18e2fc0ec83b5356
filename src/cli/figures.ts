import type { ApiClient } from '../api/client.ts'
import type { Figures, Period } from '../figures/types.ts'
import { toCsv, toSvg } from '../figures/written.ts'
import { ProblemError } from '../kernel/problem.ts'
import { pathOf } from './application.ts'
import { instantOf } from './instants.ts'
import { unknownFormat } from './messages.ts'
import { emptyPeriod } from './messages-figures.ts'
import { figureLines } from './render/figures.ts'
import { type Context, type Given, wordOf } from './verb.ts'

const formats: readonly string[] = ['table', 'svg', 'csv', 'json']
const usual = 90 * 24 * 3_600_000

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
  if (!formats.includes(format)) throw new ProblemError(unknownFormat(format, formats))
  const { from, to } = periodOf(context, given)
  const query = { environment: context.environment, from: Math.round(from), to: Math.round(to) }
  const figures = await client.get<Figures>(pathOf(application, 'figures'), query)
  const who = context.environment === null ? application : `${application} ${context.environment}`
  if (format === 'json') terminal.document(figures)
  else if (format === 'csv') terminal.raw(toCsv(figures))
  else if (format === 'svg') terminal.raw(toSvg(figures, terminal.language))
  else terminal.say(...figureLines(figures, who))
}
