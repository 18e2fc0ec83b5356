import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyArchive } from '../audit/verify.ts'
import { unpack } from '../audit/zip.ts'
import { keyOf } from '../identity/public-key.ts'
import { type Statement, statementText } from '../identity/statement.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const ring = keyRing(['ada', 'pam'])
afterAll(ring.clean)

// A Wednesday, an hour before the window.
const opens = Date.UTC(2023, 10, 15, 9)
const hour = 3_600_000
const config = yaml(
  production('watch: { for: 3s }, calendar: { time-zone: Etc/UTC, open: Mon-Thu 09:00-09:10 }'),
)
const here = { application: 'shop', environment: 'production' }
/** Who brings it: an account that several people share. */
const ada = { kind: 'user', name: 'deploy', id: 1001 } as const

let on: Stage
beforeEach(async () => {
  on = await stage(undefined, opens - hour)
  await on.engine.start()
  const [type = '', blob = ''] = readFileSync(join(ring.folder, 'ada.pub'), 'utf8').split(' ')
  const key = keyOf(type, blob, 'ada')
  if (key !== null) on.administrators.push({ name: 'ada', key })
})
afterEach(() => on.close())

const shipped = async (id: string, content: string) => {
  on.commit(id, { config, content: { api: content, web: '1' } })
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  await on.clock.pass(10_000)
  return view.candidate
}
const text = async (change: Partial<Statement> = {}) => {
  const asked = await on.engine.policy.asked({ ...here, candidate: null, canary: false })
  return statementText({
    format: 'ecluse-statement/1',
    ...here,
    action: 'override',
    item: 'calendar',
    manifest: asked.manifest ?? 'sha256:',
    loosens: null,
    role: null,
    note: 'a hole in the fence',
    signedAt: asked.now,
    expires: asked.now + asked.expires,
    ...change,
  })
}
const give = (words: string, signature: string | null, candidate: number | null = null) =>
  on.engine.policy.override({ ...here, text: words, signature, candidate }, ada)

it('what people are asked has to be answered before the window closes', async () => {
  const frozen = { application: 'shop', until: null, why: 'wait', except: null }
  on.commit('a', {
    config: yaml(
      production(
        'watch: { for: 3s }, calendar: { time-zone: Etc/UTC, open: Mon-Thu 08:00-09:10 }, approvals: { auditor: 1, not-the-author: false }, approvers: people',
      ),
    ),
    content: { api: '1', web: '1', people: ring.line('pam', 'auditor') },
  })
  await on.ship('a')
  await on.clock.pass(10_000)
  const closes = opens + 10 * 60_000
  const why = await on.engine.why({ ...here, release: null })
  expect(why.open).toMatchObject([{ by: 'person', names: ['pam'], until: closes }])
  expect(why.lines.map(({ en }) => en)).toContain(
    'earliest start: as soon as it is answered; the window closes 2023-11-15T09:10:00Z',
  )
  await on.engine.policy.freeze(frozen, ann)
  await on.clock.pass(10_000)
  expect((await on.engine.why({ ...here, release: null })).earliest).toBeNull()
})

