import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { ann, type Stage, stage } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }
const file = '/etc/shop/db'

/** `api` has a secret from a file; with `staging` there are two environments. */
const config = (production: string, staging = false): string => `application: shop
components:
  api: { ready: { path: /ready, within: 10s }, secrets: { DB: { file: ${file} } } }
  web: { ready: /ready, needs: [api] }
environments:
${staging ? '  staging: { listen: 127.0.0.1:8081, watch: { for: 1s, keep-previous: 1s } }\n' : ''}  production: { listen: 127.0.0.1:8080, ${production} }
`
const quick = 'watch: { for: 1s, keep-previous: 1s }'
const canary =
  'strategy: { canary: { steps: [20%], at-least: 60s, at-most: 90s } }, watch: { for: 1s, keep-previous: 1s }'

let on: Stage
/** Every time that a file or a command was read. */
let reads: SecretPlace[]
beforeEach(async () => {
  on = await stage()
  reads = []
  const { read } = on.parts.vault
  Object.assign(on.parts.vault, {
    read: (place: SecretPlace, source: Parameters<typeof read>[1]) => {
      reads.push(place)
      return read(place, source)
    },
  })
  on.given.set(file, 'one')
  await on.engine.start()
})
afterEach(() => on.close())

const commit = (id: string, how: string, parents: readonly string[] = [], content = id): void =>
  on.commit(id, { config: config(how), content: { api: content, web: '1' }, parents })
const through = async (id: string) => expect((await on.through(id)).ended).toMatchObject({ code: 0 })
const running = async () => {
  const [secret] = (await on.engine.secrets.list(here)).secrets
  return secret?.running?.digest
}
const release = async () =>
  (await on.engine.status('shop')).applications[0]?.environments[0]?.desired?.release
const rolledBack = async (to: number | null) => {
  const done = await on.engine.rollback({ ...here, to, why: null }, ann)
  await on.clock.until(async () => {
    const [last] = (await on.engine.history(here, 1)).rollouts
    return last?.id === done.rollout && last.outcome !== null
  })
  return done
}
const set = (value: string, later = false) =>
  on.engine.secrets.set({ ...here, name: 'DB', component: null, value, later }, ann)
const candidateOf = async (id: string) => {
  const shipped = await on.ship(id)
  if (shipped.kind === 'already-live') throw new Error('already live')
  return shipped.candidate
}

describe('a secret', () => {
  it('is captured once a ship, whatever restarts, and however often the control plane does', async () => {
    commit('a', quick)
    await through('a')
    expect(reads).toHaveLength(1)
    const before = await running()
    on.given.set(file, 'two')
    await on.engine.restart({ ...here, component: null }, ann)
    await on.clock.pass(60_000)
    await on.restart()
    await on.clock.pass(10_000)
    expect([reads.length, await running()]).toEqual([1, before])
    commit('b', quick, ['a'], 'a')
    await through('b')
    expect(reads).toHaveLength(2)
    expect(await running()).not.toBe(before)
  })

  it('has a digest of its own in each environment, and no view holds the value', async () => {
    on.given.set(file, 'planted-value')
    on.commit('a', { config: config(quick, true), content: { api: '1', web: '1' } })
    await through('a')
    expect(reads.map(({ environment }) => environment).toSorted()).toEqual(['production', 'staging'])
    const views = await Promise.all(
      ['staging', 'production'].map((environment) => on.engine.secrets.list({ ...here, environment })),
    )
    const digests = views.map(({ secrets }) => secrets[0]?.running?.digest)
    expect(new Set(digests).size).toBe(2)
    const said = [
      views,
      await on.engine.ledger(0, 1_000),
      await on.engine.status(null),
      await on.engine.why({ ...here, release: null }),
      await on.engine.config(here),
    ]
    expect(JSON.stringify(said)).not.toContain('planted-value')
  })

  it('that is declared nowhere, not readable or not sent refuses the ship with all that is wrong', async () => {
    on.given.delete(file)
    on.commit('a', {
      config: config(quick)
        .replace('}, secrets:', '}, port: 80, secrets:')
        .replace(
          `{ DB: { file: ${file} } }`,
          `{ DB: { file: ${file} }, TOKEN: { environment: SHOP_TOKEN }, KEY: set }`,
        ),
      content: { api: '1', web: '1' },
    })
    const error = await on.ship('a').catch((one: unknown) => one)
    expect(error).toBeInstanceOf(ProblemError)
    const problems = error instanceof ProblemError ? error.problems : []
    expect(problems.map(({ code }) => code)).toEqual([
      'secret-file-missing',
      'secret-variable-missing',
      'secret-not-set',
    ])
    for (const { place } of problems) expect(place).toMatchObject({ file: 'ecluse.yaml', line: 3 })
    for (const { todo } of problems.slice(1)) expect(todo?.fr).toBeTruthy()
    expect(await on.rollouts()).toEqual([])
  })
})

