import { afterEach, beforeEach, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Anchors } from '../ports/anchors.ts'
import type { Published } from '../ports/hosting.ts'
import type { KeptManifests, KeptWritten } from '../ports/kept-manifest.ts'
import { entriesAfter } from '../records/ledger.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = `${yaml(production('watch: { for: 3s }'))}
secrets: { TOKEN: { file: /etc/token } }
audit: { anchor: { file: /srv/audit/heads } }
manifest: { repository: /srv/git/deploy.git, branch: main, actual: actual.json }
notes:
  hosting: { kind: github, url: https://github.com/team/shop, token: TOKEN, tag: "v{release}" }`

let on: Stage
let away: boolean
let written: KeptWritten
let answer: Published
const unreachable = () =>
  new ProblemError({ code: 'anchor-unreachable', kind: 'unavailable', message: same('it is away') })
const anchors: Anchors = {
  put: async () => {
    if (away) throw unreachable()
  },
  read: async () => [],
}
const kept: Pick<KeptManifests, 'read' | 'write'> = {
  read: async () => null,
  write: async () => {
    if (away) throw unreachable()
    return written
  },
}

beforeEach(async () => {
  away = false
  written = { kind: 'written', revision: 'r1' }
  answer = { kind: 'published', state: 'made', tag: 'v1', address: 'https://github.com/r' }
  on = await stage()
  on.given.set('/etc/token', 'the-token')
  Object.assign(on.parts, { anchors, kept, hosting: { publish: async () => answer } })
  await on.restart()
})
afterEach(() => on.close())

const ship = async (id: string, api: string, parents: readonly string[] = []) => {
  on.commit(id, { config, content: { api, web: '1' }, parents })
  await on.through(id)
}
const stalled = async () => (await on.engine.status('shop')).applications[0]?.stalled ?? []
const codes = async () => (await stalled()).map(({ code }) => code).toSorted()
const said = async (action: string) =>
  (await entriesAfter(on.records, 0, 100_000)).filter((one) => one.action === action).length

it('nothing is, where everything goes on', async () => {
  await ship('a', '1')
  await on.clock.pass(900_000)
  expect(await stalled()).toEqual([])
  expect(await said('manifest-reached')).toBe(0)
})

it('what cannot be reached is said once, also over a restart, with since when, until it can', async () => {
  await ship('a', '1')
  await on.clock.pass(900_000)
  away = true
  await ship('b', '2', ['a'])
  await on.clock.until(async () => (await codes()).length === 2)
  expect(await codes()).toEqual(['anchor-failed', 'manifest-away'])
  const [first] = await stalled()
  expect((await stalled()).every(({ tried, passed }) => tried && !passed)).toBe(true)
  await on.clock.pass(600_000)
  await on.restart()
  await on.clock.until(async () => (await codes()).length === 2)
  expect((await stalled()).find(({ code }) => code === first?.code)?.since).toBe(first?.since)
  await on.clock.pass(600_000)
  expect([await said('anchor-failed'), await said('manifest-away')]).toEqual([1, 1])
  away = false
  await on.clock.until(async () => (await codes()).length === 0)
  expect(await said('manifest-reached')).toBe(1)
})

it('a branch that takes no push is said once, however many releases it takes none of', async () => {
  written = { kind: 'refused', why: 'protected branch' }
  await ship('a', '1')
  await on.clock.until(async () => (await codes()).length === 1)
  await ship('b', '2', ['a'])
  // Whoever begins anew asks at once, and not in an hour.
  await on.restart()
  await on.clock.until(async () => (await codes()).length === 1)
  expect(await said('actual-refused')).toBe(1)
  expect((await stalled())[0]).toMatchObject({ code: 'actual-refused' })
  expect((await stalled())[0]?.text.en).toContain('branch main takes no push (protected branch)')
  expect((await stalled())[0]?.todo.en).toContain('let the server push to main')
  written = { kind: 'written', revision: 'r2' }
  await on.restart()
  await on.clock.until(async () => (await said('actual-written')) === 1)
  expect(await codes()).toEqual([])
})

it('notes that were given up stay to be seen, and weigh less once later ones are there', async () => {
  answer = { kind: 'refused', why: same('the token may not write') }
  await ship('a', '1')
  await on.clock.until(async () => (await codes()).length === 1)
  expect((await stalled())[0]).toMatchObject({ code: 'notes-not-published', tried: true, passed: false })
  const longAgo = on.clock.now() - 4 * 86_400_000
  await on.records.updateTable('publications').set({ since: longAgo }).execute()
  await on.clock.until(async () => (await stalled())[0]?.tried === false)
  expect((await stalled())[0]).toMatchObject({ tried: false, passed: false })
  expect((await stalled())[0]?.text.en).toContain(
    'were given up at the hosting service: the token may not write',
  )
  expect((await stalled())[0]?.todo.fr).toContain('ecluse notes --to 1 --format markdown')
  answer = { kind: 'published', state: 'made', tag: 'v2', address: 'https://github.com/r' }
  await ship('b', '2', ['a'])
  await on.clock.until(async () => (await stalled())[0]?.passed === true)
})
