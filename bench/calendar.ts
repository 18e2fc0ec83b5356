/**
 * The calendar: the next opening over ten years, a million instants from standard input, and the start of the commands
 * that only compute. `node bench/calendar.ts [SCALE]`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { calendarOf } from '../src/calendar/calendar.ts'
import { nextOpening, windowAt } from '../src/calendar/windows.ts'
import type { CalendarConfig } from '../src/config/types-calendar.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const day = 86_400_000
const begin = Date.UTC(2026, 10, 25, 17)
const tenYears = 3_653

const config: CalendarConfig = {
  timeZone: 'America/Toronto',
  open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
  workingDays: [1, 2, 3, 4, 5],
  holidays: ['CA-federal', 'CA-ON'],
  eveCloses: 720,
  freezes: [{ from: '2026-12-18', to: '2027-01-03', why: 'end of the year' }],
  closing: 'roll-back',
}

const file = `application: benefits
components: { web: { tests: { unit: { run: [npm, test] } } } }
environments:
  production:
    listen: 127.0.0.1:8080
    calendar:
      time-zone: America/Toronto
      open: Mon-Thu 09:00-16:00
      holidays: [CA-federal, CA-ON]
      freezes: [{ from: 2026-12-18, to: 2027-01-03, why: end of the year }]
`

const spent = (work: () => void): number => {
  const from = performance.now()
  work()
  return performance.now() - from
}

/** The same draw in every run. */
const randomInstants = (count: number): string => {
  let state = 20_261_125
  const lines: string[] = []
  for (let n = 0; n < count; n += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const at = begin + Math.floor((state / 2_147_483_648) * tenYears * 86_400) * 1_000
    lines.push(new Date(at).toISOString().replace('.000Z', n % 2 === 0 ? 'Z' : '-05:00'))
  }
  return `${lines.join('\n')}\n`
}

const nextOpenings = (): void => {
  const [first] = [calendarOf(config)]
  const cold = Array.from({ length: tenYears }, (_, index) => {
    const at = begin + index * day
    return spent(() => void nextOpening(first, at))
  })
  printLine('calendar', 'next opening, each day of ten years, first time, p99', quantile(cold, 0.99), 'ms', {
    atMost: 1,
  })
  const years = Array.from({ length: times(50, 5) }, () => {
    const frozen = calendarOf({ ...config, freezes: [{ from: '2026-01-01', to: '2036-11-25', why: 'x' }] })
    return spent(() => void nextOpening(frozen, begin))
  })
  printLine(
    'calendar',
    'next opening after a freeze of ten years, new calendar, p50',
    quantile(years, 0.5),
    'ms',
    { atMost: 1 },
  )
  const never = Array.from({ length: times(50, 5) }, () => {
    const shut = calendarOf({ ...config, open: [{ days: [6], from: 540, until: 960 }], freezes: [] })
    return spent(() => void nextOpening(shut, begin))
  })
  printLine(
    'calendar',
    'ten years without an opening, day by day, new calendar, p50',
    quantile(never, 0.5),
    'ms',
    { atMost: 1 },
  )
}

/** Seconds of one command with an input; its output is read and counted. */
const run = async (
  folder: string,
  argv: readonly string[],
  input: string,
): Promise<{ seconds: number; lines: number }> => {
  const from = performance.now()
  const child = spawn(command, argv, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
  let lines = 0
  child.stdout.on('data', (part: Buffer) => {
    for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) lines += 1
  })
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${String(code)}`)
  return { seconds: (performance.now() - from) / 1_000, lines }
}

/** What a tool without a memory of its zones takes for the same instants: one question to Intl each. */
const byIntl = (input: string): number => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: config.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  const lines = input.trimEnd().split('\n').slice(0, 20_000)
  return (
    (spent(() => lines.forEach((line) => void format.formatToParts(Date.parse(line)))) / lines.length) * 1_000
  )
}

const folder = mkdtempSync(join(tmpdir(), 'ecluse-bench-calendar-'))
try {
  writeFileSync(join(folder, 'ecluse.yaml'), file)
  nextOpenings()
  const count = times(1_000_000, 10_000)
  const input = randomInstants(count)
  const calendar = calendarOf(config)
  const instants = input.trimEnd().split('\n').map(Date.parse)
  const each = (spent(() => instants.forEach((at) => void windowAt(calendar, at))) / count) * 1_000
  printLine('calendar', 'one instant judged, random in ten years', each, 'us', null, {
    name: 'Intl alone, one wall time',
    value: byIntl(input),
  })
  const runs = []
  for (let n = 0; n < 3; n += 1) runs.push(await run(folder, ['calendar', '--at', '-', '--json'], input))
  if (runs.some(({ lines }) => lines !== count)) say('calendar: lines are missing')
  printLine(
    'calendar',
    `${count} instants from standard input, best of three`,
    quantile(
      runs.map(({ seconds }) => seconds),
      0,
    ),
    's',
    { atMost: 3 },
  )
  for (const [name, argv] of [
    ['calendar --at', ['calendar', '--at', '2026-12-24T12:00-05:00']],
    ['check', ['check']],
  ] as const) {
    const starts: number[] = []
    for (let n = times(15, 3); n > 0; n -= 1) starts.push((await run(folder, argv, '')).seconds * 1_000)
    printLine('calendar', `${name}, from start to end, p50`, quantile(starts, 0.5), 'ms', { atMost: 300 })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
