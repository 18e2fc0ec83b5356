/**
 * From a bare Debian server and a git repository of an application to its first release, served to people: what somebody
 * types, writes and waits for. The server is in namespaces of this machine. `node bench/first.ts [SCALE]`: 3 runs at 1.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onLaptop } from '../test/laptop.fixture.ts'
import { Machine, whyNoMachine } from '../test/machine.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const why = whyNoMachine()
if (why !== undefined) {
  say(`first: ${why}`)
  process.exit(0)
}

/** An application as a team has it: nothing in it knows Écluse. */
const application = (folder: string): ((...args: string[]) => void) => {
  mkdirSync(folder)
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org']
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' })
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'claims', version: '1.0.0', private: true, scripts: { start: 'node server.js' } }),
  )
  writeFileSync(
    join(folder, 'server.js'),
    `require('node:http').createServer((req, res) => res.end('first')).listen(process.env.PORT ?? 3000)\n`,
  )
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-q', '-m', 'an application')
  return git
}

/** Seconds until somebody on the network is answered by the application. */
const untilServed = async (machine: Machine): Promise<number> => {
  const from = performance.now()
  for (;;) {
    const asked = fetch(`http://${machine.address}/`, { signal: AbortSignal.timeout(2_000) })
    const text = await asked.then((got) => got.text()).catch(() => '')
    if (text === 'first') return (performance.now() - from) / 1_000
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

type First = {
  readonly seconds: number
  readonly ours: number
  readonly others: number
  readonly lines: number
}

const first = async (): Promise<First> => {
  const machine = new Machine()
  try {
    await machine.boot()
    const folder = join(machine.folder, 'claims')
    const git = application(folder)
    let [ours, others] = [0, 0]
    /** What is typed, and waited for. */
    const type = async (argv: readonly string[], signal?: AbortSignal): Promise<number> => {
      const from = performance.now()
      ours += 1
      const more = signal === undefined ? {} : { signal }
      const { code, out, err } = await onLaptop(machine, argv, { cwd: folder, ...more })
      if (code !== 0) throw new Error(`ecluse ${argv.join(' ')}: ${code}\n${out}\n${err}`)
      return (performance.now() - from) / 1_000
    }
    const setup = await type(['setup', `ssh://root@${machine.address}`])
    const init = await type(['init'])
    // In an editor: the server, and the address that people reach.
    const file = join(folder, 'ecluse.yaml')
    const config = readFileSync(file, 'utf8').replace(/listen: \S+?:\d+/, 'listen: 0.0.0.0:80')
    writeFileSync(file, `server: ssh://ecluse@${machine.address}\n${config}`)
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(#.*)?$/.test(line)).length
    others += 2
    git('add', '-A')
    git('commit', '-q', '-m', 'Ships with Écluse')
    const watched = new AbortController()
    const shipping = type(['ship'], watched.signal)
    const served = await Promise.race([untilServed(machine), shipping])
    // Its watch, two minutes by default, goes on while people are served: nobody waits for it here.
    watched.abort()
    await shipping.catch(() => undefined)
    say(`setup ${setup.toFixed(1)} s, init ${init.toFixed(1)} s, ship until served ${served.toFixed(1)} s`)
    return { seconds: setup + init + served, ours, others, lines }
  } finally {
    await machine.remove()
  }
}

const all: First[] = []
for (let run = 0; run < times(3); run += 1) all.push(await first())
const [one] = all
if (one !== undefined) {
  printLine('first', 'commands typed', one.ours, 'commands', { atMost: 3 })
  printLine('first', "git's own, as for any change", one.others, 'commands', null)
  printLine('first', 'lines of config', one.lines, 'lines', { atMost: 12 })
  const seconds = all.map((run) => run.seconds)
  const measure = 'from an empty server to the first release served'
  printLine('first', `${measure}, p50`, quantile(seconds, 0.5), 's', { atMost: 30 })
  printLine('first', `${measure}, longest`, quantile(seconds, 1), 's', { atMost: 30 })
}
