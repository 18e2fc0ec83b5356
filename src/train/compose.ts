import { type Reason, together, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'
import type { Composition, Contains, Passenger, Running, Stays } from './types.ts'
import { type Standing, standingOf } from './versions.ts'

type Has = (descendant: string, ancestor: string) => boolean

const verdictOf = ({ passenger, changed }: Standing): Verdict =>
  together([passenger.verdict, ...changed.map(({ verdict }) => verdict)])

const passes = (one: Standing): boolean => one.behind === null && verdictOf(one).outcome === 'pass'

const shared = (one: Standing, other: Standing): string | undefined =>
  one.changed.find(({ component }) => other.changed.some((part) => part.component === component))?.component

const apart = (has: Has, one: Standing, other: Standing): boolean =>
  !has(one.passenger.commit, other.passenger.commit) && !has(other.passenger.commit, one.passenger.commit)

/**
 * Versions of one component that do not contain one another: whoever boarded first keeps the place, unless another
 * one that boarded contains both. A version that fails keeps nobody's place.
 */
const conflicts = (going: readonly Standing[], has: Has): ReadonlyMap<Standing, Reason> => {
  const refused = new Map<Standing, Reason>()
  const able = going.filter(passes)
  for (const one of able) {
    const before = able.slice(0, able.indexOf(one)).filter((other) => !refused.has(other))
    for (const other of before) {
      const component = shared(one, other)
      if (component === undefined || refused.has(one) || !apart(has, one, other)) continue
      const [mine, theirs] = [one.passenger.commit, other.passenger.commit]
      if (able.some(({ passenger }) => has(passenger.commit, mine) && has(passenger.commit, theirs))) continue
      refused.set(one, {
        code: 'versions-apart',
        text: words.versionsApart(component, other.passenger.number),
        values: { component, other: other.passenger.candidate },
        change: words.versionsApartChange(other.passenger.commit),
      })
    }
  }
  return refused
}

/**
 * Who leads: whoever was left standing before goes first, then whoever takes the most along, then the newest. One
 * leader is enough: whatever it contains, it has a version of, and what it does not contain stays behind.
 */
const leaderOf = (able: readonly Standing[], going: readonly Standing[], has: Has): Standing | null => {
  const ranked = able.map((one) => {
    const carried = going.filter(({ passenger }) => has(one.passenger.commit, passenger.commit))
    const missed = Math.max(...carried.map(({ passenger }) => passenger.missed))
    return { one, missed, carried: carried.length }
  })
  ranked.sort(
    (a, b) =>
      b.missed - a.missed || b.carried - a.carried || b.one.passenger.position - a.one.passenger.position,
  )
  return ranked[0]?.one ?? null
}

const failing = (one: Standing): Reason => {
  const { passenger, changed, behind } = one
  if (behind !== null)
    return {
      code: 'behind-what-runs',
      text: words.behind(behind),
      values: { component: behind },
      change: words.behindChange,
    }
  const component = changed.find(({ verdict }) => verdict.outcome !== 'pass')?.component ?? null
  const [first] = verdictOf(one).reasons
  return {
    code: verdictOf(one).outcome === 'refuse' ? 'passenger-refused' : 'passenger-held',
    text: words.fails(component, first?.text ?? null),
    values: { candidate: passenger.candidate, component, code: first?.code ?? null },
    ...(first?.change === undefined ? {} : { change: first.change }),
  }
}

/** One that passes, and is not contained in the one that leads. */
const notCarried = (leads: Passenger | null): Reason => ({
  code: 'not-contained',
  text: words.notContained(leads?.number ?? null),
  values: { leads: leads?.candidate ?? null },
  ...(leads === null ? {} : { change: words.notContainedChange(leads.number) }),
})

/** A version is one thing, whoever brings it: where it fails in one, it fails in all that contain it. */
const sharing = (passengers: readonly Passenger[]): readonly Passenger[] => {
  const versions = Map.groupBy(
    passengers.flatMap(({ parts }) => parts),
    ({ component, identity }) => `${component} ${identity}`,
  )
  const known = new Map(
    [...versions].map(([name, all]) => [name, together(all.map(({ verdict }) => verdict))]),
  )
  return passengers.map((one) => ({
    ...one,
    parts: one.parts.map((part) => ({
      ...part,
      verdict: known.get(`${part.component} ${part.identity}`) ?? part.verdict,
    })),
  }))
}

/**
 * What leaves at a departure: what is deployed, plus of each component the newest boarded version whose gates pass.
 * Pure: what runs, who boarded with which verdicts, and which commit contains which are given.
 */
export const compose = (
  passengers: readonly Passenger[],
  running: Running,
  contains: Contains,
): Composition => {
  const has: Has = (descendant, ancestor) =>
    descendant === ancestor || contains(descendant, ancestor) === true
  const all = sharing(passengers)
    .toSorted((a, b) => a.position - b.position)
    .map((passenger) => standingOf(passenger, running, contains))
  const going = all.filter(({ live }) => !live)
  const refusals = conflicts(going, has)
  const able = going.filter((one) => passes(one) && !refusals.has(one))
  const leads = leaderOf(able, going, has)
  const isAboard = ({ passenger }: Standing) =>
    leads !== null && has(leads.passenger.commit, passenger.commit)
  const staying = going.filter((one) => !isAboard(one))
  const refused: Stays[] = []
  const left: Stays[] = []
  for (const one of staying) {
    const { candidate } = one.passenger
    const reason = refusals.get(one)
    if (reason !== undefined) refused.push({ candidate, reason })
    else if (!passes(one)) left.push({ candidate, reason: failing(one) })
    else left.push({ candidate, reason: notCarried(leads?.passenger ?? null) })
  }
  return {
    leads: leads?.passenger ?? null,
    riders: leads?.changed.map(({ component, identity }) => ({ component, identity })) ?? [],
    aboard: going.filter(isAboard).map(({ passenger }) => passenger.candidate),
    left,
    refused,
    live: all.filter(({ live }) => live).map(({ passenger }) => passenger.candidate),
  }
}
