import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Statement, statementText } from '../identity/statement.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const ring = keyRing(['pam', 'dan', 'mallory'])
afterAll(ring.clean)

const approvals = 'approvals: { product-manager: 1 }, approvers: approvers'
const config = yaml(production(`watch: { for: 3s }, ${approvals}`))
const canary = yaml(
  production(
    'strategy: { canary: { steps: [20%, 50%], at-least: 2s, at-most: 4s, when-unsure: promote } }, watch: { for: 3s }, approvals: { product-manager: 1, canary: { at: 20%, delivery-manager: 1 } }, approvers: approvers',
  ),
)
const people = [ring.line('pam', 'product-manager'), ring.line('dan', 'delivery-manager')].join('\n')
const here = { application: 'shop', environment: 'production' }

let on: Stage
beforeEach(async () => {
  on = await stage()
  await on.engine.start()
})
afterEach(() => on.close())

const commit = (id: string, parent: string | null, api: string, file = config, approvers = people) =>
  on.commit(id, {
    config: file,
    content: { api, web: '1', approvers },
    ...(parent === null ? {} : { parents: [parent] }),
  })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const waits = async (id: string) =>
  (await on.engine.candidate(id)).environments[0]?.waits.map(({ en }) => en) ?? []
const held = (id: string, part: string) =>
  on.clock.until(async () => (await waits(id)).some((line) => line.includes(part)), 60_000)

/** Signs what the engine asks for, as the command does. */
const say = async (who: string, change: Partial<Statement> = {}, actor = ann) => {
  const canaryToo = change.action === 'canary'
  const asked = await on.engine.policy.asked({ ...here, candidate: null, canary: canaryToo })
  const text = statementText({
    format: 'ecluse-statement/1',
    application: 'shop',
    environment: 'production',
    action: 'approve',
    item: null,
    manifest: asked.manifest ?? 'sha256:',
    loosens: asked.loosens,
    role: null,
    note: '',
    signedAt: asked.now,
    expires: asked.now + 3_600_000,
    ...change,
  })
  return on.engine.policy.state({ ...here, text, signature: ring.sign(who, text) }, actor, false)
}

