import type { Ms } from '../kernel/time.ts'
import type { Effect, Generation, News, Want } from './types.ts'

/** What issuing changes, for a rollout and for a tail alike. Local to one decision. */
export type Desk = {
  generation: Generation
  wants: Record<string, Want>
  effects: Effect[]
  readonly clock: Ms
  readonly retry: Ms
}

export const deskOf = (
  state: {
    readonly generation: Generation
    readonly wants: Readonly<Record<string, Want>>
    readonly clock: Ms
  },
  retry: Ms,
): Desk => ({
  generation: state.generation,
  wants: { ...state.wants },
  effects: [],
  clock: state.clock,
  retry,
})

/**
 * Whether `value` must be issued: at its first want always (a write is never skipped because it already looks
 * right: it also raises the fence), later when a reading shows that it is not in place and the last issue had its
 * time. `inPlace` is undefined when nothing was read: what is not known is not a difference.
 */
export const due = (desk: Desk, key: string, value: string, inPlace: boolean | undefined): boolean => {
  const want = desk.wants[key]
  if (want?.value !== value) return true
  return inPlace === false && desk.clock - want.at >= desk.retry
}

/** Draws a generation, writes the want down, and hands out the effect of that generation. */
export const issue = (
  desk: Desk,
  key: string,
  value: string,
  effect: (generation: Generation) => Effect,
): void => {
  const before = desk.wants[key]
  const generation = desk.generation + 1
  desk.generation = generation
  const since = before?.value === value ? before.since : generation
  desk.wants[key] = { value, since, generation, at: desk.clock }
  desk.effects.push(effect(generation))
}

/** Whether a reading's fence has reached the want; undefined when there is no such want or no reading. */
export const reached = (
  want: Want | undefined,
  value: string,
  reading: { readonly generation: Generation } | undefined,
): boolean | undefined => {
  if (want?.value !== value || reading === undefined) return undefined
  return reading.generation >= want.since
}

const alarming = (news: News): boolean =>
  news.code === 'returning' ||
  news.code === 'staying' ||
  news.code === 'awaiting' ||
  news.code === 'stuck' ||
  (news.code === 'ended' &&
    news.outcome !== 'done' &&
    news.outcome !== 'retired' &&
    news.outcome !== 'taken-over')

export const tell = (generation: Generation, news: News): Effect => ({
  kind: 'tell',
  key: 'people',
  level: alarming(news) ? 'alarm' : 'info',
  news,
  generation,
})
