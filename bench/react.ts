/**
 * How soon a bad canary is taken back, through the running system, as people see it: from its first bad answer to
 * the last request that it was sent. `node bench/react.ts [SCALE]`: 20 runs with the goal, 5 of each other, at 1.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort, makeRepository } from '../test/application.fixture.ts'
import { System } from '../test/system.fixture.ts'
import type { Saw } from './people-load.ts'
import { printLine, quantile, say, times } from './print-line.ts'
import { applicationFiles } from './react-application.ts'

const errors = { good: 0.001, bad: 0.01 }
const rate = 1_000
const longest = 10 * 60_000

type Case = {
  readonly name: string
  readonly judge: string
  readonly runs: number
  readonly goals: readonly [number, number] | null
}

const cases: readonly Case[] = [
  {
    name: 'fast, 1x + 0%',
    judge: '{ profile: fast, errors: { worse-than: 1x + 0% } }',
    runs: times(20),
    goals: [10, 20],
  },
  { name: 'fast, default tolerance', judge: '{ profile: fast }', runs: times(5), goals: null },
  {
    name: 'steady, 1x + 0%',
    judge: '{ profile: steady, errors: { worse-than: 1x + 0% } }',
    runs: times(5),
    goals: null,
  },
]

const tell = async (load: ChildProcess): Promise<Saw> => {
  const answer = once(load, 'message') as Promise<[Saw]>
  load.send('tell')
  return (await answer)[0]
}

/** Ships the bad version until it is taken back; seconds from its first bad answer, or null where none was seen. */
const taken = async (
  system: System,
  folder: string,
  commit: string,
  load: ChildProcess,
): Promise<{ saw: Saw; seconds: number | null }> => {
  load.send('mark')
  const { code, out, err } = await system.run(folder, ['ship', commit], longest)
  if (code !== 3) throw new Error(`the bad version ended with ${code}, not taken back\n${out}\n${err}`)
  await sleep(500)
  const saw = await tell(load)
  const { firstBad, lastOfBad } = saw
  if (firstBad === null || lastOfBad === null) return { saw, seconds: null }
  return { saw, seconds: Math.max(0, lastOfBad - firstBad) / 1_000 }
}

const react = async (one: Case, ship: () => ReturnType<typeof taken>): Promise<void> => {
  const seconds: number[] = []
  const rates: number[] = []
  let failed = 0
  for (let n = 0; n < one.runs; n += 1) {
    const { saw, seconds: took } = await ship()
    rates.push(saw.requests / saw.seconds)
    failed += saw.failed
    const bad = saw.answers['bad']
    say(`${one.name}: run ${n + 1}: ${took?.toFixed(1) ?? 'no bad answer'} s, ${bad?.bad} of ${bad?.all} bad`)
    // Taken back before anybody met an error: as quick as can be.
    seconds.push(took ?? 0)
  }
  const measure = `first bad answer to canary at 0 %: ${one.name}`
  const [half, most] = one.goals ?? [null, null]
  printLine('react', `${measure}, runs`, one.runs, 'runs', null)
  printLine('react', `${measure}, load`, quantile(rates, 0.5), 'requests/s', null)
  printLine('react', `${measure}, failed by releasing`, failed, 'requests', { atMost: 0 })
  printLine('react', `${measure}, p50`, quantile(seconds, 0.5), 's', half === null ? null : { atMost: half })
  printLine('react', `${measure}, p95`, quantile(seconds, 0.95), 's', most === null ? null : { atMost: most })
}

const system = new System()
let load: ChildProcess | undefined
try {
  const port = await freePort()
  const repository = makeRepository(join(system.scratch, 'hello'), port)
  const commit = (version: 'good' | 'bad', judge: string): string => {
    repository.write(applicationFiles(version, errors[version], port, judge))
    return repository.commit(`version ${version}, judge ${judge}`)
  }
  const good = commit('good', '{ profile: fast }')
  await system.expect(0, repository.folder, ['ship', good])
  const people = fork(fileURLToPath(new URL('./people-load.ts', import.meta.url)), [
    String(port),
    String(rate),
    '2000',
  ])
  load = people
  // Everybody has a cookie, and the judge its reference, before the first canary.
  await sleep(10_000)
  for (const one of cases) {
    const bad = commit('bad', one.judge)
    await system.expect(0, repository.folder, ['build', bad])
    await react(one, () => taken(system, repository.folder, bad, people))
  }
} finally {
  load?.kill('SIGKILL')
  await system.end()
}
