import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient, Query } from '../api/client.ts'
import { isAway } from '../api/client.ts'
import type { Ms } from '../kernel/time.ts'
import type { Happening } from '../records/types.ts'
import { connectionBack, connectionLost } from './messages-ship.ts'
import type { Context } from './verb.ts'

/** How long a command waits for a control plane that is away, and after which time it starts it again itself. */
const patience = 120_000
const helpAfter = 4_000
/** A restart that nobody notices is not worth a sentence. */
const sayAfter = 1_000
const between = 250

/** Does a request until it is answered: every one may be repeated, and the control plane comes back by itself. */
export const steady = async <T>(
  context: Context,
  work: () => Promise<T>,
  signal?: AbortSignal,
  within: Ms = patience,
): Promise<T> => {
  let away: number | null = null
  let said = false
  for (;;) {
    try {
      const value = await work()
      if (said) context.terminal.aside(connectionBack())
      return value
    } catch (error) {
      if (!isAway(error) || signal?.aborted === true) throw error
      const now = performance.now()
      away ??= now
      if (now - away > Math.min(patience, within)) throw error
      if (now - away > sayAfter && !said) {
        context.terminal.aside(connectionLost())
        said = true
      }
      await sleep(between, undefined, signal === undefined ? {} : { signal })
      if (now - away > helpAfter) await help(context)
    }
  }
}

/** Starts what is away where that is here; what cannot be reached yet may come back. */
const help = async (context: Context): Promise<void> => {
  try {
    await context.api('unless-stopped')
  } catch (error) {
    if (!isAway(error)) throw error
  }
}

/** Happenings of a filter from the first kept one on, each once, across lost connections, until the signal aborts. */
export async function* steadyEvents(
  client: ApiClient,
  query: Query,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Happening> {
  let last = after
  while (!signal.aborted) {
    try {
      for await (const happening of client.events(last, query, signal)) {
        last = happening.seq
        yield happening
      }
    } catch (error) {
      if (signal.aborted) return
      if (!isAway(error)) throw error
      // Whoever follows asks for other things, too, and tells the person.
      await sleep(between, undefined, { signal }).catch(() => undefined)
    }
  }
}
