/**
 * How long a way back takes, blue-green: a rehearsal in staging, a rollback to a release that is kept warm, and one to
 * a release that is gone and starts again. `node bench/rehearsal.ts [SCALE]`: five of each at 1. From the decision until
 * everybody was read back on the previous release, as the ledger has it; the start of the application is counted in.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeRepository, type Repository } from '../test/application.fixture.ts'
import { until } from '../test/processes.fixture.ts'
import { System } from '../test/system.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'

const rounds = times(5, 2)

type Rollouts = {
  readonly rollouts: readonly {
    readonly kind: string
    readonly environment: string
    readonly startedAt: string
    readonly endedAt: string | null
  }[]
}
type Status = {
  readonly applications: readonly {
    readonly environments: readonly {
      readonly name: string
      readonly actual: { readonly releases: readonly unknown[] } | null
    }[]
  }[]
}

const rehearsed = (out: string): number => {
  const found = /back on release \d+ in ([\d.]+) (m?s)/.exec(out.replaceAll(/\s+/g, ' '))
  if (found?.[1] === undefined) throw new Error(`no rehearsal in: ${out}`)
  return Number(found[1]) / (found[2] === 'ms' ? 1_000 : 1)
}

const system = new System()

/** Seconds of the last way back in production. */
const wentBack = async (repository: Repository): Promise<number> => {
  await system.expect(0, repository.folder, ['rollback', '--environment', 'production'])
  const view = await system.json<Rollouts>(repository.folder, ['history', '--environment', 'production'])
  const last = view.rollouts.find(({ kind }) => kind === 'rollback')
  if (last?.endedAt == null) throw new Error('no way back is in the history')
  return (Date.parse(last.endedAt) - Date.parse(last.startedAt)) / 1_000
}

/** Until only one release is there. */
const alone = (repository: Repository) =>
  until('the release that was left is gone', async () => {
    const view = await system.json<Status>(repository.folder, ['status'])
    const production = view.applications[0]?.environments.find(({ name }) => name === 'production')
    return production?.actual?.releases.length === 1 ? true : undefined
  })

const applicationWith = async (folder: string, keep: string): Promise<Repository> => {
  const repository = makeRepository(join(system.scratch, folder), await freePort())
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
    .replace('application: hello', `application: ${folder}`)
    .replace('watch: { for: 1s }', `watch: { for: 1s, keep-previous: ${keep} }`)
  const staging = `environments:
  staging:
    listen: 127.0.0.1:${await freePort()}
    watch: { for: 1s }
    rehearse-rollback: { for: 1s }`
  repository.write({ 'ecluse.yaml': config.replace('environments:', staging) })
  return repository
}

try {
  await system.warm()
  const [warm, cold] = [await applicationWith('warm', '1h'), await applicationWith('cold', '1s')]
  const took = { rehearsal: [] as number[], warm: [] as number[], cold: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, repository] of Object.entries({ warm, cold } as const)) {
      repository.version(`${round} first`)
      await system.expect(0, repository.folder, ['ship'])
      repository.version(`${round} second`)
      took.rehearsal.push(rehearsed(await system.expect(0, repository.folder, ['ship'])))
      if (name === 'cold') await alone(repository)
      took[name === 'cold' ? 'cold' : 'warm'].push(await wentBack(repository))
    }
    say(`${round + 1} of ${rounds}`)
  }
  printLine('rehearsal', 'way back rehearsed, p50', quantile(took.rehearsal, 0.5), 's', { atMost: 1 })
  printLine('rehearsal', 'rollback to a warm release, p50', quantile(took.warm, 0.5), 's', { atMost: 1 })
  printLine('rehearsal', 'rollback to a warm release, longest', quantile(took.warm, 1), 's', null)
  printLine('rehearsal', 'rollback to a cold release with its start, p50', quantile(took.cold, 0.5), 's', {
    atMost: 5,
  })
  printLine(
    'rehearsal',
    'rollback to a cold release with its start, longest',
    quantile(took.cold, 1),
    's',
    null,
  )
} finally {
  await system.end()
}
