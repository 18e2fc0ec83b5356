import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CalendarView } from '../engine/facade-calendar.ts'
import { Bench } from './run.fixture.ts'
import { width } from './wrap.ts'

const bench = new Bench()
const here = join(bench.root, 'benefits')

const yaml = (...more: readonly string[]): string =>
  `application: hello
components: { web: { tests: { unit: { run: [npm, test] } } } }
environments:
  staging: { listen: 127.0.0.1:8081 }
  production:
    listen: 127.0.0.1:8080
    calendar:
      time-zone: America/Toronto
      open: [Mon-Thu 09:00-16:00, Fri 09:30-16:00]
${more.map((line) => `      ${line}\n`).join('')}`

const write = (name: string, text: string): void => writeFileSync(join(here, name), text)
const ask = (...argv: readonly string[]) => bench.run(['calendar', ...argv], { folder: here, columns: 100 })

beforeAll(() => {
  mkdirSync(here)
  write(
    'ecluse.yaml',
    yaml('holidays: [CA-federal, CA-ON]', 'freezes: [{ from: 2026-12-29, to: 2026-12-30, why: year end }]'),
  )
})
afterAll(() => bench.close())

describe('calendar --at', () => {
  test('judges an instant by the file here, says so, and starts nothing', async () => {
    const { code, out, err } = await ask('--at', '2026-12-24T12:00:00-05:00')
    expect(code).toBe(0)
    expect(out).toContain('closed; opens Thu 2026-12-31 09:00')
    expect(out).toContain('Christmas Day is the day after')
    expect(err.replace(/\s+/g, ' ')).toContain('judged by ecluse.yaml as it stands here, for production')
    expect(bench.done).toEqual([])
    const french = await ask('--at', '2026-12-24T11:59:59-05:00', '--language', 'fr')
    expect(french.out).toBe('la fenêtre est ouverte jusqu’au jeu. 2026-12-24 12:00 (America/Toronto)\n')
  })

  test('one line each from standard input, with --json', async () => {
    bench.typed = Buffer.from('2026-12-24T11:59:59-05:00\n\n2026-12-24T12:00-05:00\r\n2026-12-29T15:00Z')
    const { code, out } = await ask('--at', '-', '--json')
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ at, verdict, opens }) => [at, verdict, opens])).toEqual([
      ['2026-12-24T11:59:59-05:00', 'pass', null],
      ['2026-12-24T12:00-05:00', 'hold', '2026-12-31T09:00:00-05:00'],
      ['2026-12-29T15:00Z', 'hold', '2026-12-31T09:00:00-05:00'],
    ])
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(['at', 'verdict', 'reasons', 'opens'])
      expect(line.reasons[0]).toMatchObject({
        code: expect.any(String),
        text: { en: expect.any(String), fr: expect.any(String) },
      })
    }
  })

  test.each([
    ['2026-12-24T12:00', 'no-offset'],
    ['2026-12-24', 'bad-instant'],
    ['2027-02-29T12:00Z', 'bad-instant'],
    ['2027-04-31T12:00Z', 'bad-instant'],
    ['2027-04-30T24:01Z', 'bad-instant'],
    ['now', 'bad-instant'],
    ['10000-01-01T00:00Z', 'bad-instant'],
  ])('%s is refused', async (words, problem) => {
    const { code, err } = await ask('--at', words)
    expect(code).toBe(2)
    expect(err).toContain(problem)
    bench.typed = Buffer.from(`2026-12-24T12:00Z\n${words}\n`)
    const piped = await ask('--at', '-', '--language', 'fr')
    expect(piped.code).toBe(2)
    expect(piped.out).toContain('2026-12-24T12:00Z')
    expect(piped.err).toContain(`-:2:1`)
  })

  test('takes a holiday file, and says where it is broken', async () => {
    write(
      'fr.ics',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260714\nRRULE:FREQ=YEARLY\nSUMMARY:Fête nationale\nEND:VEVENT\nEND:VCALENDAR\n',
    )
    write('other.yaml', yaml('holidays: [fr.ics]'))
    expect((await ask('other.yaml', '--at', '2027-07-14T10:00-04:00')).out).toContain('Fête nationale')
    write('fr.ics', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260230\n')
    const broken = await ask('other.yaml', '--at', '2027-07-14T10:00-04:00')
    expect(broken.code).toBe(2)
    expect(broken.err).toContain('fr.ics:2:1: calendar-unfinished')
    write('other.yaml', yaml('holidays: [none.ics]'))
    expect((await ask('other.yaml', '--at', '2027-07-14T10:00-04:00')).err).toContain('no-holiday-file')
    const checked = await bench.run(['check', 'other.yaml'], { folder: here })
    expect(checked.code).toBe(2)
    expect(checked.err).toContain('other.yaml:10:18: no-holiday-file')
  })

  test('an environment that is not there, and one without a calendar', async () => {
    expect((await ask('--at', '2026-12-24T12:00Z', '--environment', 'nowhere')).code).toBe(2)
    const open = await ask('--at', '2026-12-25T03:00Z', '--environment', 'staging')
    expect(open.out).toContain('the window is open')
    expect(open.err).toContain('staging has no calendar')
  })
})

