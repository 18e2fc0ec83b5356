import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openFolder } from '../folder/open.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { isManaged } from '../supervisor/launch.ts'
import { holdLifeline } from '../supervisor/lifeline.ts'
import { startProxy } from '../traffic/proxy/start.ts'
import { logTrouble } from './log.ts'
import { smallHeap } from './node-flags.ts'

/** How long requests under way may take to end when the data plane is stopped. */
const stopWithin = 5_000
/** How long connections may last when another data plane takes over: downloads, uploads, websockets. */
const leaveWithin = 60_000

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) {
  process.stderr.write('data-plane --data DIR\n')
  process.exit(2)
}

// Nobody reads this process's output but a log: a full disk must not end it there.
process.stdout.on('error', () => undefined)
process.stderr.on('error', () => undefined)
// One bad request must not take everybody's traffic away.
process.on('uncaughtException', (error) => logTrouble('unexpected', error))
process.on('unhandledRejection', (error) => logTrouble('unexpected', error))

const folder = openFolder(values.data)
const supervisor = fileURLToPath(new URL(`./supervisor${extname(import.meta.url)}`, import.meta.url))
const argv = [process.execPath, ...smallHeap, supervisor, '--data', folder.root]
const lifeline = holdLifeline(folder, isManaged(folder) ? null : argv)
const proxy = await startProxy({
  folder,
  supervision: connectSupervision(folder.sockets.supervisor),
  sockets: lifeline,
  trouble: logTrouble,
}).catch((error: unknown) => {
  logTrouble('start', error)
  process.exit(1)
})

const stop = (): void => {
  lifeline.close()
  void proxy.stop(stopWithin).then(() => process.exit(0))
}
/** The next data plane is there already, or about to be. */
const leave = (): void => {
  lifeline.close()
  void proxy.leave(leaveWithin).then(() => process.exit(0))
}
process.once('SIGTERM', stop)
process.once('SIGUSR2', leave)
process.once('SIGINT', stop)
