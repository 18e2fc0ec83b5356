import { escapeHtml } from '../kernel/html.ts'
import type { Language } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'
import { chartWords } from './messages.ts'
import type { Figures, Stage } from './types.ts'

const stageNames: readonly Stage[] = ['written', 'built', 'waited', 'rolled-out', 'whole']

const dayOf = (at: Instant, zone: Zone): string => new Date(zone.wallAt(at)).toISOString().slice(0, 10)
const iso = (at: Instant): string => new Date(at).toISOString()
const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * RFC 4180: one row a figure: `figure,value,unit,known,unknown`. Durations in seconds, instants in UTC; weeks by the day
 * of a zone. No value is anybody's words: nothing in it is a formula.
 */
export const toCsv = (figures: Figures, zone: Zone): string => {
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1_000)
  const rows: (readonly (string | number | null)[])[] = [
    ['figure', 'value', 'unit', 'known', 'unknown'],
    ['from', iso(figures.period.from), 'instant', null, null],
    ['to', iso(figures.period.to), 'instant', null, null],
    ['deployments', figures.deployments, 'count', null, null],
    ['deployments-under-way', figures.underWay, 'count', null, null],
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
    rows.push([`week-${dayOf(from, zone)}-deployments`, deployments, 'count', null, null])
    rows.push([`week-${dayOf(from, zone)}-failures`, failures, 'count', null, null])
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}

const width = 720
const height = 260
const top = 58
const bottom = 214
const left = 40
const right = 8
/** Of a week, where there are few. */
const widest = 56
/** A date, with room around it. */
const labelWidth = 80
/** Letters of a title that fit the width. */
const longest = 84

const clipped = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`)

/** Deployments a week as bars, failures dark at their foot; it stands alone and says in words what it shows. */
export const toSvg = (figures: Figures, who: string, zone: Zone, language: Language): string => {
  const { from, to } = figures.period
  const all = chartWords(figures, who, [dayOf(from, zone), dayOf(to, zone)])[language]
  const [title, description] = [escapeHtml(all.title), escapeHtml(all.description)]
  const most = Math.max(1, ...figures.weeks.map(({ deployments }) => deployments))
  const step = Math.min(widest, (width - left - right) / Math.max(1, figures.weeks.length))
  const scale = (bottom - top) / most
  const bar = (x: number, amount: number, colour: string) =>
    amount === 0
      ? ''
      : `<rect x="${x.toFixed(1)}" y="${(bottom - amount * scale).toFixed(1)}" width="${(step * 0.7).toFixed(2)}" height="${(amount * scale).toFixed(1)}" fill="${colour}"/>`
  const every = Math.max(1, Math.ceil(labelWidth / step))
  const bars = figures.weeks.map((one, n) => {
    const x = left + n * step
    const fits = n % every === 0 && x + labelWidth - right <= width
    const label = fits ? `<text x="${x.toFixed(1)}" y="${bottom + 16}">${dayOf(one.from, zone)}</text>` : ''
    return bar(x, one.deployments, '#1c578a') + bar(x, one.failures, '#b3251e') + label
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d" lang="${language}-CA" font-family="system-ui,sans-serif" font-size="11" fill="#333">`,
    `<title id="t">${title}</title>`,
    `<desc id="d">${description}</desc>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="18" font-size="12" font-weight="600">${escapeHtml(clipped(all.title))}</text>`,
    `<text x="8" y="36">${escapeHtml(all.figures)}</text>`,
    `<text x="${left - 8}" y="${bottom}" text-anchor="end">0</text><text x="${left - 8}" y="${top + 8}" text-anchor="end">${most}</text>`,
    `<line x1="${left - 4}" y1="${bottom}" x2="${width - right}" y2="${bottom}" stroke="#999"/>`,
    ...bars.filter((one) => one !== ''),
    `<text x="${left}" y="${height - 10}"><tspan fill="#1c578a">■</tspan> ${all.deployments}  <tspan fill="#b3251e">■</tspan> ${all.failures}</text>`,
    `<text x="${width - right}" y="${height - 10}" text-anchor="end">${all.period}</text>`,
    '</svg>',
    '',
  ].join('\n')
}