describe('check', () => {
  test('refuses a window that no release fits in, with its place', async () => {
    const canary = (least: string): string =>
      yaml('holidays: [CA-ON]').replace(
        '    calendar:',
        `    strategy: { canary: { steps: [10%, 50%], at-least: ${least}, at-most: 6h } }\n    calendar:`,
      )
    write('long.yaml', canary('3h29m59s'))
    expect((await bench.run(['check', 'long.yaml'], { folder: here })).code).toBe(0)
    write('long.yaml', canary('3h30m'))
    const { code, err } = await bench.run(['check', 'long.yaml'], { folder: here })
    expect(code).toBe(2)
    expect(err).toContain('long.yaml:10:13: release-never-fits')
    write('never.yaml', yaml('eve-closes: "08:00"').replace(/open: .*/, 'open: Fri 09:00-16:00'))
    expect((await bench.run(['check', 'never.yaml'], { folder: here })).err).toContain(
      'never.yaml:9:13: window-never-opens',
    )
  })
})

describe('calendar', () => {
  test.each([
    [80, 'en'],
    [100, 'fr'],
  ])('shows a month of a file in %i columns, in %s', async (columns, language) => {
    const { code, out } = await bench.run(
      ['calendar', 'ecluse.yaml', '--from', '2026-12-07', '--language', language],
      { folder: here, columns },
    )
    expect(code).toBe(0)
    expect(Math.max(...out.split('\n').map(width))).toBeLessThanOrEqual(columns)
    const says =
      language === 'en'
        ? ['Christmas Day', 'Boxing Day (observed)', 'holiday', 'eve', 'frozen', 'Mon']
        : ['jour de Noël', 'lendemain de Noël (reporté)', 'férié', 'veille', 'gelé', 'lun.']
    for (const word of [...says, 'year end']) expect(out).toContain(word)
    expect(out.split('\n').filter((line) => line.includes('[object')).length).toBe(0)
  })

  test('the server is asked without a file: its calendar, freezes and departures', async () => {
    await bench.serve()
    const at = (words: string): number => Date.parse(words)
    const view: CalendarView = {
      application: 'hello',
      environment: 'production',
      release: 142,
      calendar: {
        timeZone: 'America/Toronto',
        open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
        workingDays: [1, 2, 3, 4, 5],
        holidays: ['day.ics'],
        eveCloses: 720,
        freezes: [],
        closing: 'roll-back',
      },
      files: {
        'day.ics':
          'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270105\nSUMMARY:Our day\nEND:VEVENT\nEND:VCALENDAR\n',
      },
      freezes: [{ from: at('2027-01-12T14:00Z'), until: null, why: 'incident 7', by: 'ada', except: 'fix' }],
      floor: null,
      departures: [
        { at: at('2027-01-06T15:00Z') },
        { at: at('2027-01-05T15:00Z'), holds: { en: 'a holiday', fr: 'un jour férié' } },
      ],
    }
    bench.engine.calendar = () => Promise.resolve(view)
    const { code, out } = await ask('--from', '2027-01-04', '--weeks', '2')
    expect(code).toBe(0)
    for (const words of [
      'as release 142 has it',
      'Our day (day.ics)',
      'until somebody thaws it, but for the label fix  incident 7 (ada)',
      '→ 10:00',
      '× 10:00',
      'a holiday',
    ])
      expect(out).toContain(words)
    const json = JSON.parse((await ask('--from', '2027-01-04', '--weeks', '1', '--json')).out)
    expect(json).toMatchObject({
      application: 'hello',
      environment: 'production',
      release: 142,
      timeZone: 'America/Toronto',
    })
    expect(json.days).toHaveLength(7)
    expect(json.days[0].windows).toEqual([
      { from: '2027-01-04T09:00:00-05:00', until: '2027-01-04T12:00:00-05:00' },
    ])
    expect(json.days[1].holidays[0].name.en).toBe('Our day')
    const ics = (await ask('--from', '2027-01-04', '--weeks', '2', '--export', 'ics')).out
    expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect(ics.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    expect(ics.match(/SUMMARY:Our day/g)).toHaveLength(1)
    expect(ics.replaceAll('\r\n ', '')).toContain('SUMMARY:frozen\\, but for the label fix: incident 7')
    const floor = {
      file: '/etc/policy.yaml',
      calendar: {
        timeZone: 'UTC',
        open: [{ days: [1, 2, 3, 4, 5], from: 900, until: 1_200 }],
        workingDays: [1, 2, 3, 4, 5],
        holidays: [],
        eveCloses: 720,
        freezes: [],
        closing: 'roll-back' as const,
      },
      files: {},
    }
    bench.engine.calendar = () => Promise.resolve({ ...view, floor })
    const under = await ask('--from', '2027-01-04', '--weeks', '1', '--json')
    expect(JSON.parse(under.out)).toMatchObject({
      floor: '/etc/policy.yaml',
      days: [
        { windows: [{ from: '2027-01-04T10:00:00-05:00', until: '2027-01-04T12:00:00-05:00' }] },
        {},
        {},
        {},
        {},
        {},
        {},
      ],
    })
    expect((await ask('--from', '2027-01-04')).out).toContain(
      'open only where the server’s policy /etc/policy.yaml is open, too',
    )
    bench.engine.calendar = () => Promise.resolve({ ...view, calendar: null, files: {}, floor })
    expect((await ask('--from', '2027-01-04')).out).toContain('the calendar of the server’s policy')
  })

  test.each([
    [['--from', '2027-02-29'], 'bad-date'],
    [['--weeks', '0'], 'bad-number'],
    [['--weeks', '99'], 'bad-number'],
    [['--export', 'pdf'], 'bad-option'],
  ])('%j is refused', async (argv, problem) => {
    const { code, err } = await ask('ecluse.yaml', ...argv)
    expect(code).toBe(2)
    expect(err).toContain(problem)
  })
})
