import type { Language } from '../kernel/text.ts'
import { chartWords } from './messages.ts'
import type { Figures, Stage } from './types.ts'

const stageNames: readonly Stage[] = ['written', 'built', 'waited', 'rolled-out', 'whole']

const iso = (at: number): string => new Date(at).toISOString()
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** RFC 4180: one row a figure: `figure,value,unit,known,unknown`. Durations in seconds, instants in UTC. */
export const toCsv = (figures: Figures): string => {
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000)
  const rows: (readonly (string | number | null)[])[] = [
    ['figure', 'value', 'unit', 'known', 'unknown'],
    ['from', iso(figures.period.from), 'instant', null, null],
    ['to', iso(figures.period.to), 'instant', null, null],
    ['deployments', figures.deployments, 'count', null, null],
    ['deployments-per-day', Number(figures.perDay.toFixed(4)), 'per day', null, null],
    ['failures', figures.failures.length, 'count', null, null],
    ['change-failure-rate', figures.changeFailureRate, 'ratio', null, null],
    ['rework-rate', figures.reworkRate, 'ratio', null, null],
  ]
  for (const [name, spread] of [
    ...stageNames.map((stage) => [`lead-time-${stage}`, figures.leadTime[stage]] as const),
    ['time-to-restore', figures.timeToRestore] as const,
  ]) {
    rows.push([`${name}-median`, seconds(spread.median), 's', spread.known, spread.unknown])
    rows.push([`${name}-p90`, seconds(spread.p90), 's', spread.known, spread.unknown])
  }
  for (const { cause, deployments, unknown, median, total } of figures.waitedFor) {
    rows.push([`waited-for-${cause}-median`, seconds(median), 's', deployments, unknown])
    rows.push([`waited-for-${cause}-total`, seconds(total), 's', deployments, unknown])
  }
  for (const { from, deployments, failures } of figures.weeks) {
    rows.push([`week-${iso(from).slice(0, 10)}-deployments`, deployments, 'count', null, null])
    rows.push([`week-${iso(from).slice(0, 10)}-failures`, failures, 'count', null, null])
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

const width = 640
const height = 240
const bottom = 200
const left = 40
/** Of a week, where there are few. */
const widest = 56

/** Deployments a week as bars, failures dark at their foot; it stands alone and says in words what it shows. */
export const toSvg = (figures: Figures, language: Language): string => {
  const words = chartWords(figures)[language]
  const most = Math.max(1, ...figures.weeks.map(({ deployments }) => deployments))
  const step = Math.min(widest, (width - left - 10) / Math.max(1, figures.weeks.length))
  const scale = (bottom - 20) / most
  const bar = (x: number, amount: number, colour: string) =>
    amount === 0
      ? ''
      : `<rect x="${x.toFixed(1)}" y="${(bottom - amount * scale).toFixed(1)}" width="${(step * 0.7).toFixed(1)}" height="${(amount * scale).toFixed(1)}" fill="${colour}"/>`
  const every = Math.max(1, Math.ceil(figures.weeks.length / 8))
  const bars = figures.weeks.map(({ from, deployments, failures }, n) => {
    const x = left + n * step
    const label =
      n % every === 0 ? `<text x="${x.toFixed(1)}" y="${bottom + 16}">${iso(from).slice(0, 10)}</text>` : ''
    return bar(x, deployments, '#1c578a') + bar(x, failures, '#b3251e') + label
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" font-family="system-ui,sans-serif" font-size="11" fill="#333">`,
    `<title id="t">${words.title}</title>`,
    `<desc id="d">${words.description}</desc>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="4" y="${bottom}">0</text><text x="4" y="28">${most}</text>`,
    `<text x="${left}" y="14" font-weight="600">${words.title}</text>`,
    `<line x1="${left - 4}" y1="${bottom}" x2="${width - 6}" y2="${bottom}" stroke="#999"/>`,
    ...bars.filter((one) => one !== ''),
    `<text x="${left}" y="${height - 6}"><tspan fill="#1c578a">■</tspan> ${words.deployments}  <tspan fill="#b3251e">■</tspan> ${words.failures}</text>`,
    '</svg>',
    '',
  ].join('\n')
}
