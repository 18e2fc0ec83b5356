import { calendarOf } from '../calendar/calendar.ts'
import { fits, leastTaking } from '../calendar/fit.ts'
import { windowAt } from '../calendar/windows.ts'
import type { Around } from '../config/check-checklist.ts'
import { nothingWidens } from '../config/messages-checklist.ts'
import type { Config, EnvironmentConfig } from '../config/types.ts'
import { gates } from '../gates/list.ts'
import { namespace } from '../identity/statement.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { readSigners } from '../provenance/allowed-signers.ts'
import { departuresFrom, neverLeaving } from '../train/timetable.ts'
import { ruleGates } from './gate-names.ts'
import { departureNeverLeaves, departuresFrozen } from './messages-check.ts'
import { peopleOf } from './people.ts'
import { type Files, policyOf } from './read.ts'
import type { Policy } from './types.ts'

/** How far ahead departures are held against the file's freezes. */
const farthest = 400 * 86_400_000

/** Gates that an item of the checklist may name: every one but its own. */
export const gateNames: readonly string[] = [...gates.map(({ name }) => name), ...ruleGates].filter(
  (name) => name !== 'checklist',
)

/** Null: no approvers are declared. Of a file that cannot be read nothing is concluded: it is told by itself. */
const rolesOf = ({ approvers }: EnvironmentConfig, files: Files): readonly string[] | null | undefined => {
  if (approvers === undefined) return null
  const text = files(approvers)
  if (text === null) return undefined
  try {
    return peopleOf(readSigners(approvers, text, namespace)).flatMap(({ roles }) => roles)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

const aroundOf = (config: Config, environment: EnvironmentConfig, files: Files): Around => {
  const roles = rolesOf(environment, files)
  return {
    components: config.components,
    gates: gateNames,
    ...(roles === undefined ? {} : { roles: roles === null ? null : [...new Set(roles)].toSorted() }),
  }
}

/** Departures that leave on no day to come, freezes aside. */
const ofTrain = ({ name, strategy }: EnvironmentConfig, policy: Policy, now: Instant): readonly Problem[] => {
  const { train, calendar: config, holidays } = policy
  if (train === null || config === null) return []
  const calendar = calendarOf(config, { files: holidays }).unfrozen()
  const ask = {
    zone: calendar.zone,
    at: (at: Instant) => windowAt(calendar, at),
    fits: (start: Instant, takes: number) => fits(calendar, start, takes),
  }
  return neverLeaving(train, ask, now, leastTaking(strategy)).map(({ day, at, nearest }) =>
    departureNeverLeaves(name, day, at, nearest.reasons),
  )
}

/**
 * What is wrong with an environment's policy that only its files and the days to come tell: files that are missing or
 * broken, items that nothing answers, departures that never leave.
 */
export const policyProblems = (
  config: Config,
  environment: EnvironmentConfig,
  files: Files,
  now: Instant,
): readonly Problem[] => {
  const tried = (make: () => readonly Problem[]): readonly Problem[] => {
    try {
      return make()
    } catch (error) {
      if (error instanceof ProblemError) return error.problems
      throw error
    }
  }
  const around = aroundOf(config, environment, files)
  const whole = tried(() => {
    policyOf(config, environment, files, around)
    return []
  })
  // The timetable is judged whatever stands in the other files.
  const { checklist: _, approvals: __, approvers: ___, ...timed } = environment
  const train = tried(() => ofTrain(environment, policyOf(config, timed, files), now))
  return [...whole, ...train.filter(({ code }) => code === 'departure-never-fits')]
}

/** Departures that a freeze of the file holds, in the months to come: their passengers take later ones. */
const frozen = ({ name }: EnvironmentConfig, { train, calendar: config, holidays }: Policy, now: Instant) => {
  if (train === null || config === null || config.freezes.length === 0) return []
  const calendar = calendarOf(config, { files: holidays })
  const held: string[] = []
  for (const { id, at } of departuresFrom(train, calendar.zone, now)) {
    if (at > now + farthest) break
    const free = windowAt(calendar.unfrozen(), at).verdict === 'pass'
    if (free && windowAt(calendar, at).verdict === 'hold') held.push(id)
  }
  const [first] = held
  return first === undefined ? [] : [departuresFrozen(name, held.length, first)]
}

/** What is allowed, and yet seldom meant: items for while a canary runs where there is none, departures in a freeze. */
export const policyWarnings = (
  config: Config,
  environment: EnvironmentConfig,
  files: Files,
  now: Instant,
): readonly Problem[] => {
  const policy = policyOf(config, environment, files)
  const items = environment.strategy.kind === 'canary' ? [] : (policy.checklist?.items ?? [])
  const place = { file: environment.checklist ?? '' }
  return [
    ...items
      .filter(({ when, blocks }) => when === 'during' && blocks)
      .map(({ name }) => ({ ...nothingWidens(name, environment.name), place })),
    ...frozen(environment, policy, now),
  ]
}
