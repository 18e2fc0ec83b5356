import { type Reason, together, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'
import type { Composition, Contains, Passenger, Running, Stays } from './types.ts'
import { type Standing, standingOf } from './versions.ts'

/** Whether one has all of another: its commit, or that of one of its versions, contains the other's. */
type Has = (one: Passenger, other: Passenger) => boolean

const verdictOf = ({ passenger, changed }: Standing): Verdict =>
  together([passenger.verdict, ...changed.map(({ verdict }) => verdict)])

const passes = (one: Standing): boolean => one.behind === null && verdictOf(one).outcome === 'pass'

/** A component of which both bring another version. */
const shared = (one: Standing, other: Standing): string | undefined =>
  one.changed.find(({ component, identity }) =>
    other.changed.some((part) => part.component === component && part.identity !== identity),
  )?.component

const apart = (has: Has, one: Passenger, other: Passenger): boolean => !has(one, other) && !has(other, one)

/** Whether one takes the other along: it has all of it, and goes as far. */
const carries =
  (has: Has) =>
  (one: Passenger, other: Passenger): boolean =>
    has(one, other) && (other.goesOn ?? []).every((name) => one.goesOn?.includes(name) === true)

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
      const [mine, theirs] = [one.passenger, other.passenger]
      if (component === undefined || refused.has(one) || !apart(has, mine, theirs)) continue
      if (able.some(({ passenger }) => has(passenger, mine) && has(passenger, theirs))) continue
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
 * Who leads: whoever was left standing before goes first, then whoever goes furthest (upon what stops here nobody who
 * goes on can be composed), then whoever takes the most along, then the newest. One leader is enough: whatever it
 * contains, it has a version of, and what it does not contain stays behind.
 */
const leaderOf = (able: readonly Standing[], going: readonly Standing[], has: Has): Standing | null => {
  const ranked = able.map((one) => {
    const carried = going.filter(({ passenger }) => carries(has)(one.passenger, passenger))
    const missed = Math.max(...carried.map(({ passenger }) => passenger.missed))
    return { one, missed, further: one.passenger.goesOn?.length ?? 0, carried: carried.length }
  })
  ranked.sort(
    (a, b) =>
      b.missed - a.missed ||
      b.further - a.further ||
      b.carried - a.carried ||
      b.one.passenger.position - a.one.passenger.position,
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

/** One that passes, and that goes further than the one that leads. */
const goesFurther = (leads: Passenger): Reason => ({
  code: 'goes-further',
  text: words.goesFurther(leads.number),
  values: { leads: leads.candidate },
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
  const has: Has = (one, other) =>
    [one.commit, ...one.parts.flatMap(({ commit }) => commit ?? [])].some(
      (commit) => commit === other.commit || contains(commit, other.commit) === true,
    )
  const all = sharing(passengers)
    .toSorted((a, b) => a.position - b.position)
    .map((passenger) => standingOf(passenger, running, contains))
  const going = all.filter(({ live }) => !live)
  const refusals = conflicts(going, has)
  const able = going.filter((one) => passes(one) && !refusals.has(one))
  const leads = leaderOf(able, going, has)
  const isAboard = ({ passenger }: Standing) => leads !== null && carries(has)(leads.passenger, passenger)
  const staying = going.filter((one) => !isAboard(one))
  const refused: Stays[] = []
  const left: Stays[] = []
  for (const one of staying) {
    const { candidate } = one.passenger
    const reason = refusals.get(one)
    if (reason !== undefined) refused.push({ candidate, reason })
    else if (!passes(one)) left.push({ candidate, reason: failing(one) })
    else if (leads !== null && has(leads.passenger, one.passenger))
      left.push({ candidate, reason: goesFurther(leads.passenger) })
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
