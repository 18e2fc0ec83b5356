import { appendFileSync, chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { github, token } from '../src/hosting/services.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { filesWith } from './secrets.fixture.ts'
import { System } from './system.fixture.ts'

const translator = `let all = ''
process.stdin.on('data', (part) => { all += part }).on('end', () => {
  const { to, texts } = JSON.parse(all)
  process.stdout.write(JSON.stringify({ texts: texts.map((text) => '(' + to + ') ' + text) }))
})
`

describe('notes of a release', () => {
  const system = new System()
  let repository: Repository
  let service: Awaited<ReturnType<typeof github>>

  beforeAll(async () => {
    await system.warm()
    service = await github()
    const file = join(system.scratch, 'token')
    writeFileSync(file, `${token}\n`)
    chmodSync(file, 0o600)
    repository = makeRepository(join(system.scratch, 'hello'), await freePort())
    writeFileSync(join(repository.folder, 't.mjs'), translator)
    appendFileSync(
      join(repository.folder, 'ecluse.yaml'),
      `secrets: { NOTES_TOKEN: { file: ${file} } }
notes:
  people: none
  translate: [node, t.mjs]
  hosting: { kind: github, url: "${service.url}", token: NOTES_TOKEN }
`,
    )
  }, 120_000)
  afterAll(async () => {
    await service.close()
    await system.end()
  })
  const ecluse = (code: number, ...args: readonly string[]) => system.expect(code, repository.folder, args)

  it('are made by themselves, translated by the team’s command, and stand at the hosting service', async () => {
    repository.version('1')
    await ecluse(0, 'ship')
    writeFileSync(join(repository.folder, 'search.txt'), 'search')
    const commit = repository.commit('feat: let people search by name (#7)')
    service.instead.push({ status: 500, body: {} }, { status: 200, body: '<html>Sign in</html>' })
    await ecluse(0, 'ship')
    const french = await until('they are kept', async () => {
      const { code, out } = await system.run(repository.folder, ['notes', '--to', '2', '--language', 'fr'])
      return code === 0 ? out : undefined
    })
    expect(french.replaceAll(/\s+/g, ' ')).toContain(
      '(fr) Let people search by name (traduit par une machine, pas encore validé) (#7)',
    )
    expect(await ecluse(0, 'history')).toMatch(/notes: 1 change \(ecluse notes --to 2\)/)
    // Its tag comes afterwards, and it was never made by the service.
    service.tags.set('v1.1.0', { commit, annotated: false })
    const other = system.killPart('control-plane')
    await system.waitFor('control-plane', other)
    await until(
      'they stand there',
      () => service.releases.find(({ tag_name }) => tag_name === 'v1.1.0'),
      150_000,
    )
    expect(service.releases).toHaveLength(1)
    expect(service.releases[0]?.body).toContain('- Let people search by name')
    expect(service.releases[0]?.body).toContain('- (fr) Let people search by name')
    expect(service.madeTags).toEqual([])
  }, 240_000)

  it('say there what was taken back, and hide the token', async () => {
    await ecluse(0, 'rollback')
    await until(
      'it is said',
      () => service.releases[0]?.body.includes('> Taken back from production on') || undefined,
    )
    expect(await ecluse(0, 'notes', '--to', '2', '--format', 'markdown')).toContain(
      '# Release notes: r1 to r2',
    )
    const verified = await ecluse(0, 'verify', '--ledger')
    expect(verified).not.toContain(token)
    expect(filesWith(system.data, [token])).toEqual([])
  }, 120_000)
})
