import type { Running, Stopped } from '../cli/machine.ts'
import type { Folder } from '../folder/layout.ts'
import { answers } from '../lines/server.ts'
import type { Supervision } from '../ports/supervision.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { readState } from '../supervisor/keeper.ts'

/** What a person stopped on purpose, as the supervisor wrote it down before it did so. */
export const readStopped = (folder: Folder): Stopped | null => {
  const state = readState(folder.supervisor)
  if (state === undefined) return null
  if (state.stopped) return 'everything'
  return state.controlPlane.wanted ? null : 'control-plane'
}

const asking = async <T>(
  folder: Folder,
  ask: (supervision: Supervision) => Promise<T>,
): Promise<T | null> => {
  if (!(await answers(folder.sockets.supervisor))) return null
  const supervision = connectSupervision(folder.sockets.supervisor)
  try {
    return await ask(supervision)
  } finally {
    supervision.close()
  }
}

const nothing: Running = { supervisor: null, dataPlane: null, controlPlane: null, runs: [] }

/** What of ours runs, as the supervisor tells it. */
export const running = async (folder: Folder): Promise<Running> =>
  (await asking(folder, async (supervision) => {
    const { pid, dataPlane, controlPlane, runs } = await supervision.list()
    const living = runs.filter(({ value }) => value !== 'absent')
    return {
      supervisor: pid,
      dataPlane: dataPlane.pid,
      controlPlane: controlPlane.pid,
      runs: living.map(({ key }) => key),
    }
  })) ?? nothing

/** Stops the control plane, or everything; the supervisor marks it first. Where nothing runs there is nothing to stop. */
export const stop = async (folder: Folder, what: Stopped): Promise<void> => {
  await asking(folder, (supervision) =>
    what === 'everything' ? supervision.stopAll() : supervision.controlPlane(false),
  )
}
