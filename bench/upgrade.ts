/**
 * Data plane and control plane of a prepared server brought to another version again and again under load, by the command
 * that a person types. The server is in namespaces of this machine. `node bench/upgrade.ts [SCALE]`: 20 times at 1.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeRepository } from '../test/application.fixture.ts'
import { cloneOf, onLaptop, root } from '../test/laptop.fixture.ts'
import { Machine, whyNoMachine } from '../test/machine.fixture.ts'
import { People } from '../test/people.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const why = whyNoMachine()
if (why !== undefined) {
  say(`upgrade: ${why}`)
  process.exit(0)
}

const upgrades = times(20, 2)
const machine = new Machine()
try {
  await machine.boot()
  const ecluse = async (
    argv: readonly string[],
    more: { cwd?: string; clone?: string } = {},
  ): Promise<void> => {
    const { code, out, err } = await onLaptop(machine, argv, more)
    if (code !== 0) throw new Error(`ecluse ${argv.join(' ')}: ${code}\n${out}\n${err}`)
  }
  const admin = `ssh://root@${machine.address}`
  await ecluse(['setup', admin])
  const repository = makeRepository(join(machine.folder, 'hello'), 80)
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  repository.write({ 'ecluse.yaml': config.replace('127.0.0.1:80', '0.0.0.0:80') })
  repository.version('one')
  await ecluse(['ship', '--server', `ssh://ecluse@${machine.address}`], { cwd: repository.folder })
  const another = cloneOf(join(machine.folder, 'clone'), '9.9.9')
  // Both lie on the server from here on: what is measured is the change.
  await ecluse(['upgrade', admin], { clone: another })
  const processes = (): string => machine.shell("pgrep -f '/main/(data|control)-plane[.]' | sort").stdout
  const people = new People(80, 16, 5, machine.address)
  const seconds: number[] = []
  let changed = 0
  for (let number = 0; number < upgrades; number += 1) {
    const before = processes()
    const from = performance.now()
    await ecluse(['upgrade', admin], { clone: number % 2 === 0 ? root : another })
    seconds.push((performance.now() - from) / 1_000)
    const kept = new Set(before.trim().split('\n'))
    const now = processes().trim().split('\n')
    if (now.filter((pid) => !kept.has(pid)).length >= 2) changed += 1
    say(`${number + 1} of ${upgrades}: ${seconds.at(-1)?.toFixed(1)} s, ${people.failures.length} failed`)
  }
  await people.stop()
  for (const { what } of people.failures.slice(0, 5)) say(`failed: ${what}`)
  printLine('upgrade', 'upgrades of data plane and control plane', changed, 'upgrades', { atLeast: upgrades })
  printLine('upgrade', 'requests meanwhile', people.requests, 'requests', null)
  printLine('upgrade', 'failed', people.failures.length, 'requests', { atMost: 0 })
  printLine('upgrade', 'one upgrade, p50', quantile(seconds, 0.5), 's', null)
  printLine('upgrade', 'one upgrade, longest', quantile(seconds, 1), 's', null)
} finally {
  await machine.remove()
}
