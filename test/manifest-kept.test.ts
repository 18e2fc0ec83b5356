import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ApiClient } from '../src/api/client.ts'
import type { ManifestView } from '../src/engine/facade-manifest.ts'
import { layout } from '../src/folder/layout.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let deploy: string

const gitIn = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
const bareOf = (name: string): string => join(system.scratch, `${name}.git`)
const shown = (file: string): string => gitIn(bareOf('deploy'), 'show', `main:${file}`)
const out = async (): Promise<string | undefined> => {
  const { manifest } = await system.json<ManifestView>(repository.folder, ['manifest', 'show', 'production'])
  return manifest.components[0]?.version
}
const asks = (content: string, message: string): void => {
  gitIn(deploy, 'pull', '-q', '--rebase', 'origin', 'main')
  writeFileSync(join(deploy, 'versions.env'), content)
  gitIn(deploy, 'add', '-A')
  gitIn(deploy, 'commit', '-q', '-m', message)
  gitIn(deploy, 'push', '-q', 'origin', 'HEAD:main')
}
const told = (action: string): Promise<string> =>
  until(
    action,
    async () => {
      const client = new ApiClient(layout(realpathSync(system.data)).sockets.control)
      const { entries } = await client.get<{ entries: { action: string; payload: string }[] }>('/v1/ledger', {
        after: 0,
        limit: 1_000,
      })
      return entries.find((one) => one.action === action)?.payload
    },
    90_000,
  )

beforeAll(async () => {
  system = new System()
  await system.warm()
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  const file = join(repository.folder, 'ecluse.yaml')
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8').replace('    ready:', '    known-as: [HELLO_TAG]\n    ready:')}manifest: { repository: ${bareOf('deploy')}, file: versions.env, actual: actual.env, source: ${bareOf('hello')} }\n`,
  )
  repository.version('1')
  gitIn(repository.folder, 'tag', 'v1.0.0')
  repository.version('2')
  gitIn(repository.folder, 'tag', 'v1.1.0')
  gitIn(system.scratch, 'clone', '-q', '--bare', repository.folder, bareOf('hello'))
  deploy = join(system.scratch, 'deploy')
  gitIn(system.scratch, 'init', '-q', '-b', 'main', deploy)
  writeFileSync(join(deploy, 'versions.env'), '# what is to run\nHELLO_TAG=v1.0.0\n')
  writeFileSync(join(deploy, 'actual.env'), '# what runs\nexport HELLO_TAG="none"   # kept\n')
  gitIn(deploy, 'add', '-A')
  gitIn(deploy, 'commit', '-q', '-m', 'begin')
  gitIn(system.scratch, 'clone', '-q', '--bare', deploy, bareOf('deploy'))
  gitIn(deploy, 'remote', 'add', 'origin', bareOf('deploy'))
}, 240_000)
afterAll(() => system.end(), 240_000)

it('a merge asks for a release, and what runs is written back in the file’s own form', async () => {
  await system.expect(0, repository.folder, ['ship', 'v1.0.0'])
  await until(
    'what runs is written',
    () => (shown('actual.env').includes('v1.0.0') ? true : undefined),
    90_000,
  )
  expect(shown('actual.env')).toBe('# what runs\nexport HELLO_TAG="v1.0.0"   # kept')
  asks('# what is to run\nHELLO_TAG=v1.1.0\n', 'hello 1.1')
  await until('it is out', async () => ((await out()) === 'v1.1.0' ? true : undefined), 120_000)
  await until('it is written', () => (shown('actual.env').includes('v1.1.0') ? true : undefined), 90_000)
  const view = await system.json<ManifestView>(repository.folder, ['manifest', 'show', 'production'])
  expect(view.candidate?.actor).toMatchObject({ kind: 'ecluse', name: 'manifest (Test)' })
}, 400_000)

it('what cannot be released is told with its place, and a protected branch holds up nothing', async () => {
  asks('HELLO_TAG=latest\n', 'whatever is newest')
  await told('manifest-refused')
  expect(await out()).toBe('v1.1.0')
  writeFileSync(
    join(bareOf('deploy'), 'hooks', 'pre-receive'),
    '#!/bin/sh\necho "protected branch" >&2\nexit 1\n',
  )
  chmodSync(join(bareOf('deploy'), 'hooks', 'pre-receive'), 0o755)
  repository.version('3')
  await system.expect(0, repository.folder, ['ship'])
  await told('actual-refused')
  const doctor = await system.expect(1, repository.folder, ['doctor', '--language', 'fr'])
  expect(doctor.replace(/\s+/g, ' ')).toMatch(
    /à corriger : hello : actual\.env n’a pas pu être écrit : la branche main n’accepte pas d’envoi .* ; depuis .* laissez le serveur pousser vers main/,
  )
  const { rollouts } = await system.json<{ rollouts: unknown[] }>(repository.folder, ['history'])
  expect(rollouts).toHaveLength(3)
}, 300_000)
