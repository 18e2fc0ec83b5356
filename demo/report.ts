import { formats, type Language, say, type Text } from '../src/kernel/text.ts'
import type { CrowdReport, Failure } from './crowd/protocol.ts'
import { reportWords as words } from './messages.ts'
import {
  backwards,
  badToZero,
  type Check,
  checks,
  holds,
  type Result,
  type Shipped,
  toEverybody,
} from './result.ts'

type Row = { readonly label: Text; readonly value: Text; readonly check?: Check }

const count = (n: number): Text =>
  say(
    (f) => f.count(n),
    (f) => f.count(n),
  )

const duration = (ms: number | null): Text =>
  ms === null
    ? words.unknown
    : say(
        (f) => f.duration(ms),
        (f) => f.duration(ms),
      )

const crowdRows = (result: Result, crowd: CrowdReport): readonly Row[] => {
  const times = result.shipped
    .filter((one) => one.wanted === 0)
    .map((one) => {
      const took = toEverybody(result, one.name)
      const said = (language: Language) => (took === null ? '?' : formats[language].duration(took))
      return { en: `${one.name} ${said('en')}`, fr: `${one.name} ${said('fr')}` }
    })
  const everybody = { en: times.map(({ en }) => en).join('   '), fr: times.map(({ fr }) => fr).join('   ') }
  const slower = crowd.lowestRate < result.rate
  return [
    { label: words.requests, value: words.requestsValue(crowd.requests, crowd.posts, crowd.seconds) },
    ...(slower ? [{ label: words.pace, value: words.slower(crowd.lowestRate, result.rate) }] : []),
    { label: words.byApplication, value: words.byApplicationValue(crowd.planted), check: 'planted-seen' },
    { label: words.byReleasing, value: count(crowd.failed), check: 'failed-by-releasing' },
    { label: words.backwards, value: count(backwards(crowd)), check: 'backwards' },
    { label: words.mismatched, value: count(crowd.mismatched), check: 'mismatched' },
    { label: words.everybody, value: everybody, check: 'good-versions-live' },
    { label: words.taken, value: duration(badToZero(crowd)), check: 'bad-version-taken-back' },
  ]
}

const rows = (result: Result): readonly Row[] => {
  const { crowd, claims, ledger } = result
  const compared =
    claims === null
      ? words.unknown
      : words.claimsValue(claims.acknowledged, claims.stored, claims.missing, claims.doubled)
  return [
    ...(crowd === null ? [] : crowdRows(result, crowd)),
    { label: words.claims, value: compared, check: 'claims' },
    {
      label: words.ledger,
      value: ledger === null ? words.unknown : (ledger.broken ?? words.whole(ledger.entries)),
      check: 'ledger',
    },
  ]
}

const COLUMNS = 100

/** Breaks a line between words, where it does not fit; all that follows is set in a little further. */
const wrap = (line: string, indent: string, further = `${indent}  `): readonly string[] => {
  const room = COLUMNS - indent.length
  const at = line.length <= room ? -1 : line.lastIndexOf(' ', room)
  if (at <= 0) return [`${indent}${line}`]
  return [
    `${indent}${line.slice(0, at).trimEnd()}`,
    ...wrap(line.slice(at + 1).trimStart(), further, further),
  ]
}

const told = (one: Shipped, language: Language): readonly string[] => {
  const [headline = words.exit(one.code), ...lines] = one.told
  return [
    `  ${one.name.padEnd(5)} ${one.change[language]}`,
    ...wrap(headline[language], ' '.repeat(8)),
    ...lines.flatMap((line) => wrap(line[language], ' '.repeat(10))),
  ]
}

/** The first of what went wrong, so that a failed run says more than its counts. */
const evidence = (crowd: CrowdReport, language: Language): readonly string[] => {
  const line = ({ at, person, kind, what }: Failure) =>
    `    ${new Date(at).toISOString().slice(11, 23)}  person ${person}  ${kind}: ${what}`
  const moves = crowd.backwards
    .filter((move) => move.from !== 'v3')
    .map(
      (move) =>
        `    ${new Date(move.at).toISOString().slice(11, 23)}  person ${move.person}: ${move.from} → ${move.to}`,
    )
  const all = [...crowd.failures.map(line), ...crowd.mismatches.map(line), ...moves].slice(0, 12)
  return all.length === 0 ? [] : [`  ${words.first[language]}:`, ...all]
}

const mark = (check: Check | undefined, held: Readonly<Record<Check, boolean>>): string =>
  check === undefined ? ' ' : held[check] ? '✓' : '✗'

/** The report at the end, as lines. */
export const renderReport = (result: Result, language: Language): readonly string[] => {
  const held = checks(result)
  const shown = rows(result)
  const width = Math.max(...shown.map((row) => row.label[language].length))
  const missing = result.wanted.filter((name) => !result.shipped.some((one) => one.name === name))
  return [
    words.happened[language],
    ...result.shipped.flatMap((one) => told(one, language)),
    ...missing.map((name) => `  ${name.padEnd(5)} ${words.notReached[language]}`),
    '',
    words.saw(result.crowd?.people ?? 0)[language],
    ...shown.map((row) =>
      `  ${mark(row.check, held)} ${row.label[language].padEnd(width)}   ${row.value[language]}`.trimEnd(),
    ),
    ...(result.crowd === null ? [] : evidence(result.crowd, language)),
    '',
    (holds(result) ? words.allHolds : words.notAll)(result.took)[language],
  ]
}
