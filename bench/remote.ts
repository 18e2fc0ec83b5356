/**
 * `ship` of a one-line change in a repository of 10,000 files: over ssh, through a real sshd of this machine, against the
 * same on the machine itself; in turn, so that both meet the same machine. `node bench/remote.ts [SCALE]`: 10 of each at 1.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeRepository } from '../test/application.fixture.ts'
import { hasSshd, Sshd } from '../test/sshd.fixture.ts'
import { System } from '../test/system.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const files = 10_000
const runs = times(10)

/** Ten thousand files of some hundred bytes each, in a hundred folders beside the component's own. */
const fill = (folder: string): void => {
  for (let number = 0; number < files; number += 1) {
    const place = join(folder, 'library', String(number % 100))
    if (number < 100) mkdirSync(place, { recursive: true })
    writeFileSync(join(place, `module-${number}.js`), `// ${number}\nmodule.exports = ${number}\n`.repeat(6))
  }
}

if (!hasSshd) {
  say('remote: needs openssh-server')
  process.exit(0)
}
const system = new System()
const sshd = new Sshd()
process.env['ECLUSE_AUTHORIZED_KEYS'] = sshd.keys
try {
  await sshd.begin(system.data)
  const person = sshd.person('ann')
  sshd.letIn(person)
  const repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  fill(repository.folder)
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  repository.write({ 'ecluse.yaml': config.replace('context: .', 'context: web') })
  repository.version('0')
  mkdirSync(join(repository.folder, 'web'))
  for (const name of ['package.json', 'server.js'])
    renameSync(join(repository.folder, name), join(repository.folder, 'web', name))
  repository.commit('the component has a folder of its own')
  const from = performance.now()
  await system.expect(0, repository.folder, ['ship'])
  say(`the first ship of ${files} files took ${((performance.now() - from) / 1_000).toFixed(1)} s`)
  let number = 0
  /** Changes one line, and gives the seconds of its `ship`. */
  const change = async (how: 'here' | 'over ssh'): Promise<number> => {
    number += 1
    const file = join(repository.folder, 'web', 'server.js')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/const version = .*/, `const version = "${number}"`))
    repository.commit(`change ${number}`)
    const begun = performance.now()
    if (how === 'here') await system.expect(0, repository.folder, ['ship'])
    else {
      const { code, out, err } = await sshd.run(person, repository.folder, ['ship'])
      if (code !== 0) throw new Error(`ship over ssh: ${code}\n${out}\n${err}`)
    }
    return (performance.now() - begun) / 1_000
  }
  await change('here')
  await change('over ssh')
  const [here, over, more]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const [one, other] = [await change('here'), await change('over ssh')]
    here.push(one)
    over.push(other)
    more.push(other - one)
    say(`${run + 1} of ${runs}: ${one.toFixed(2)} s here, ${other.toFixed(2)} s over ssh`)
  }
  const peer = { name: 'on the machine itself', value: quantile(here, 0.5) }
  printLine(
    'remote',
    'ship of one line among 10,000 files, over ssh, p50',
    quantile(over, 0.5),
    's',
    null,
    peer,
  )
  printLine('remote', 'more than on the machine itself, p50', quantile(more, 0.5), 's', { atMost: 1 })
  printLine('remote', 'more than on the machine itself, longest', quantile(more, 1), 's', null)
} finally {
  await system.end()
  await sshd.end()
}
