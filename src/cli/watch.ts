import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '../api/client.ts'
import type { StatusView } from '../engine/facade.ts'
import { watchLines } from './render/watch.ts'
import { steady } from './steady.ts'
import type { Context } from './verb.ts'

const often = 1_000

/** Back to the first of the lines drawn before; what is left below a shorter picture is wiped. */
const redrawn = (lines: readonly string[], before: number): string =>
  `${before === 0 ? '' : `\u001b[${before}A`}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`

/**
 * The status again and again, until Ctrl-C: on a terminal in place, once a second; in a pipe plain lines, whenever
 * something but the clock has changed; with `--json` one document each time.
 */
export const watchStatus = async (
  context: Context,
  client: ApiClient,
  only: (view: StatusView) => StatusView,
): Promise<void> => {
  const { terminal } = context
  const signal = context.interrupted()
  let drawn = 0
  let last = ''
  while (!signal.aborted) {
    const view = await steady(context, () => client.get<StatusView>('/v1/status'), signal).catch((error) => {
      if (signal.aborted) return null
      throw error
    })
    if (view === null) return
    const shown = only(view)
    const lines = watchLines(shown, Date.now(), terminal.columns, terminal.language)
    const still = watchLines(shown, 0, terminal.columns, terminal.language).join('\n')
    if (terminal.interactive) {
      terminal.raw(redrawn(lines, drawn))
      drawn = lines.length
    } else if (still !== last) {
      if (terminal.json) terminal.document('status', shown)
      else terminal.raw(`${lines.join('\n')}\n`)
    }
    last = still
    await sleep(often, undefined, { signal }).catch(() => undefined)
  }
}
