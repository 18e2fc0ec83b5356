import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { refuseUntold } from '../backup/read.ts'
import { neverCameUp } from '../cli/messages.ts'
import { processNames, starting, waking } from '../cli/messages-server.ts'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { answers } from '../lines/server.ts'
import type { Supervision, SupervisorList } from '../ports/supervision.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { launchSupervisor } from '../supervisor/launch.ts'
import { lastLines } from '../supervisor/logs.ts'
import { supervisorArgv } from './entries.ts'

/** A cold machine reads a hundred megabytes before the first answer. */
const within = 60_000
/** After this time a person is told what is waited for. */
const patience = 1_500
/** A process that ended so often, over at least so long (ms), while it was waited for will not come up. */
const hopeless = { ends: 3, after: 25_000 }

type Waited = {
  readonly socket: string
  readonly name: Text
  readonly log: string
  readonly restarts: (list: SupervisorList) => number
}

const restartsOf = async (supervision: Supervision, waited: Waited): Promise<number> =>
  supervision.list().then(waited.restarts, () => 0)

const waitFor = async (
  supervision: Supervision,
  waited: Waited,
  progress: (text: Text) => void,
): Promise<void> => {
  const began = performance.now()
  const before = await restartsOf(supervision, waited)
  let told = false
  for (let look = 1; !(await answers(waited.socket)); look += 1) {
    const spent = performance.now() - began
    const ends = look % 10 === 0 ? (await restartsOf(supervision, waited)) - before : 0
    if (spent > within || (spent > hopeless.after && ends >= hopeless.ends))
      throw new ProblemError(
        neverCameUp(waited.name, Math.round(spent / 100) * 100, lastLines(waited.log, 5)),
      )
    if (!told && spent > patience) {
      progress(waking(waited.name))
      told = true
    }
    await sleep(20)
  }
}

/**
 * Starts what is absent and waits until it answers: the supervisor, which starts the data plane and the instances,
 * and with `everything` the control plane. Two at once end with one of each. Throws `no-supervisor`, `not-started`.
 */
export const bringUp = async (
  folder: Folder,
  what: 'everything' | 'serving',
  progress: (text: Text) => void,
): Promise<void> => {
  refuseUntold(folder.root)
  const { sockets, logs } = folder
  if (!(await answers(sockets.supervisor))) progress(starting)
  await launchSupervisor(folder, supervisorArgv(folder, what === 'everything'))
  const supervision = connectSupervision(sockets.supervisor)
  try {
    const dataPlane: Waited = {
      socket: sockets.proxy,
      name: processNames.dataPlane,
      log: join(logs, 'data-plane.log'),
      restarts: (list) => list.dataPlane.restarts,
    }
    await waitFor(supervision, dataPlane, progress)
    if (what === 'serving') return
    if (!(await supervision.list()).controlPlane.wanted) await supervision.controlPlane(true)
    const controlPlane: Waited = {
      socket: sockets.control,
      name: processNames.controlPlane,
      log: join(logs, 'control-plane.log'),
      restarts: (list) => list.controlPlane.restarts,
    }
    await waitFor(supervision, controlPlane, progress)
  } finally {
    supervision.close()
  }
}
