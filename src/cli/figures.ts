import type { ApiClient } from '../api/client.ts'
import { utc } from '../figures/figures.ts'
import type { Figures } from '../figures/types.ts'
import { toCsv, toSvg } from '../figures/written.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { zoneOf } from '../kernel/zone.ts'
import { pathOf } from './application.ts'
import { instantOf } from './instants.ts'
import { unknownFormat } from './messages.ts'
import { figureLines } from './render/figures.ts'
import { type Context, type Given, wordOf } from './verb.ts'

const formats: readonly string[] = ['table', 'svg', 'csv', 'json']

const moment = (given: Given, option: 'from' | 'to'): Instant | null => {
  const word = wordOf(given, option)
  return word === null ? null : instantOf(`--${option}`, word)
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
  const zone = zoneOf(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? utc
  const [from, to] = [moment(given, 'from'), moment(given, 'to')]
  const query = { environment: context.environment, from, to, zone: zone.name }
  const answer = await client.get<Figures>(pathOf(application, 'figures'), query)
  // A server of before these were told leaves them out.
  const figures = { ...{ environments: [], underWay: 0 }, ...answer }
  const who = `${application} ${context.environment ?? figures.environments.join(' + ')}`.trim()
  if (format === 'json') terminal.document('figures', figures)
  else if (format === 'csv') terminal.raw(toCsv(figures, zone))
  else if (format === 'svg') terminal.raw(toSvg(figures, who, zone, terminal.language))
  else terminal.say(...figureLines(figures, who, zone))
}
