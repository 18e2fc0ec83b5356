import type { Text } from '../kernel/text.ts'
import { zoneOf } from '../kernel/zone.ts'
import * as words from './messages.ts'
import type { Facts, Line, Practice, Rolled, State } from './types.ts'

const day = 86_400_000

type Found = Pick<Practice, 'shows' | 'missing'> & { readonly config?: readonly (Line | null)[] }

const stateOf = ({ shows, missing }: Found): State =>
  missing.length === 0 ? 'shown' : shows.length === 0 ? 'not-shown' : 'partly'

const one = (number: number, found: Found): Practice => ({
  number,
  name: words.names[number] ?? words.nameless,
  state: stateOf(found),
  shows: found.shows,
  missing: found.missing,
  config: found.missing.length === 0 ? [] : (found.config ?? []).filter((line) => line !== null),
})

const notBuilt = (number: number, what: Text): Practice => ({
  number,
  name: words.names[number] ?? words.nameless,
  state: 'not-built',
  shows: [],
  missing: [what],
  config: [],
})

const when = (text: Text, is: boolean): readonly Text[] => (is ? [text] : [])

/** New releases that people met. */
const deployments = ({ rollouts }: Facts): readonly Rolled[] =>
  rollouts.filter(({ kind, movedAt }) => kind === 'ship' && movedAt !== null)

/** By the days of the team's calendar. */
const busiest = (all: readonly Rolled[], policy: Facts['policy']): number => {
  const zone = zoneOf(policy?.calendar?.timeZone ?? 'UTC')
  const perDay = new Map<number, number>()
  for (const { movedAt } of all) {
    const on = Math.floor((zone?.wallAt(movedAt ?? 0) ?? movedAt ?? 0) / day)
    perDay.set(on, (perDay.get(on) ?? 0) + 1)
  }
  return Math.max(0, ...perDay.values())
}

const often = (facts: Facts): Practice => {
  const all = deployments(facts)
  const most = busiest(all, facts.policy)
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

const checklistLines = (environment: string, hasPeople: boolean): readonly Line[] => {
  const below = `environments.${environment}`
  return [
    { below, line: 'checklist: release-checklist.yaml', first: words.initChecklist },
    ...(hasPeople ? [] : [{ below, line: 'approvers: approvers', first: words.writeApprovers }]),
  ]
}

const checklistOrTrain = ({ current, policy, departed, period, environment }: Facts): Practice => {
  const answers = current?.answers ?? 0
  const asked = current?.checklist ?? null
  const [listed, rides] = [policy?.checklist === true, policy?.train === true]
  const isShown = (listed && asked === 'passed') || (rides && departed > 0)
  return one(4, {
    shows: [
      ...when(words.checklistPassed(current?.release ?? 0, answers), asked === 'passed'),
      ...when(words.trainsLeft(departed, period), rides && departed > 0),
    ],
    missing: [
      ...when(words.neitherChecklistNorTrain, !listed && !rides),
      ...when(words.checklistOverridden(current?.release ?? 0), asked === 'overridden'),
      ...when(words.checklistUnasked, listed && !isShown && asked === null),
      ...when(words.noTrainLeft(period), rides && !isShown),
    ],
    config: listed || rides ? [] : checklistLines(environment, policy?.approvers === true),
  })
}

const manifest = ({ current }: Facts): Practice =>
  one(5, {
    shows: current === null ? [] : [words.manifestOf(current.release, current.manifest, current.components)],
    missing: when(words.nothingOut, current === null),
  })

const notes = (facts: Facts): Practice => {
  const { current } = facts
  const kept = current?.notes ?? null
  const left = kept === null ? 0 : kept.en + kept.fr
  return one(6, {
    shows: when(words.notesKept(current?.release ?? 0), kept !== null),
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(words.noNotes, current !== null && kept === null),
      ...when(words.untranslated(kept?.en ?? 0, kept?.fr ?? 0), left > 0),
    ],
    config: [
      left > 0 && facts.file?.translates !== true
        ? { below: 'notes', line: 'translate: [node, translate.js]' }
        : null,
    ],
  })
}

/** An environment before this one, as far as there is none yet. */
const before = ({ environment, file }: Facts, how: string): readonly Line[] => [
  {
    below: 'environments',
    line: `staging: { target: process, listen: ${file?.free ?? '127.0.0.1:8081'}, ${how} }`,
  },
  { below: `environments.${environment}`, line: 'after: staging' },
]

