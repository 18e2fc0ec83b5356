/**
 * Fifty applications of two components on one control plane: the memory of our three processes, what they take of a
 * core while nobody asks anything, and `status` of all of them. `node bench/many.ts [SCALE]`: 50 applications at 1.
 */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StatusView } from '../src/engine/facade.ts'
import { layout } from '../src/folder/layout.ts'
import { connectSupervision } from '../src/supervisor/client.ts'
import { freePort, makeRepository } from '../test/application.fixture.ts'
import { System } from '../test/system.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'
import { cpuSeconds, memoryOf } from './process-figures.ts'
import { statusCommand } from './status-command.ts'

const applications = times(50, 2)
/** Shipped side by side: they are built one after the other all the same. */
const atOnce = 5
/**
 * Seconds until what was shipped has come to rest, and seconds looked at: each new instance is looked at every second
 * for its first two minutes.
 */
const [settle, looked] = [150, 60]

const config = (name: string, port: number): string => `application: ${name}
components:
  api:
    build: { context: . }
    ready: { path: /ready, steady-for: 100ms }
  web:
    build: { context: . }
    needs: [api]
    ready: { path: /ready, steady-for: 100ms }
environments:
  production:
    target: process
    listen: 127.0.0.1:${port}
    watch: { for: 1s, keep-previous: 1s }
`

const ports = new Set<number>()
const portOf = async (): Promise<number> => {
  for (;;) {
    const port = await freePort()
    if (ports.has(port)) continue
    ports.add(port)
    return port
  }
}

const shipOne = async (system: System, number: number): Promise<void> => {
  const name = `app-${number}`
  const port = await portOf()
  const repository = makeRepository(join(system.scratch, name), port)
  repository.write({ 'ecluse.yaml': config(name, port) })
  repository.version('one')
  await system.expect(0, repository.folder, ['ship'])
}

const system = new System()
try {
  const numbers = Array.from({ length: applications }, (_, number) => number)
  const [first = 0, ...others] = numbers
  await shipOne(system, first)
  const waiting = [...others]
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await shipOne(system, next)
        say(`${applications - waiting.length} of ${applications}`)
      }
    }),
  )
  await sleep(settle * 1_000)
  const { sockets } = layout(system.data)
  const supervision = connectSupervision(sockets.supervisor)
  const { pid, dataPlane, controlPlane } = await supervision.list()
  supervision.close()
  const parts = [
    ['supervisor', pid],
    ['data plane', dataPlane.pid ?? 0],
    ['control plane', controlPlane.pid ?? 0],
  ] as const
  const before = parts.map(([, one]) => cpuSeconds(one))
  await sleep(looked * 1_000)
  const shares = parts.map(([, one], index) => ((cpuSeconds(one) - (before[index] ?? 0)) / looked) * 100)
  printLine(
    'many',
    'idle, all of ours',
    shares.reduce((sum, one) => sum + one, 0),
    '% of a core',
    { atMost: 2 },
  )
  for (const [index, [name, one]] of parts.entries()) {
    printLine('many', `idle, ${name}`, shares[index] ?? 0, '% of a core', null)
    const { rss, own } = memoryOf(one)
    printLine('many', `memory, ${name}, RSS`, rss, 'MB', null)
    printLine('many', `memory, ${name}, its own pages alone`, own, 'MB', null)
  }
  const view = await system.json<StatusView>(system.scratch, ['status'])
  if (view.applications.length !== applications) throw new Error('not all of them are there')
  const took: number[] = []
  for (let n = 10; n > 0; n -= 1) took.push(await statusCommand(system.data, system.scratch))
  printLine('many', 'status of all, p50', quantile(took, 0.5), 'ms', { atMost: 300 })
  printLine('many', 'status of all, longest', quantile(took, 1), 'ms', { atMost: 300 })
} finally {
  await system.end()
}
