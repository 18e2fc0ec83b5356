import { describe, expect, it } from 'vitest'
import { problemsOf, read, refusals, warned } from './read.fixture.ts'

const file = (...lines: readonly string[]): string =>
  `application: benefits
components:
  web: { build: { context: . }, tests: { unit: { run: [npm, test] } } }
environments:
  production:
    listen: 127.0.0.1:8080
    calendar:
      time-zone: America/Toronto
${lines.map((line) => `      ${line}\n`).join('')}`

const calendarOf = (...lines: readonly string[]) => read(file(...lines)).environments[0]?.calendar

describe('a calendar', () => {
  it('has defaults that are safe', () => {
    expect(calendarOf()).toEqual({
      timeZone: 'America/Toronto',
      open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
      workingDays: [1, 2, 3, 4, 5],
      holidays: [],
      eveCloses: 720,
      freezes: [],
      closing: 'roll-back',
    })
    expect(read(file().replace(/ {4}calendar:[\s\S]*$/, '')).environments[0]?.calendar).toBeUndefined()
  })

  it('is read as it is written', () => {
    expect(
      calendarOf(
        'open: [Mon-Thu 9:30-16:00, "fri 08:00 - 24:00", "Sat,Sun 00:00-01:00"]',
        'working-days: Fri-Tue',
        'holidays: [CA-federal-public-service/QC, holidays/fr.ics]',
        'eve-closes: 11:45',
        'freezes:',
        '  - { from: 2026-12-18, to: 2027-01-03, why: end of the year }',
        '  - { from: 2028-02-29T08:00-05:00, to: 2028-02-29T14:00:30Z, why: leap }',
        'closing: finish',
      ),
    ).toEqual({
      timeZone: 'America/Toronto',
      open: [
        { days: [1, 2, 3, 4], from: 570, until: 960 },
        { days: [5], from: 480, until: 1_440 },
        { days: [0, 6], from: 0, until: 60 },
      ],
      workingDays: [0, 1, 2, 5, 6],
      holidays: ['CA-federal-public-service/QC', 'holidays/fr.ics'],
      eveCloses: 705,
      freezes: [
        { from: '2026-12-18', to: '2027-01-03', why: 'end of the year' },
        { from: '2028-02-29T08:00-05:00', to: '2028-02-29T14:00:30Z', why: 'leap' },
      ],
      closing: 'finish',
    })
  })

  it.each([
    ['overlapping windows', ['open: [Mon-Thu 09:00-16:00, Thu 15:00-17:00]'], '9:35 windows-overlap'],
    ['a window of no length', ['open: Mon 09:00-09:00'], '9:13 empty-window'],
    ['one over midnight', ['open: Mon 22:00-02:00'], '9:13 window-over-midnight'],
    ['one on no day of work', ['open: [Mon 09:00-10:00, Sat-Sun 09:00-10:00]'], '9:31 window-never-opens'],
    ['no time', ['open: Mon-Thu'], '9:13 bad-window'],
    ['an unknown day', ['open: Lun 09:00-10:00'], '9:13 bad-window'],
    ['minute 60', ['open: Mon 09:60-10:00'], '9:13 bad-window'],
    ['after midnight', ['open: Mon 09:00-24:01'], '9:13 bad-window'],
    ['no window', ['open: []'], '9:13 bad-window'],
    ['days of no week', ['working-days: Someday'], '9:21 bad-days'],
    ['an unknown set', ['holidays: [CA-XX]'], '9:18 unknown-holidays'],
    ['a file outside', ['holidays: [../fr.ics]'], '9:18 unknown-holidays'],
    ['a set twice', ['holidays: [CA-ON, CA-ON]'], '9:25 named-twice'],
    ['an eve at 25:00', ['eve-closes: "25:00"'], '9:19 bad-time'],
    ['29 February', ['freezes: [{ from: 2027-02-29, to: 2027-03-01, why: x }]'], '9:25 no-such-date'],
    [
      'day 31 of a short month',
      ['freezes: [{ from: 2027-01-01, to: 2027-04-31, why: x }]'],
      '9:41 no-such-date',
    ],
    ['the year 0', ['freezes: [{ from: 0000-01-01, to: 2027-04-30, why: x }]'], '9:25 no-such-date'],
    [
      'a time without zone',
      ['freezes: [{ from: 2027-01-01T09:00, to: 2027-01-02T09:00Z, why: x }]'],
      '9:25 no-offset',
    ],
    [
      'hour 25',
      ['freezes: [{ from: 2027-01-01T25:00Z, to: 2027-01-02T09:00Z, why: x }]'],
      '9:25 no-such-time',
    ],
    ['words', ['freezes: [{ from: tomorrow, to: 2027-01-02, why: x }]'], '9:25 bad-date'],
    [
      'a date and an instant',
      ['freezes: [{ from: 2027-01-01, to: 2027-01-02T09:00Z, why: x }]'],
      '9:41 freeze-mixed',
    ],
    ['backwards', ['freezes: [{ from: 2027-01-03, to: 2027-01-02, why: x }]'], '9:41 freeze-ends-early'],
    [
      'no time at all',
      ['freezes: [{ from: 2027-01-01T09:00Z, to: 2027-01-01T04:00-05:00, why: x }]'],
      '9:48 freeze-ends-early',
    ],
    ['no reason', ['freezes: [{ from: 2027-01-01, to: 2027-01-02 }]'], '9:16 missing-key'],
    ['an unknown closing', ['closing: rollback'], '9:16 unknown-value'],
    ['an unknown key', ['opens: Mon 09:00-10:00'], '9:7 unknown-key'],
  ])('%s is refused with its place', (_, lines, refusal) => {
    expect(refusals(file(...lines))).toEqual([refusal])
    for (const { message, expected, todo } of problemsOf(file(...lines)))
      for (const words of [message, expected, todo]) {
        expect(words?.en).toBeTruthy()
        expect(words?.fr).toBeTruthy()
        expect(words?.fr).not.toBe(words?.en)
      }
  })

  it('an unknown zone is refused, and one has to be named', () => {
    expect(refusals(file().replace('America/Toronto', 'Toronto'))).toEqual(['8:18 bad-time-zone'])
    expect(refusals(file('open: Mon 09:00-10:00').replace(/ *time-zone.*\n/, ''))).toEqual([
      '7:5 missing-key',
    ])
  })

  it('freezes reach to the year 9999, of one day too', () => {
    expect(calendarOf('freezes: [{ from: 9999-12-31, to: 9999-12-31, why: x }]')?.freezes).toHaveLength(1)
  })

  it('warns where holidays are days of work, and where part of a window never opens', () => {
    expect(warned(file())).toEqual(['8:7 no-holidays'])
    expect(warned(file('open: Mon-Sun 09:00-16:00', 'holidays: [CA-ON]'))).toEqual([
      '9:13 window-partly-shut',
    ])
  })
})
