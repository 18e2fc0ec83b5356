import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openFolder } from '../folder/open.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { holdLifeline } from '../supervisor/lifeline.ts'
import { startProxy } from '../traffic/proxy/start.ts'

/** How long requests under way may take to end when the data plane is stopped. */
const stopWithin = 5_000

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (values.data === undefined) {
  process.stderr.write('data-plane --data DIR\n')
  process.exit(2)
}

const trouble = (where: string, error: unknown): void => {
  process.stderr.write(
    `${new Date().toISOString()} ${where}: ${error instanceof Error ? error.message : String(error)}\n`,
  )
}
// One bad request must not take everybody's traffic away.
process.on('uncaughtException', (error) => trouble('unexpected', error.stack ?? error))
process.on('unhandledRejection', (error) => trouble('unexpected', error))

const folder = openFolder(values.data)
const own = fileURLToPath(import.meta.url)
const supervisor = join(dirname(own), own.endsWith('.ts') ? 'supervisor.ts' : 'supervisor.js')
const lifeline = holdLifeline(folder, [process.execPath, supervisor, '--data', folder.root])
const proxy = await startProxy({
  folder,
  supervision: connectSupervision(folder.sockets.supervisor),
  sockets: lifeline,
  trouble,
}).catch((error: unknown) => {
  trouble('start', error)
  process.exit(1)
})

const stop = (): void => {
  lifeline.close()
  void proxy.stop(stopWithin).then(() => process.exit(0))
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
