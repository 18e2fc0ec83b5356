import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statementText } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }
const ring = keyRing(['pam', 'dev'])
const approvers = `${ring.line('pam', 'product-manager')}\n${ring.line('dev', 'developer')}\n`
const config = yaml(production('watch: { for: 3s }, checklist: release-checklist.yaml, approvers: approvers'))
const items = `items:
  tested: { title: { en: Tests passed, fr: Tests réussis }, owner: developer, kind: evidence, evidence: { gate: tested } }
  a11y:
    title: Accessible
    owner: developer
    kind: evidence
    evidence: { report: a11y.json, at: /critical, at-most: 0 }
  green-light: { title: Green light, owner: product-manager, kind: person }
  security:
    title: Security read it
    owner: product-manager
    kind: person
    applies-when: { labels: [security] }
  announced: { title: Announced, owner: product-manager, kind: person, when: after }
`

let on: Stage
beforeEach(async () => {
  on = await stage()
  commit('a', '1')
  await on.engine.start()
})
afterEach(() => on.close())
afterAll(() => ring.clean())

const commit = (
  id: string,
  api: string,
  parents: readonly string[] = [],
  more: Record<string, string> = {},
) =>
  on.commit(id, {
    config,
    content: {
      api,
      web: '1',
      'release-checklist.yaml': items,
      approvers,
      'a11y.json': '{"critical":0}',
      ...more,
    },
    parents,
  })
const shipped = async (id: string, labels: readonly string[] = []) => {
  const view = await on.engine.ship({ application: 'shop', commit: id, actor: ann, upTo: null, labels })
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const list = () => on.engine.checklist({ ...here, candidate: null })
const stateOf = async (name: string) => (await list()).items.find((one) => one.name === name)?.state
const sign = async (who: string, item: string, manifest: string, note = 'seen') => {
  const signedAt = on.clock.now()
  const text = statementText({
    format: 'ecluse-statement/1',
    ...here,
    action: 'sign-off',
    item,
    manifest: manifest as Digest,
    loosens: null,
    role: null,
    note,
    signedAt,
    expires: signedAt + 3_600_000,
  })
  return on.engine.policy.state({ ...here, text, signature: ring.sign(who, text) }, ann, false)
}
const manifest = async () => (await list()).candidate?.manifest ?? ''
const waiting = (name: string) => on.clock.until(async () => (await stateOf(name)) === 'open')

describe('a checklist', () => {
  it('holds a release until people signed what no machine answers; a new digest is asked anew', async () => {
    const a = await shipped('a')
    await waiting('green-light')
    const view = await list()
    expect(view.items.map(({ name, state }) => [name, state])).toEqual([
      ['tested', 'done'],
      ['a11y', 'done'],
      ['green-light', 'open'],
      ['security', 'not-asked'],
      ['announced', 'open'],
    ])
    expect(view.items[2]?.opening).toMatchObject({
      names: ['pam'],
      line: 'ecluse sign-off green-light --environment production',
    })
    const waits = (await on.engine.candidate(a)).environments[0]?.waits.map(({ fr }) => fr) ?? []
    expect(waits.join()).toContain('Green light (green-light) : attend product-manager (pam)')
    await expect(sign('pam', 'tested', await manifest())).rejects.toThrow()
    await expect(sign('dev', 'green-light', await manifest())).rejects.toThrow()
    await sign('pam', 'green-light', await manifest())
    expect((await on.ended(a)).ended?.code).toBe(0)

    commit('b', '2', ['a'])
    const b = await shipped('b', ['security'])
    await waiting('green-light')
    const next = await list()
    expect(next.items[2]?.cleared).toMatchObject([{ person: 'pam' }])
    expect(next.items.map(({ state }) => state)).toEqual(['done', 'done', 'open', 'open', 'open'])
    await sign('pam', 'green-light', await manifest())
    await sign('pam', 'security', await manifest())
    expect((await on.ended(b)).ended?.code).toBe(0)
  })

  it('keeps what is due afterwards until it is done, and the next release says so', async () => {
    const a = await shipped('a')
    await waiting('green-light')
    await sign('pam', 'green-light', await manifest())
    const digest = await manifest()
    expect((await on.ended(a)).ended?.code).toBe(0)
    await on.clock.until(async () => (await list()).afterwards[0]?.state === 'open')
    expect((await list()).afterwards[0]).toMatchObject({ release: 1, name: 'announced' })
    commit('b', '2', ['a'])
    const b = await shipped('b')
    await waiting('green-light')
    const reasons = async () =>
      (await on.engine.candidate(b)).environments[0]?.waits.map(({ en }) => en).join('\n')
    await on.clock.until(async () => (await reasons())?.includes('still open of release 1') === true)
    await sign('pam', 'announced', digest, 'https://news.example/1')
    await on.clock.until(async () => (await list()).afterwards[0]?.state === 'done')
    expect((await list()).afterwards[0]?.answer).toEqual({ by: 'pam', note: 'https://news.example/1' })
  })

  it('refuses what a machine refuses, and a commit with an item that nothing answers', async () => {
    const a = await shipped('a')
    await waiting('green-light')
    await sign('pam', 'green-light', await manifest())
    await on.ended(a)
    commit('b', '2', ['a'], { 'a11y.json': '{"critical":2}' })
    const ended = await on.ended(await shipped('b'))
    expect(ended.ended).toMatchObject({ code: 4, outcome: 'refused' })
    expect(ended.ended?.lines.map(({ en }) => en).join()).toContain(
      'a11y.json says 2 at /critical, wanted: at most 0',
    )
    const broken = items.replace('gate: tested', 'gate: testd')
    commit('c', '3', ['a'], { 'release-checklist.yaml': broken })
    await expect(shipped('c')).rejects.toThrow('nothing can answer `tested`')
  })
})