describe('a way back', () => {
  it('inside a rollout uses the recorded values, whatever was set since', async () => {
    commit('a', quick)
    await through('a')
    const before = await running()
    commit('b', canary, ['a'])
    on.given.set(file, 'two')
    const id = await candidateOf('b')
    await on.clock.until(() => on.router.splits.get('shop/production')?.weight === 20)
    await set('three', true)
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    expect((await on.ended(id)).ended).toMatchObject({ code: 3 })
    expect([await release(), await running()]).toEqual([1, before])
    expect(reads).toHaveLength(2)
  })

  it.each([
    ['current', 'the values in force now are used'],
    ['recorded', 'the values recorded with it are used'],
  ])('that is later: secrets-on-rollback: %s, and what changed is said', async (how, said) => {
    const later = `${quick}, secrets-on-rollback: ${how}`
    commit('a', later)
    await through('a')
    const first = await running()
    on.given.set(file, 'two')
    commit('b', later, ['a'])
    await through('b')
    const second = await running()
    await on.clock.pass(30_000)
    const { text } = await rolledBack(1)
    expect(text.en).toContain('DB has changed since release 1')
    expect(text.en).toContain(said)
    expect([await release(), await running()]).toEqual([1, how === 'recorded' ? first : second])
    expect(reads).toHaveLength(2)
  })

  it('to a colour that still runs brings it back as it is, and says that the secret has changed', async () => {
    const warm = 'watch: { for: 1s, keep-previous: 10m }'
    commit('a', warm)
    await through('a')
    const first = await running()
    on.given.set(file, 'two')
    commit('b', warm, ['a'])
    await through('b')
    expect((await rolledBack(null)).text.en).toContain('the values recorded with it are used')
    expect([await release(), await running()]).toEqual([1, first])
  })
})

describe('set while a release is on its way', () => {
  it('waits for its turn, and ships what runs by then', async () => {
    commit('a', quick)
    await through('a')
    const before = await running()
    commit('b', canary, ['a'])
    const live = await candidateOf('b')
    await on.clock.until(() => on.router.splits.get('shop/production')?.weight === 20)
    const { candidate, text } = await set('three')
    expect(text.fr).toContain('attend son tour')
    expect(await on.ended(live)).toMatchObject({ release: 2, ended: { code: 0 } })
    expect(await on.ended(candidate ?? '')).toMatchObject({ release: 3, commit: 'b', ended: { code: 0 } })
    expect(await release()).toBe(3)
    expect(await running()).not.toBe(before)
  })

  it('ships what stayed, where the release on its way was taken back', async () => {
    commit('a', quick)
    await through('a')
    commit('b', canary, ['a'])
    const live = await candidateOf('b')
    await on.clock.until(() => on.router.splits.get('shop/production')?.weight === 20)
    const { candidate } = await set('three')
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    expect((await on.ended(live)).ended).toMatchObject({ code: 3 })
    expect(await on.ended(candidate ?? '')).toMatchObject({ release: 3, commit: 'a', ended: { code: 0 } })
  })

  it('has nothing to ship where the one before it in the queue brought the value', async () => {
    commit('a', quick)
    await through('a')
    commit('b', canary, ['a'])
    commit('side', quick, ['b'])
    const live = await candidateOf('b')
    await on.clock.until(() => on.router.splits.get('shop/production')?.weight === 20)
    const waits = await candidateOf('side')
    await on.clock.until(async () => (await on.engine.candidate(waits)).stage === 'queued')
    const { candidate } = await set('three')
    expect((await on.ended(live)).ended).toMatchObject({ code: 0 })
    expect(await on.ended(waits)).toMatchObject({ release: 3, ended: { code: 0 } })
    const end = await on.ended(candidate ?? '')
    expect(end).toMatchObject({ release: null, ended: { code: 0, notReached: [] } })
    expect(end.ended?.lines[0]?.en).toMatch(/release 3, which came to production first/)
  })
})
