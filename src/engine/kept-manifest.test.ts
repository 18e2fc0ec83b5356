import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KeptFile, KeptManifests } from '../ports/kept-manifest.ts'
import { entriesAfter } from '../records/ledger.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = `${yaml(production('watch: { for: 3s }'))}
manifest: { repository: /srv/git/deploy.git, branch: main, file: versions.json }`

let on: Stage
let file: KeptFile | null

/** The repository of others holds the same commits: tags are called `v` and the commit. */
const kept = (): Partial<KeptManifests> => {
  const { source } = on.parts
  return {
    read: async () => file,
    fetchSource: async () => {},
    version: async (_, word) => ({ kind: 'tag', commit: word.slice(1) }),
    describe: async (_, commit) => `v${commit}`,
    contains: async (application, one, other) => (await source.contains(application, one, other)) === true,
    file: (application, commit, path) => source.file(application, commit, path),
    tips: async (_, commit) => [commit],
  }
}

beforeEach(async () => {
  file = null
  on = await stage()
  Object.assign(on.parts, { kept: kept() })
  await on.restart()
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '1', web: '2' }, parents: ['a'] })
  await on.through('a')
})
afterEach(() => on.close())

const asks = (revision: string, web: string) => {
  const bytes = new TextEncoder().encode(JSON.stringify({ api: 'va', web: `v${web}` }))
  file = { revision, author: 'Ann', message: 'merge', bytes }
}
const out = async () => {
  const [shop] = (await on.engine.status('shop')).applications
  return shop?.environments[0]?.desired?.release
}
it('what runs is written into a kustomization that names no image yet, and into nothing else of it', async () => {
  let actual = 'resources: [api.yaml]\n'
  const write: KeptManifests['write'] = async (_place, _file, _message, make) => {
    const text = make(new TextEncoder().encode(actual))
    actual = text ?? actual
    return { kind: text === null ? 'same' : 'written', revision: 'w' }
  }
  Object.assign(on.parts, { kept: { ...kept(), write } })
  await on.restart()
  on.commit('k', {
    config: `${config.slice(0, -2)}, actual: kustomization.yaml }`,
    content: { api: '3', web: '3' },
    parents: ['b'],
  })
  await on.through('k')
  await on.clock.until(async () => actual.includes('newTag: "k"') || actual.includes('newTag: k'))
  expect(actual).toMatch(/^resources: \[api\.yaml\]\nimages:\n/)
}, 60_000)

const answers = async () =>
  (await entriesAfter(on.records, 0, 100_000)).filter(({ action }) => /^manifest-(?:answ|refu)/.test(action))
    .length

it('a revision asks once, also where a control plane forgot it: what was taken back stays away', async () => {
  asks('r1', 'b')
  await on.clock.until(async () => (await out()) === 2)
  asks('r2', 'b')
  await on.clock.until(async () => (await answers()) === 2)
  await on.engine.rollback({ application: 'shop', environment: 'production', to: null, why: 'slow' }, ann)
  await on.clock.until(async () => (await out()) === 1)
  await on.restart()
  await on.clock.pass(300_000)
  expect([await out(), await answers()]).toEqual([1, 2])
  // A new revision is a new wish.
  asks('r3', 'b')
  await on.clock.until(async () => (await out()) === 3)
}, 60_000)
