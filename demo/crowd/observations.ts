import type { Seen } from './person.ts'
import type { Backwards, CrowdReport, Failure, KnownRelease, ReleaseSeen, Second } from './protocol.ts'

/** How many failures are kept with their words; the rest are counted. */
const KEPT = 20

type Bucket = {
  readonly at: number
  requests: number
  failed: number
  planted: number
  readonly byRelease: Record<string, number>
  readonly latencies: number[]
}

const emptyBucket = (at: number): Bucket => ({
  at,
  requests: 0,
  failed: 0,
  planted: 0,
  byRelease: {},
  latencies: [],
})

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0

type Tally = {
  requests: number
  readonly people: Set<number>
  firstAt: number
  lastSentAt: number
  lastAt: number
}

/**
 * What the crowd saw, kept as it comes: counts, violations, and which release every person was given. Pure
 * bookkeeping: instants come with what was seen.
 */
export class Observations {
  readonly #releases: readonly KnownRelease[]
  readonly #tallies = new Map<number, Tally>()
  readonly #given = new Map<number, number>()
  /** Each process of `web` has one api for life: the first that it named. */
  readonly #pinned = new Map<string, string>()
  readonly #people = new Set<number>()
  readonly #failures: Failure[] = []
  readonly #mismatches: Failure[] = []
  readonly #backwards: Backwards[] = []
  readonly acknowledged: { readonly id: string; readonly name: string }[] = []
  #bucket: Bucket = emptyBucket(0)
  #counts = { requests: 0, posts: 0, planted: 0, failed: 0, mismatched: 0, acknowledged: 0 }
  #first = 0
  #last = 0
  #firstPlanted: number | null = null
  #lastPlanted: number | null = null

  constructor(releases: readonly KnownRelease[]) {
    this.#releases = releases
  }

  record(seen: Seen, keepClaims = true): void {
    this.#counts.requests += 1
    this.#bucket.requests += 1
    this.#bucket.latencies.push(seen.endedAt - seen.sentAt)
    if (seen.kind === 'claim') this.#counts.posts += 1
    this.#people.add(seen.person)
    if (this.#first === 0) this.#first = seen.sentAt
    this.#last = Math.max(this.#last, seen.endedAt)
    if (seen.acknowledged !== null) {
      this.#counts.acknowledged += 1
      if (keepClaims) this.acknowledged.push(seen.acknowledged)
    }
    const release = this.#releaseOf(seen)
    this.#judge(seen, release)
    if (release !== undefined) this.#give(seen, release)
  }

  /** The release, by its place in the list, that an answer came from; counts pairs that no release has. */
  #releaseOf({ outcome, ...seen }: Seen): number | undefined {
    if (typeof outcome === 'string') return undefined
    const web = outcome.headers.get('x-web-version')
    const api = outcome.headers.get('x-api-version')
    const instance = outcome.headers.get('x-web-instance')
    // An answer that names no web is the edge's own: a failure, but no page of any release.
    if (web === undefined || api === undefined || instance === undefined) return undefined
    // A web that reached no api says so; that is a failure of its own.
    if (api === '?') return undefined
    const index = this.#releases.findIndex((known) => known.web === web && known.api === api)
    const pinned = this.#pinned.get(instance) ?? api
    this.#pinned.set(instance, pinned)
    if (index >= 0 && pinned === api) return index
    this.#counts.mismatched += 1
    const what = index < 0 ? `web ${web} met api ${api}` : `one process of web met api ${pinned} and ${api}`
    if (this.#mismatches.length < KEPT) {
      this.#mismatches.push({ at: seen.endedAt, person: seen.person, kind: seen.kind, what })
    }
    return index < 0 ? undefined : index
  }

  #judge(seen: Seen, release: number | undefined): void {
    const expected = seen.planted && release !== undefined && this.#releases[release]?.planted === true
    if (expected && seen.wrong === null) {
      this.#counts.planted += 1
      this.#bucket.planted += 1
      this.#firstPlanted ??= seen.endedAt
      this.#lastPlanted = seen.endedAt
    } else if (seen.wrong !== null || seen.planted) {
      this.#counts.failed += 1
      this.#bucket.failed += 1
      const what = seen.wrong ?? 'the planted answer from a release that has none'
      if (this.#failures.length < KEPT) {
        this.#failures.push({ at: seen.endedAt, person: seen.person, kind: seen.kind, what })
      }
    }
  }

  #give(seen: Seen, release: number): void {
    const name = this.#releases[release]?.name ?? ''
    this.#bucket.byRelease[name] = (this.#bucket.byRelease[name] ?? 0) + 1
    const before = this.#given.get(seen.person) ?? release
    if (release < before) {
      const from = this.#releases[before]?.name ?? ''
      this.#backwards.push({ at: seen.endedAt, person: seen.person, from, to: name })
    }
    this.#given.set(seen.person, release)
    const tally = this.#tallies.get(release) ?? {
      requests: 0,
      people: new Set<number>(),
      firstAt: seen.endedAt,
      lastSentAt: 0,
      lastAt: 0,
    }
    tally.requests += 1
    tally.people.add(seen.person)
    tally.lastSentAt = Math.max(tally.lastSentAt, seen.sentAt)
    tally.lastAt = Math.max(tally.lastAt, seen.endedAt)
    this.#tallies.set(release, tally)
  }

  /** Closes the second that began at `at` and gives it; what comes now belongs to the next. */
  second(at: number): Second {
    const { requests, failed, planted, byRelease, latencies } = this.#bucket
    this.#bucket = emptyBucket(at)
    const sorted = latencies.sort((a, b) => a - b)
    return {
      at,
      requests,
      failed,
      planted,
      byRelease,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
    }
  }

  report(lowestRate: number): CrowdReport {
    const releases: Record<string, ReleaseSeen> = {}
    for (const [index, { people, ...tally }] of this.#tallies) {
      releases[this.#releases[index]?.name ?? ''] = { ...tally, people: people.size }
    }
    return {
      ...this.#counts,
      people: this.#people.size,
      seconds: (this.#last - this.#first) / 1_000,
      firstPlantedAt: this.#firstPlanted,
      lastPlantedAt: this.#lastPlanted,
      failures: this.#failures,
      mismatches: this.#mismatches,
      backwards: this.#backwards,
      releases,
      lowestRate,
    }
  }
}