const rollback = (facts: Facts): Practice => {
  const { current, rollouts, period, policy, file } = facts
  const ways = rollouts.filter(({ kind, returned }) => kind === 'rollback' || returned !== null)
  const longest = Math.max(0, ...ways.map(({ returned }) => returned ?? 0))
  const rehearsal = current?.rehearsal ?? null
  const earlier = file?.earlier ?? null
  const line = 'rehearse-rollback: true'
  const lines = earlier === null ? before(facts, line) : [{ below: `environments.${earlier}`, line }]
  return one(7, {
    shows: [
      ...(current?.plan == null ? [] : [words.planned(current.release, current.plan)]),
      ...when(rehearsal?.text ?? words.nameless, rehearsal?.passed === true),
      ...when(words.wentBack(ways.length, period, longest), ways.length > 0),
    ],
    missing: [
      ...when(words.nothingOut, current === null),
      ...when(words.notPlanned, current !== null && current.plan === null),
      ...when(rehearsal?.text ?? words.nameless, rehearsal?.passed === false),
      ...when(words.notRehearsed(earlier !== null), current !== null && rehearsal === null),
    ],
    config: policy?.rehearsal === true ? [] : lines,
  })
}

/** Blue-green where canaries are the rule belongs to an environment before: here it would take the canary away. */
const blueGreenLines = (facts: Facts): readonly Line[] => {
  const { environment, file } = facts
  const strategies = file?.strategies ?? {}
  if (Object.values(strategies).includes('blue-green')) return []
  const line = 'strategy: blue-green'
  if (strategies[environment] !== 'canary') return [{ below: `environments.${environment}`, line }]
  const earlier = file?.earlier ?? null
  return earlier === null ? before(facts, line) : [{ below: `environments.${earlier}`, line }]
}

const blueGreen = (facts: Facts): Practice => {
  const { all, done } = byStrategy(facts, 'blue-green')
  const elsewhere = facts.elsewhere.filter((one) => one.all > 0)
  return one(8, {
    shows: [
      ...when(words.byStrategy('blue-green', all, done, facts.period), all > 0),
      ...elsewhere.map((one) => words.blueGreenIn(one.environment, one.all, one.done, facts.period)),
    ],
    missing: when(words.noneByStrategy('blue-green', facts.period), all === 0 && elsewhere.length === 0),
    config: blueGreenLines(facts),
  })
}

/** A first release has nothing to switch from. */
const byStrategy = (facts: Facts, kind: Rolled['strategy']) => {
  const all = deployments(facts).filter(({ strategy, first }) => strategy === kind && !first)
  return { all: all.length, done: all.filter(({ outcome }) => outcome === 'done').length }
}

const canary = (facts: Facts): Practice => {
  const { all, done } = byStrategy(facts, 'canary')
  const { environment, file, period } = facts
  const isSet = file?.strategies[environment] === 'canary'
  return one(9, {
    shows: when(words.byStrategy('canary', all, done, period), all > 0),
    missing: when(words.noneByStrategy('canary', period), all === 0),
    config: [isSet ? null : { below: `environments.${environment}`, line: 'strategy: canary' }],
  })
}

const levels = [
  { level: 'unit', pattern: /unit/i },
  { level: 'integration', pattern: /integration|e2e|end-to-end|contract/i },
  { level: 'performance', pattern: /perf|load|bench/i },
] as const

const tests = ({ current, file }: Facts): Practice => {
  const all = current?.tests ?? []
  const missing = levels.filter(({ pattern }) => !all.some(({ name }) => pattern.test(name)))
  const failed = all.filter(({ passed }) => !passed)
  const component = file?.components[0]
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
      component === undefined
        ? []
        : missing.map(({ level }) => ({
            below: `components.${component}.tests`,
            line: `${level}: { run: [npm, run, ${level}] }`,
          })),
  })
}

const watched = (facts: Facts): Practice => {
  const ended = deployments(facts).filter(({ outcome }) => outcome !== null)
  const seen = ended.filter(({ watch }) => watch !== null)
  const last = seen[0]?.watch
  return one(12, {
    shows: seen.length === 0 || last == null ? [] : [words.watched(seen.length, ended.length, last)],
    missing: [...when(words.nothingWatched, seen.length === 0), words.logsNotJudged],
    config: [
      facts.file?.watch === 0 ? { below: `environments.${facts.environment}.watch`, line: 'for: 2m' } : null,
    ],
  })
}

const hours = (facts: Facts): Practice => {
  const { policy, environment, period } = facts
  const calendar = policy?.calendar ?? null
  const all = deployments(facts)
  const passed = all.filter(({ overrides }) => overrides.includes('calendar')).length
  const inside = all.filter((rolled) => rolled.inside === true).length
  const outside = all.filter(
    (rolled) => rolled.inside === false && !rolled.overrides.includes('calendar'),
  ).length
  return one(13, {
    shows:
      calendar === null || inside === 0
        ? []
        : [words.calendarInForce(calendar.timeZone, { all: all.length, inside, passed }, period)],
    missing: [
      ...when(words.noCalendar, calendar === null),
      ...when(words.nothingInside, calendar !== null && inside === 0),
      ...when(words.beganOutside(outside), outside > 0),
    ],
    config: [
      calendar === null
        ? {
            below: `environments.${environment}`,
            line: 'calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00, holidays: [CA-federal] }',
          }
        : null,
    ],
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
  blueGreen(facts),
  canary(facts),
  tests(facts),
  notBuilt(11, words.vulnerabilities),
  watched(facts),
  hours(facts),
]
