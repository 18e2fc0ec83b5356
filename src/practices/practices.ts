import type { Text } from '../kernel/text.ts'
import * as words from './messages.ts'
import type { Facts, Practice, Rolled, State } from './types.ts'

const day = 86_400_000

type Found = Pick<Practice, 'shows' | 'missing'> & { readonly config?: Practice['config'] }

const stateOf = ({ shows, missing }: Found): State =>
  missing.length === 0 ? 'shown' : shows.length === 0 ? 'not-shown' : 'partly'

const one = (number: number, found: Found): Practice => ({
  number,
  name: words.names[number] ?? words.nameless,
  state: stateOf(found),
  shows: found.shows,
  missing: found.missing,
  config: found.missing.length === 0 ? null : (found.config ?? null),
})

const notBuilt = (number: number, what: Text): Practice => ({
  number,
  name: words.names[number] ?? words.nameless,
  state: 'not-built',
  shows: [],
  missing: [what],
  config: null,
})

const when = (text: Text, is: boolean): readonly Text[] => (is ? [text] : [])

/** New releases that people met. */
const deployments = ({ rollouts }: Facts): readonly Rolled[] =>
  rollouts.filter(({ kind, movedAt }) => kind === 'ship' && movedAt !== null)

const busiest = (all: readonly Rolled[]): number => {
  const perDay = new Map<number, number>()
  for (const { movedAt } of all) {
    const on = Math.floor((movedAt ?? 0) / day)
    perDay.set(on, (perDay.get(on) ?? 0) + 1)
  }
  return Math.max(0, ...perDay.values())
}

const often = (facts: Facts): Practice => {
  const all = deployments(facts)
  const most = busiest(all)
  const { entries, broken } = facts.ledger
  return one(1, {
    shows: [
      ...when(words.deployed(all.length, facts.period, most), all.length > 0),
      ...when(words.ledgerWhole(entries), broken === null && entries > 0),
      ...when(words.separated, facts.separated === true),
    ],
    missing: [
      ...when(words.nothingDeployed(facts.period), all.length === 0),
      ...when(words.seldom(most), all.length > 0 && most < 2),
      ...when(words.ledgerBroken(broken ?? 0), broken !== null),
      ...when(words.notSeparated, facts.separated === false),
    ],
  })
}

const hermetic = ({ current }: Facts): Practice =>
  one(3, {
    shows: current === null ? [] : [words.byDigest(current.release, current.images, current.components)],
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(words.notAllImages, current !== null && current.images < current.components),
      words.noRegistry,
    ],
  })

const checklistOrTrain = ({ current, policy, departed, period, environment }: Facts): Practice => {
  const answers = current?.answers ?? 0
  return one(4, {
    shows: [
      ...when(words.checklistInForce, policy?.checklist === true),
      ...when(words.checklistAnswered(current?.release ?? 0, answers), answers > 0),
      ...when(words.trainsLeft(departed, period), policy?.train === true),
    ],
    missing: when(words.neitherChecklistNorTrain, !(policy?.checklist === true || policy?.train === true)),
    config: { below: `environments.${environment}`, line: 'checklist: release-checklist.yaml' },
  })
}

const manifest = ({ current }: Facts): Practice =>
  one(5, {
    shows: current === null ? [] : [words.manifestOf(current.release, current.manifest, current.components)],
    missing: when(words.nothingOut, current === null),
  })

const notes = ({ current }: Facts): Practice => {
  const kept = current?.notes ?? null
  const left = kept === null ? 0 : kept.en + kept.fr
  return one(6, {
    shows: when(words.notesKept(current?.release ?? 0), kept !== null),
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(words.noNotes, current !== null && kept === null),
      ...when(words.untranslated(kept?.en ?? 0, kept?.fr ?? 0), left > 0),
    ],
    config: left > 0 ? { below: '', line: 'notes: { translate: [./translate] }' } : null,
  })
}

