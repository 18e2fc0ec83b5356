/**
 * From a commit to all of production: blue-green, the hello application, warm caches, and the same again with nothing
 * changed. `node bench/ship.ts [SCALE]`: 10 runs of each at 1.
 */
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { join } from 'node:path'
import { freePort, makeRepository } from '../test/application.fixture.ts'
import { askOnce } from '../test/people.fixture.ts'
import { System } from '../test/system.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

/** Seconds, as the application's file declares it. */
const watch = 1
const runs = times(10)

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/ready', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })

/** Seconds from its command to its first answer, without Écluse. */
const ownStart = async (folder: string): Promise<number> => {
  const port = await freePort()
  const from = performance.now()
  const child = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    env: { HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'ignore',
  })
  try {
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 2))
    return (performance.now() - from) / 1_000
  } finally {
    child.kill('SIGKILL')
  }
}

type Shipped = {
  readonly whole: number
  /** Until people are answered by it. */
  readonly met: number
}

/** Seconds of one `ship`, as the person at the terminal waits for it; `version`: what people will be answered. */
const ship = async (system: System, folder: string, port: number, version: string): Promise<Shipped> => {
  const from = performance.now()
  const shipping = system.expect(0, folder, ['ship'])
  let met: number | null = null
  let ended = false
  const looking = (async () => {
    while (met === null && !ended) {
      if ((await askOnce(port)).version === version) met = (performance.now() - from) / 1_000
      else await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  try {
    await shipping
    const whole = (performance.now() - from) / 1_000
    return { whole, met: met ?? whole }
  } finally {
    ended = true
    await looking
  }
}

const print = (measure: string, seconds: readonly number[], goal: number | null): void => {
  const bound = goal === null ? null : { atMost: goal }
  printLine('ship', `${measure}, p50`, quantile(seconds, 0.5), 's', bound)
  printLine('ship', `${measure}, longest`, quantile(seconds, 1), 's', bound)
}

const system = new System()
try {
  const port = await freePort()
  const repository = makeRepository(join(system.scratch, 'hello'), port, `watch: { for: ${watch}s }`)
  const { folder } = repository
  repository.version('0')
  await system.expect(0, folder, ['ship'])
  const starts: number[] = []
  const changed: Shipped[] = []
  const same: number[] = []
  const empty: number[] = []
  for (let n = 1; n <= runs; n += 1) {
    repository.version(String(n))
    starts.push(await ownStart(folder))
    const shipped = await ship(system, folder, port, String(n))
    changed.push(shipped)
    same.push((await ship(system, folder, port, String(n))).whole)
    repository.commit('nothing changed')
    empty.push((await ship(system, folder, port, String(n))).whole)
    say(`run ${n}: ${shipped.whole.toFixed(2)} s, people met it after ${shipped.met.toFixed(2)} s`)
  }
  const own = quantile(starts, 0.5)
  printLine('ship', 'runs', runs, 'runs', null)
  printLine('ship', "the application's own start, p50", own, 's', null)
  printLine('ship', 'its watch', watch, 's', null)
  const besides = changed.map(({ whole }) => whole - watch - own)
  print('commit to all of production, besides own start and watch', besides, 10)
  print(
    'commit to the first answer of the new version',
    changed.map(({ met }) => met),
    null,
  )
  print('the same commit again', same, null)
  print('a commit that changes nothing, with its watch', empty, null)
} finally {
  await system.end()
}
