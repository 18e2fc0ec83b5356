import { binomial, normal, type Random } from '../src/analysis/simulated-traffic.ts'
import type { Sample, SideCounts } from '../src/analysis/types.ts'

/**
 * People rather than requests: about 200 at a time, each for some 20 requests at one in 2 s (100 requests a second),
 * 10 % of them on new for good. A failed request is tried 8 times more within 10 s, each failing as surely; 0.3 % of
 * people fail always. Ten instances, one of them new, each with a rate of its own (log-normal .3) and with incidents.
 */
export type World = {
  readonly rate: number
  readonly retries: number
  readonly alwaysFailing: number
  readonly instanceSigma: number
  readonly incident: { readonly seconds: number; readonly perInstanceHour: number } | null
  /** Leave out a client's error within 30 s of its last counted error, as the data plane does. */
  readonly leaveOutRepeats: boolean
}

type Person = {
  readonly canary: boolean
  readonly always: boolean
  left: number
  lastCounted: number
  retryUntil: number
}
type Draft = { -readonly [K in keyof SideCounts]: SideCounts[K] }

const people = 200
const instances = 10
const repeatSeconds = 30
const retrySeconds = 10

const arrive = (random: Random, world: World): Person => ({
  canary: random() < 0.1,
  always: random() < world.alwaysFailing,
  left: 1 + Math.floor(-20 * Math.log(1 - random())),
  lastCounted: Number.NEGATIVE_INFINITY,
  retryUntil: Number.NEGATIVE_INFINITY,
})

const empty = (): Draft => ({ requests: 0, errors: 0, rawRequests: 0, rawErrors: 0, newClients: 0 })

/** Counts one answer; true where it is an error that a person sees. */
const count = (side: Draft, person: Person, failed: boolean, now: number, world: World): void => {
  side.rawRequests++
  if (failed) side.rawErrors++
  const repeat = failed && world.leaveOutRepeats && now - person.lastCounted < repeatSeconds
  if (repeat) return
  side.requests++
  if (!failed) return
  side.errors++
  person.lastCounted = now
}

/** Instance 0 is new. An instance's rate now: its own, or half of all in an incident. */
const instanceRates = (random: Random, world: World) => {
  const own = Array.from(
    { length: instances },
    () => world.rate * Math.exp(world.instanceSigma * normal(random) - world.instanceSigma ** 2 / 2),
  )
  const until = own.map(() => 0)
  return (now: number): readonly number[] =>
    own.map((rate, i) => {
      const { incident } = world
      if (incident !== null && random() < incident.perInstanceHour / 3_600) until[i] = now + incident.seconds
      return now < (until[i] ?? 0) ? 0.5 : rate
    })
}

/** Seconds of this world, without end. */
export function* secondsOf(random: Random, world: World): Generator<Sample> {
  const ratesAt = instanceRates(random, world)
  const here = Array.from({ length: people }, () => arrive(random, world))
  for (let now = 0; ; now++) {
    const rates = ratesAt(now)
    const sides = { old: empty(), new: empty() }
    for (const [i, person] of here.entries()) {
      const side = person.canary ? sides.new : sides.old
      const rate = rates[person.canary ? 0 : 1 + Math.floor(random() * (instances - 1))] ?? 0
      if (now < person.retryUntil) {
        if (random() < world.retries / retrySeconds) count(side, person, true, now, world)
      } else if (random() < 0.5) {
        const failed = person.always || random() < rate
        count(side, person, failed, now, world)
        if (failed && world.retries > 0) person.retryUntil = now + 1 + retrySeconds
        person.left--
        if (person.left <= 0) here[i] = arrive(random, world)
      }
    }
    yield { second: now, generation: 1, weight: 10, complete: true, old: sides.old, new: sides.new }
  }
}

/** The same incidents without people: 100 independent requests a second, for the table of profiles. */
export function* incidentsOnly(random: Random, incident: NonNullable<World['incident']>): Generator<Sample> {
  const ratesAt = instanceRates(random, {
    rate: 0.001,
    retries: 0,
    alwaysFailing: 0,
    instanceSigma: 0,
    incident,
    leaveOutRepeats: true,
  })
  for (let now = 0; ; now++) {
    const rates = ratesAt(now)
    const errors = rates.map((rate) => binomial(random, 10, rate))
    const side = (n: number, x: number): SideCounts => ({
      requests: n,
      errors: x,
      rawRequests: n,
      rawErrors: x,
      newClients: 0,
    })
    const others = errors.slice(1).reduce((sum, x) => sum + x, 0)
    yield {
      second: now,
      generation: 1,
      weight: 10,
      complete: true,
      old: side(90, others),
      new: side(10, errors[0] ?? 0),
    }
  }
}
