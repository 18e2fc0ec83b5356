import { setTimeout as sleep } from 'node:timers/promises'

/** A drain under way: `over` ends it, `kept` says that the instance stays after all. */
export type Drain = { readonly over: AbortController; kept: boolean }

/** Until the data plane says so, until the deadline, or no longer than a data plane lives. */
export const waitDrained = async (
  drain: Drain,
  longest: number,
  dataPlaneAlive: () => boolean,
): Promise<void> => {
  const until = performance.now() + longest
  while (!drain.over.signal.aborted && dataPlaneAlive() && performance.now() < until) {
    const wait = Math.min(200, Math.max(1, until - performance.now()))
    await sleep(wait, undefined, { signal: drain.over.signal, ref: false }).catch(() => undefined)
  }
}
