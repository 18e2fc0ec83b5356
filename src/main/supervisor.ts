import { extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { refuseUntold } from '../backup/read.ts'
import { layout } from '../folder/layout.ts'
import { openFolder } from '../folder/open.ts'
import { folderVersionFile } from '../folder/version.ts'
import { inheritedSockets } from '../supervisor/inherited.ts'
import type { Endpoint } from '../supervisor/link.ts'
import { lifelineMark } from '../supervisor/marks.ts'
import { handTo, prepareFolder } from '../supervisor/privileges.ts'
import { startSupervisor } from '../supervisor/supervisor.ts'
import { readUserList } from '../supervisor/users.ts'
import { smallHeap } from './node-flags.ts'

// `supervisor --data DIR [--without-control-plane]`: started detached by whoever finds none (supervisor/launch).
// `--users FILE` on a prepared server, where the system's service manager starts it as root.
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'without-control-plane': { type: 'boolean' },
    users: { type: 'string' },
  },
})

/** The entries stand beside this one, in source as in what is compiled from it. */
const entry = (name: string): string =>
  fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))

const isStartedByDataPlane = process.env[lifelineMark] === 'data-plane' && process.connected

// Nobody reads this process's output but a log: a full disk must not end it there.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)

try {
  const users = values.users ?? null
  const own = users === null ? null : readUserList(users).own
  if (own !== null) prepareFolder(layout(resolve(values.data ?? '')), own)
  const folder = openFolder(values.data ?? '')
  if (own !== null) handTo(folderVersionFile(folder.root), own)
  refuseUntold(folder.root)
  const data = ['--data', folder.root]
  await startSupervisor({
    folder,
    dataPlane: [process.execPath, entry('data-plane'), ...data],
    controlPlane: [process.execPath, ...smallHeap, entry('control-plane'), ...data],
    ...(values['without-control-plane'] === true ? { controlPlaneWanted: false } : {}),
    users,
    inherited: inheritedSockets(process.env, process.pid),
    parent: isStartedByDataPlane ? (process as Endpoint) : null,
  })
  process.exit(0)
} catch (error) {
  process.stderr.write(`supervisor: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
