import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiClient, isAway } from '../api/client.ts'
import type { DoneView, HistoryView } from '../engine/facade.ts'
import type { Ms } from '../kernel/time.ts'
import { pathOf } from './application.ts'
import type { ExitCode } from './exit.ts'
import { stillGoingOn } from './messages-ship.ts'
import { steady, steadyEvents } from './steady.ts'
import { Teller } from './teller.ts'
import type { Context } from './verb.ts'

type Ended = HistoryView['rollouts'][number]

const lookEvery = 500

const find = async (client: ApiClient, application: string, done: DoneView): Promise<Ended | undefined> => {
  const path = pathOf(application, 'history')
  const query = { environment: done.environment, limit: 50 }
  const { rollouts } = await client.get<HistoryView>(path, query)
  return rollouts.find(({ id }) => id === done.rollout)
}

/** Whether what a person asked for came about: a way back that has arrived is no failure. */
const exitOfRollout = (ended: Ended): ExitCode => {
  if (ended.outcome === 'failed') return 1
  return ended.kind === 'ship' || ended.outcome === 'done' ? 0 : 1
}

/**
 * Follows what a command set going to its end, the deadline or Ctrl-C. Prints what happens and the closing sentence;
 * with `--json` one line an event, the last one `end`.
 */
export const followRollout = async (
  context: Context,
  client: ApiClient,
  application: string,
  done: DoneView,
  timeout: Ms,
): Promise<ExitCode> => {
  const { terminal } = context
  if (done.rollout === null) return 0
  const teller = new Teller(terminal, [done.text])
  const interrupted = context.interrupted()
  const over = new AbortController()
  const signal = AbortSignal.any([interrupted, over.signal])
  const from = context.now() - 2_000
  const telling = (async () => {
    for await (const happening of steadyEvents(client, { rollout: done.rollout }, 0, signal)) {
      // The way out of the release that was left goes on after the end, by itself.
      if (happening.at >= from && !happening.kind.startsWith('tail-')) teller.tell(happening)
    }
  })().catch(() => undefined)
  const until = performance.now() + timeout
  let ended: Ended | undefined
  try {
    while (ended === undefined && performance.now() < until) {
      const left = until - performance.now()
      const found = await steady(context, () => find(client, application, done), interrupted, left)
      if (found !== undefined && found.endedAt !== null) ended = found
      else await sleep(lookEvery, undefined, { signal: interrupted })
    }
    // The last happenings are on their way.
    await sleep(200, undefined, { signal: interrupted })
  } catch (error) {
    if (!interrupted.aborted && !isAway(error)) throw error
  }
  over.abort()
  await telling
  return close(context, teller, done, ended)
}

const close = (context: Context, teller: Teller, done: DoneView, ended: Ended | undefined): ExitCode => {
  const { terminal } = context
  const exit = ended === undefined ? 6 : exitOfRollout(ended)
  if (terminal.json) {
    const summary = ended?.summary ?? null
    const { rollout, environment } = done
    const outcome = ended?.outcome ?? null
    terminal.document('ended-rollout', { event: 'end', exit, rollout, environment, outcome, summary })
  } else if (ended === undefined) teller.close([stillGoingOn()])
  else if (ended.summary !== null) teller.close([ended.summary.headline, ...ended.summary.lines])
  return exit
}
