import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { neverCameUp } from '../cli/messages.ts'
import { processNames, starting, waking } from '../cli/messages-server.ts'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { answers } from '../lines/server.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { launchSupervisor } from '../supervisor/launch.ts'
import { lastLines } from '../supervisor/logs.ts'
import { supervisorArgv } from './entries.ts'

/** A cold machine reads a hundred megabytes before the first answer. */
const within = 30_000
/** After this time a person is told what is waited for. */
const patience = 1_500

const waitFor = async (
  socket: string,
  name: Text,
  log: string,
  progress: (text: Text) => void,
): Promise<void> => {
  const began = performance.now()
  let told = false
  while (!(await answers(socket))) {
    const waited = performance.now() - began
    if (waited > within) throw new ProblemError(neverCameUp(name, within, lastLines(log, 5)))
    if (!told && waited > patience) {
      progress(waking(name))
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
  const { sockets, logs } = folder
  if (!(await answers(sockets.supervisor))) progress(starting)
  await launchSupervisor(folder, supervisorArgv(folder, what === 'everything'))
  await waitFor(sockets.proxy, processNames.dataPlane, join(logs, 'data-plane.log'), progress)
  if (what === 'serving') return
  const supervision = connectSupervision(sockets.supervisor)
  try {
    const { controlPlane } = await supervision.list()
    if (!controlPlane.wanted) await supervision.controlPlane(true)
  } finally {
    supervision.close()
  }
  await waitFor(sockets.control, processNames.controlPlane, join(logs, 'control-plane.log'), progress)
}
