import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { layout } from '../folder/layout.ts'
import { answers } from '../lines/server.ts'
import type { SupervisorList } from '../ports/supervision.ts'
import { connectSupervision } from '../supervisor/client.ts'

// `renew --data DIR`, on a server that was brought to another version: both planes start anew, as that version has
// them. Ends with 0 when the next ones answer.
const { values } = parseArgs({ options: { data: { type: 'string' } } })

/** A cold machine reads a hundred megabytes before the first answer. */
const within = 60_000
const { sockets } = layout(values.data ?? '')
const supervision = connectSupervision(sockets.supervisor)
const until = performance.now() + within
/** Ends of a plane that is started anew: its own, on request, and so many more. */
const hopeless = 5

let began: SupervisorList | null = null
const refuseHopeless = async (): Promise<void> => {
  const now = began === null ? null : await supervision.list().catch(() => null)
  if (began === null || now === null) return
  for (const plane of ['dataPlane', 'controlPlane'] as const)
    if (now[plane].restarts - began[plane].restarts >= hopeless)
      throw new Error(`${plane} ends again and again`)
}

const inTime = async <T>(what: string, ask: () => Promise<T | null>): Promise<T> => {
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await refuseHopeless()
    if (performance.now() > until) throw new Error(`not within ${within / 1_000} s: ${what}`)
    await sleep(100)
  }
}

const isNew = (before: SupervisorList, now: SupervisorList): boolean =>
  (['dataPlane', 'controlPlane'] as const).every(
    (plane) => now[plane].pid !== null && now[plane].pid !== before[plane].pid,
  )

try {
  const before = await inTime('the supervisor answers', () => supervision.list())
  began = before
  await supervision.renew()
  const wanted = before.controlPlane.wanted
  await inTime('the planes are new', async () =>
    !wanted || isNew(before, await supervision.list()) ? true : null,
  )
  for (const socket of wanted ? [sockets.proxy, sockets.control] : [sockets.proxy])
    await inTime(`${socket} answers`, async () => ((await answers(socket)) ? true : null))
  process.exit(0)
} catch (error) {
  process.stderr.write(`renew: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
