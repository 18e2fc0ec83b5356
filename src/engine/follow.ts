import { happeningsAfter } from '../records/happenings.ts'
import type { Happening } from '../records/types.ts'
import type { FollowFilter } from './facade.ts'
import type { Works } from './works.ts'

const page = 500

const matches = (filter: FollowFilter, one: Happening): boolean =>
  (filter.application === undefined || one.application === filter.application) &&
  (filter.environment === undefined || one.environment === filter.environment) &&
  (filter.candidate === undefined || one.candidate === filter.candidate) &&
  (filter.rollout === undefined || one.rollout === filter.rollout)

/** What was recorded after a number, then what comes; nothing is missed between the two. */
export async function* follow(
  works: Works,
  after: number,
  filter: FollowFilter,
  signal: AbortSignal,
): AsyncGenerator<Happening> {
  let seq = after
  while (!signal.aborted) {
    const rung = works.bell.count()
    const found = await happeningsAfter(works.parts.records, seq, page)
    for (const one of found) {
      if (signal.aborted) return
      seq = one.seq
      if (matches(filter, one)) yield one
    }
    if (found.length < page) await works.bell.next(rung, signal)
  }
}