const rollback = ({ current, rollouts, period, hasEarlier, policy }: Facts): Practice => {
  const ways = rollouts.filter(({ kind, returned }) => kind === 'rollback' || returned !== null)
  const longest = Math.max(0, ...ways.map(({ returned }) => returned ?? 0))
  const rehearsal = current?.rehearsal ?? null
  return one(7, {
    shows: [
      ...when(rehearsal?.text ?? words.nameless, rehearsal?.passed === true),
      ...when(words.wentBack(ways.length, period, longest), ways.length > 0),
    ],
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(rehearsal?.text ?? words.nameless, rehearsal?.passed === false),
      ...when(words.notRehearsed(hasEarlier), current !== null && rehearsal === null),
    ],
    config:
      policy?.rehearsal === true ? null : { below: 'environments.staging', line: 'rehearse-rollback: true' },
  })
}

const strategy = (number: number, kind: Rolled['strategy'], facts: Facts): Practice => {
  const all = deployments(facts).filter((rolled) => rolled.strategy === kind)
  const done = all.filter(({ outcome }) => outcome === 'done').length
  const line = kind === 'canary' ? 'strategy: canary' : 'strategy: blue-green'
  return one(number, {
    shows: when(words.byStrategy(kind, all.length, done, facts.period), all.length > 0),
    missing: when(words.noneByStrategy(kind, facts.period), all.length === 0),
    config: { below: `environments.${facts.environment}`, line },
  })
}

const levels = [
  { level: 'unit', pattern: /unit/i },
  { level: 'integration', pattern: /integration|e2e|end-to-end|contract/i },
  { level: 'performance', pattern: /perf|load|bench/i },
] as const

const tests = ({ current }: Facts): Practice => {
  const all = current?.tests ?? []
  const missing = levels.filter(({ pattern }) => !all.some(({ name }) => pattern.test(name)))
  const failed = all.filter(({ passed }) => !passed)
  const [first] = missing
  return one(10, {
    shows: when(
      words.testsRan(
        current?.release ?? 0,
        all.map(({ name }) => name),
      ),
      all.length > 0,
    ),
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(words.testsFailed(failed.map(({ name }) => name)), failed.length > 0),
      ...when(words.levelsMissing(missing.map(({ level }) => level)), current !== null && missing.length > 0),
    ],
    config:
      first === undefined
        ? null
        : {
            below: 'components.COMPONENT.tests',
            line: `${first.level}: { run: [npm, run, ${first.level}] }`,
          },
  })
}

const watched = (facts: Facts): Practice => {
  const ended = deployments(facts).filter(({ outcome }) => outcome !== null)
  const seen = ended.filter(({ watch }) => watch !== null)
  const last = seen[0]?.watch
  return one(12, {
    shows: seen.length === 0 || last == null ? [] : [words.watched(seen.length, ended.length, last)],
    missing: [...when(words.nothingWatched, seen.length === 0), words.logsNotJudged],
  })
}

const hours = (facts: Facts): Practice => {
  const { policy, environment, period } = facts
  const calendar = policy?.calendar ?? null
  const all = deployments(facts)
  const passed = all.filter(({ overrides }) => overrides.includes('calendar')).length
  return one(13, {
    shows: calendar === null ? [] : [words.calendarInForce(calendar.timeZone, all.length, passed, period)],
    missing: when(words.noCalendar, calendar === null),
    config: {
      below: `environments.${environment}`,
      line: 'calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00, holidays: [CA-federal] }',
    },
  })
}

/** The thirteen practices, in the guide's order, each by what shows it. */
export const practicesOf = (facts: Facts): readonly Practice[] => [
  often(facts),
  notBuilt(2, words.infrastructure),
  hermetic(facts),
  checklistOrTrain(facts),
  manifest(facts),
  notes(facts),
  rollback(facts),
  strategy(8, 'blue-green', facts),
  strategy(9, 'canary', facts),
  tests(facts),
  notBuilt(11, words.vulnerabilities),
  watched(facts),
  hours(facts),
]
