import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiClient, isAway } from '../api/client.ts'
import type { CandidateView, EnvironmentStatus, StatusView } from '../engine/facade.ts'
import type { Ms } from '../kernel/time.ts'
import type { Happening } from '../records/types.ts'
import { liveLine } from './render/live.ts'
import { steady, steadyEvents } from './steady.ts'
import type { Context } from './verb.ts'

/** Why following ended. */
export type Followed =
  | { readonly kind: 'ended'; readonly view: CandidateView }
  | { readonly kind: 'timed-out'; readonly view: CandidateView; readonly after: Ms }
  /** `view` null: before anything was told of it. */
  | { readonly kind: 'interrupted' | 'lost'; readonly view: CandidateView | null; readonly after: Ms }

type Hear = {
  readonly happening: (happening: Happening) => void
  /** This candidate was left for another that contains it. */
  readonly instead: (left: CandidateView, other: CandidateView) => void
}

const lookEvery = 1_000
/** How long after the end the last happenings may still come. */
const settle = 300

/** Prints what happens to one candidate while it is followed; `stop` after the last has come. */
const listen = (client: ApiClient, candidate: string, after: number, hear: (h: Happening) => void) => {
  const over = new AbortController()
  let last = after
  let heardAt = performance.now()
  let changed = Promise.withResolvers<void>()
  const done = (async () => {
    for await (const happening of steadyEvents(client, { candidate }, after, over.signal)) {
      last = happening.seq
      heardAt = performance.now()
      hear(happening)
      changed.resolve()
      changed = Promise.withResolvers<void>()
    }
  })()
  // A failure of the stream must not end a follower that can still ask.
  done.catch(() => undefined)
  return {
    changed: () => changed.promise,
    stop: async () => {
      const until = performance.now() + 2_000
      while (performance.now() < until && performance.now() - heardAt < settle) await sleep(50)
      over.abort()
      await done.catch(() => undefined)
      return last
    },
  }
}

const showLive = async (context: Context, client: ApiClient, view: CandidateView): Promise<void> => {
  if (!context.terminal.interactive) return
  const { applications } = await client.get<StatusView>('/v1/status', { application: view.application })
  const environments: readonly EnvironmentStatus[] = applications[0]?.environments ?? []
  context.terminal.live(liveLine(view, environments, context.now()))
}

/**
 * Follows a candidate, and any that takes its place, to its end, to the deadline or to Ctrl-C. Lost connections are
 * taken up again.
 */
export const followCandidate = async (
  context: Context,
  client: ApiClient,
  id: string,
  timeout: Ms | null,
  hear: Hear,
): Promise<Followed> => {
  const interrupted = context.interrupted()
  const began = performance.now()
  let within = timeout ?? Number.POSITIVE_INFINITY
  const left = () => Math.max(0, within - (performance.now() - began))
  const ask = (one: string) =>
    steady(
      context,
      () => client.get<CandidateView>(`/v1/candidates/${one}`, {}, interrupted),
      interrupted,
      left(),
    )
  let view: CandidateView | null = null
  let listening: ReturnType<typeof listen> | null = null
  try {
    view = await ask(id)
    within = timeout ?? view.timeout
    listening = listen(client, view.id, 0, hear.happening)
    for (;;) {
      if (view.ended !== null) return { kind: 'ended', view }
      const after = performance.now() - began
      if (after >= within) return { kind: 'timed-out', view, after: within }
      if (view.followed !== null) {
        const other = await ask(view.followed)
        const last = await listening.stop()
        hear.instead(view, other)
        listening = listen(client, other.id, last, hear.happening)
        if (timeout === null) within = after + other.timeout
        view = other
        continue
      }
      await showLive(context, client, view).catch(() => undefined)
      const wait = Math.max(50, Math.min(lookEvery, left()))
      await Promise.race([listening.changed(), sleep(wait, undefined, { signal: interrupted })])
      view = await ask(view.id)
    }
  } catch (error) {
    const after = performance.now() - began
    if (interrupted.aborted) return { kind: 'interrupted', view, after }
    if (isAway(error)) return { kind: 'lost', view, after }
    throw error
  } finally {
    await listening?.stop()
    context.terminal.live(null)
  }
}