describe('approvals', () => {
  it('hold a release until the person signed; two people over one account are two', async () => {
    commit('a', null, '1')
    const a = await shipped('a')
    await held(a, 'a product-manager has to approve: pam')
    const account = { kind: 'user', name: 'deploy', id: 1001 } as const
    await say('dan', {}, account)
    await held(a, 'a product-manager has to approve: pam')
    await say('pam', {}, account)
    expect((await on.ended(a)).ended?.code).toBe(0)
    const said = (await on.engine.ledger(0, 1_000)).filter(({ action }) => action === 'approve-stated')
    expect(said).toHaveLength(2)
  })

  it('refuse by name what counts for nothing', async () => {
    commit('a', null, '1')
    const a = await shipped('a')
    await held(a, 'a product-manager has to approve: pam')
    const other = `sha256:${'0'.repeat(64)}` as const
    await expect(say('pam', { manifest: other })).rejects.toThrow(/other-digest/)
    await expect(say('pam', { application: 'blog' })).rejects.toThrow(/other-application/)
    await expect(say('pam', { expires: on.clock.now() - 1 })).rejects.toThrow(/statement-expired/)
    await expect(say('mallory')).rejects.toThrow(/signer-unknown/)
    await expect(say('pam', { role: 'delivery-manager' })).rejects.toThrow(/role-not-theirs/)
    const text = statementText({
      format: 'ecluse-statement/1',
      application: 'shop',
      environment: 'staging',
      action: 'approve',
      item: null,
      manifest: other,
      loosens: null,
      role: null,
      note: '',
      signedAt: on.clock.now(),
      expires: on.clock.now() + 1_000,
    })
    await expect(
      on.engine.policy.state({ ...here, text, signature: ring.sign('pam', text) }, ann, true),
    ).rejects.toThrow(/other-environment/)
    await expect(on.engine.policy.state({ ...here, text, signature: null }, ann, true)).rejects.toThrow(
      /unsigned/,
    )
  })

  it('a key that the candidate adds counts for nothing in it, and adding it loosens', async () => {
    commit('a', null, '1')
    const a = await shipped('a')
    await held(a, 'approve: pam')
    await say('pam')
    await on.ended(a)
    const more = [people, ring.line('mallory', 'product-manager')].join('\n')
    commit('b', 'a', '2', config, more)
    const b = await shipped('b')
    await held(b, 'loosens: approvers.mallory')
    await expect(say('mallory')).rejects.toThrow(/signer-unknown/)
    await say('pam')
    await held(b, 'one more person')
    await say('dan')
    expect((await on.ended(b)).ended?.code).toBe(0)
  })

  it('a key that was withdrawn counts no longer, whatever it signed before', async () => {
    commit('a', null, '1')
    const a = await shipped('a')
    await held(a, 'approve: pam')
    await say('pam')
    await on.ended(a)
    // The next release takes pam out; another signs for it.
    const without = ring.line('dan', 'product-manager,delivery-manager')
    commit('b', 'a', '2', config, without)
    const b = await shipped('b')
    await held(b, 'loosens: approvers.dan')
    await say('pam')
    await say('dan')
    await on.ended(b)
    commit('c', 'b', '3', config, without)
    const c = await shipped('c')
    await held(c, 'approve: dan')
    await expect(say('pam')).rejects.toThrow(/signer-unknown/)
  })

  it('of a canary are asked before it widens; an author counts for nothing', async () => {
    commit('a', null, '1', canary)
    const a = await shipped('a')
    await held(a, 'approve: pam')
    await say('pam')
    await on.ended(a)
    commit('b', 'a', '2', canary)
    const b = await shipped('b')
    await held(b, 'approve: pam')
    await say('pam')
    await on.clock.until(() => on.router.splits.get('shop/production')?.weight === 20, 60_000)
    await on.clock.pass(20_000)
    expect(on.router.splits.get('shop/production')?.weight).toBe(20)
    await say('dan', { action: 'canary', item: '20%' })
    expect((await on.ended(b)).ended?.code).toBe(0)
    on.commit('c', {
      config: canary,
      content: { api: '3', web: '1', approvers: people },
      parents: ['b'],
      authors: [{ name: 'Pam', email: 'pam@example.org' }],
    })
    const c = await shipped('c')
    await held(c, 'nobody is left who may')
    await expect(say('pam')).rejects.toThrow(/signed-by-author/)
  })
})

describe('what is open', () => {
  it('is one answer, in why and for whoever asks', async () => {
    commit('a', null, '1')
    const a = await shipped('a')
    await held(a, 'approve: pam')
    const why = await on.engine.why({ ...here, release: null })
    expect(why.open).toMatchObject([
      { gate: 'approvals', by: 'person', role: 'product-manager', names: ['pam'], until: null },
    ])
    expect(why.earliest).toBe(on.clock.now())
    expect(why.lines.map(({ en }) => en)).toContain('earliest start: as soon as it is answered')
    const pam = { kind: 'user', name: 'pam' } as const
    expect((await on.engine.policy.mine(pam, false, [])).items).toMatchObject([
      { environment: 'production', number: 1 },
    ])
    expect((await on.engine.policy.mine({ ...pam, name: 'dan' }, true, [])).items).toEqual([])
  })
})

describe('going back', () => {
  const keeps = yaml(production('watch: { for: 3s }, keep-releases: 2'))
  it('is free within keep-releases; an older one goes through all gates, and says so', async () => {
    for (const [id, parent] of [
      ['a', null],
      ['b', 'a'],
      ['c', 'b'],
    ] as const) {
      commit(id, parent, id, keeps)
      await on.through(id)
    }
    const done = await on.engine.rollback({ ...here, to: 1, why: 'x' }, ann)
    expect(done.text.en).toContain('older than the 2 that are kept')
    expect(done.rollout).toBeNull()
    expect((await on.ended(done.candidate ?? '')).ended?.code).toBe(0)
    const back = await on.engine.rollback({ ...here, to: 3, why: 'x' }, ann)
    expect(back.rollout).not.toBeNull()
  })
})
