/**
 * The control plane from its start to its first answer, `ecluse status` as a person waits for it, and the memory of
 * our three processes at rest, with one hello application in production. `node bench/start.ts [SCALE]`.
 */
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { layout } from '../src/folder/layout.ts'
import type { Supervision } from '../src/ports/supervision.ts'
import { connectSupervision } from '../src/supervisor/client.ts'
import { freePort, makeRepository } from '../test/application.fixture.ts'
import { alive, until } from '../test/processes.fixture.ts'
import { System } from '../test/system.fixture.ts'
import { printLine, quantile, times } from './print-line.ts'
import { memoryOf } from './process-figures.ts'
import { statusCommand } from './status-command.ts'

/** Seconds without anything asked, before memory is read. */
const rest = times(30, 5)

const status = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    get({ socketPath, path: '/v1/status', agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200))
    }).on('error', () => resolve(false))
  })

/** Seconds from the supervisor's order to the first answer with what runs. */
const coldStart = async (supervision: Supervision, socket: string): Promise<number> => {
  const { pid } = (await supervision.list()).controlPlane
  await supervision.controlPlane(false)
  await until('the control plane is gone', () => (pid === null || !alive(pid) ? true : undefined))
  const from = performance.now()
  await supervision.controlPlane(true)
  while (!(await status(socket))) await sleep(2)
  return (performance.now() - from) / 1_000
}

const system = new System()
try {
  const repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  repository.version('one')
  await system.expect(0, repository.folder, ['ship'])
  // As on every day but the first: what Node compiled is kept from the start before.
  await system.expect(0, repository.folder, ['stop', '--all'])
  await system.expect(0, repository.folder, ['server'])
  const { sockets } = layout(system.data)
  const supervision = connectSupervision(sockets.supervisor)
  const starts: number[] = []
  for (let n = times(15); n > 0; n -= 1) starts.push(await coldStart(supervision, sockets.control))
  printLine('start', 'control plane, start to first answer, p50', quantile(starts, 0.5), 's', { atMost: 1 })
  printLine('start', 'control plane, start to first answer, longest', quantile(starts, 1), 's', { atMost: 1 })
  const commands: number[] = []
  for (let n = times(20, 2); n > 0; n -= 1) commands.push(await statusCommand(system.data, repository.folder))
  printLine('start', 'status by the command, p50', quantile(commands, 0.5), 'ms', { atMost: 300 })
  printLine('start', 'status by the command, longest', quantile(commands, 1), 'ms', { atMost: 300 })
  await sleep(rest * 1_000)
  const { pid, dataPlane, controlPlane } = await supervision.list()
  const memory = [
    ['supervisor', memoryOf(pid)],
    ['data plane', memoryOf(dataPlane.pid ?? 0)],
    ['control plane', memoryOf(controlPlane.pid ?? 0)],
  ] as const
  for (const [name, { rss, own }] of memory) {
    printLine('start', `memory at rest: ${name}, RSS`, rss, 'MB', null)
    printLine('start', `memory at rest: ${name}, its own pages alone`, own, 'MB', null)
  }
  const sum = (pick: (one: (typeof memory)[number][1]) => number): number =>
    memory.reduce((all, [, one]) => all + pick(one), 0)
  const goal = { atMost: 200 }
  // Pages of Node's own file are in all three, and stand in memory once.
  const shared = Math.max(...memory.map(([, { rss, own }]) => rss - own))
  printLine(
    'start',
    'memory at rest: the three, RSS',
    sum(({ rss }) => rss),
    'MB',
    goal,
  )
  printLine(
    'start',
    'memory at rest: the three, PSS',
    sum(({ pss }) => pss),
    'MB',
    goal,
  )
  printLine(
    'start',
    'memory at rest: the three, shared pages once',
    sum(({ own }) => own) + shared,
    'MB',
    goal,
  )
  supervision.close()
} finally {
  await system.end()
}
