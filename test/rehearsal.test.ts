import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { People } from './people.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let staging = 0

/** Sends requests until it was back and forth, and ends badly where one failed. */
const load = `const { get } = require('node:http')
const until = Date.now() + 4000
let sent = 0
const one = () => {
  if (Date.now() > until) { console.log('sent ' + sent); process.exit(sent > 20 ? 0 : 3) }
  get(process.env.ECLUSE_URL + '/', { agent: false }, (res) => {
    if (res.statusCode !== 200) process.exit(1)
    res.resume().on('end', () => { sent += 1; setTimeout(one, 20) })
  }).on('error', () => process.exit(2))
}
one()
`

beforeAll(async () => {
  system = new System()
  await system.warm()
  staging = await freePort()
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  const rehearsal =
    'rehearse-rollback: { load: [node, load.js], probes: [{ path: /, status: 200 }], for: 2s }'
  const first = `environments:
  staging:
    listen: 127.0.0.1:${staging}
    watch: { for: 1s }
    ${rehearsal}`
  repository.write({ 'ecluse.yaml': config.replace('environments:', first), 'load.js': load })
}, 240_000)
afterAll(() => system.end(), 240_000)

it('a first release has nothing to go back to, and goes on to production', async () => {
  repository.version('1')
  const out = await system.expect(0, repository.folder, ['ship'])
  expect(out).toContain('out for everybody')
}, 240_000)

it('the next one goes forth, back and forth again in staging; nobody is failed, and production is let have it', async () => {
  const people = new People(staging, 4, 20)
  repository.version('2')
  const out = await system.expect(0, repository.folder, ['ship'])
  await people.stop()
  const said = out.replaceAll(/\s+/g, ' ')
  expect(said).toMatch(
    /the way back was rehearsed in staging: back on release 1 in [\d.]+ m?s, forth again in/,
  )
  expect(said).toMatch(/\d+ requests meanwhile, none failed/)
  expect(people.failures).toEqual([])
  // They were on the new one, then on the old one again, then on the new one.
  expect([...people.versions.keys()].sort()).toEqual(['1', '2'])
  const why = await system.expect(0, repository.folder, [
    'why',
    '2',
    '--environment',
    'staging',
    '--language',
    'fr',
  ])
  expect(why.replaceAll(/\s+/g, ' ')).toContain('le retour en arrière a été répété dans staging')
}, 240_000)