describe('an override', () => {
  it('is signed by an administrator’s key, once, and stands with the release for ever', async () => {
    const a = await shipped('a', '1')
    const words = await text()
    expect((await on.engine.policy.asked({ ...here, candidate: null, canary: false })).overrideSigned).toBe(
      true,
    )
    await expect(give(words, null)).rejects.toThrow(/unsigned/)
    await expect(give(words, ring.sign('pam', words))).rejects.toThrow(/signer-unknown/)
    await expect(give(words, ring.sign('ada', `${words} `))).rejects.toThrow(/signature-wrong/)
    const signature = ring.sign('ada', words)
    const first = await give(words, signature)
    expect(first.text.en).toBe('ada overrode calendar for candidate 1 in production: a hole in the fence')
    // A client that did not hear the answer asks again: it is written down once.
    expect(await give(words, signature)).toEqual(first)
    const waiting = (await on.engine.status('shop')).applications[0]?.environments[0]?.overrides
    expect(waiting).toMatchObject([{ gate: 'calendar', by: 'ada', candidate: 1, signed: true }])
    expect((await on.ended(a)).ended?.code).toBe(0)
    expect(on.clock.now()).toBeLessThan(opens)

    const entries = (await on.engine.ledger(0, 1_000)).filter(({ action }) => action === 'overridden')
    expect(entries).toHaveLength(1)
    const said = 'calendar overridden by ada: a hole in the fence'
    const why = await on.engine.why({ ...here, release: 1 })
    expect(why.lines.map(({ en }) => en)).toContain(said)
    const [rollout] = (await on.engine.history(here, 10)).rollouts
    expect(rollout?.overrides).toMatchObject([{ gate: 'calendar', why: 'a hole in the fence' }])
    const status = (await on.engine.status('shop')).applications[0]?.environments[0]
    expect(status?.overrides).toMatchObject([{ release: 1, by: 'ada' }])

    const archive = await on.engine.audit('shop', { release: 1 }, { actor: ann, version: '1.0.0' })
    expect(verifyArchive(archive).problems).toEqual([])
    const files = unpack(archive)
    const path = 'releases/000001/statements/01-override-calendar.json'
    expect([path, `${path}.sig`].map((one) => new TextDecoder().decode(files.get(one)))).toEqual([
      words,
      signature,
    ])
  })

  it('refuses by name what is about something else, or has run out', async () => {
    await shipped('a', '1')
    const tried = async (change: Partial<Statement>) => {
      const words = await text(change)
      return give(words, ring.sign('ada', words))
    }
    await expect(tried({ manifest: `sha256:${'0'.repeat(64)}` })).rejects.toThrow(/other-digest/)
    await expect(tried({ application: 'blog' })).rejects.toThrow(/other-application/)
    await expect(tried({ environment: 'staging' })).rejects.toThrow(/other-environment/)
    await expect(tried({ action: 'approve', item: null })).rejects.toThrow(/other-action/)
    await expect(tried({ item: 'tested' })).rejects.toThrow(/not-overridable/)
    await expect(tried({ note: ' ' })).rejects.toThrow(/why-missing/)
    await expect(tried({ expires: on.clock.now() - 1 })).rejects.toThrow(/statement-expired/)
    await expect(give('{}', null)).rejects.toThrow(/signature-malformed/)
  })

  it('counts no longer once its key is withdrawn, and why says so', async () => {
    // It cannot start yet, whatever is overridden: frozen afterwards.
    const a = await shipped('a', '1')
    const words = await text()
    await on.engine.policy.freeze({ application: 'shop', until: null, why: 'wait', except: null }, ann)
    const held = await text({ note: 'another one' })
    await give(words, ring.sign('ada', words))
    await on.engine.policy.freeze({ application: 'shop', until: null, why: 'still', except: null }, ann)
    on.administrators.splice(0)
    on.administrators.push(...(await otherAdmin()))
    await on.engine.policy.thaw({ application: 'shop', id: null }, ann)
    await on.clock.pass(10_000)
    expect((await on.engine.candidate(a)).environments[0]?.state).toBe('waiting')
    const why = await on.engine.why({ ...here, release: null })
    expect(why.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['calendar-outside-hours', 'signer-unknown']),
    )
    await expect(give(held, ring.sign('ada', held))).rejects.toThrow(/signer-unknown/)
  })

  it('lets one candidate pass, not another of the same manifest', async () => {
    await shipped('a', '1')
    const words = await text()
    const signature = ring.sign('ada', words)
    await give(words, signature)
    await on.clock.pass(60_000)
    on.commit('b', { config, content: { api: '2', web: '1' }, parents: ['a'] })
    await on.ship('b')
    await on.clock.pass(10_000)
    await expect(give(words, signature)).rejects.toThrow(/other-digest/)
    await expect(give(words, signature, 9)).rejects.toThrow(/unknown-candidate/)
  })
})

const otherAdmin = async () => {
  const [type = '', blob = ''] = readFileSync(join(ring.folder, 'pam.pub'), 'utf8').split(' ')
  const key = keyOf(type, blob, 'pam')
  return key === null ? [] : [{ name: 'pam', key }]
}
