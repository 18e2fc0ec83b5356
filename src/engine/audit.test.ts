import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyArchive } from '../audit/verify.ts'
import { unpack } from '../audit/zip.ts'
import { inTransaction } from '../records/handle.ts'
import { entriesAfter, putEntry } from '../records/ledger.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = yaml(production('watch: { for: 5s, keep-previous: 10m }'))
const where = { application: 'shop', environment: 'production' }
const by = { actor: ann, version: '1.0.0' }

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '1', web: '2' }, parents: ['a'] })
  await on.engine.start()
  await on.through('a')
  await on.through('b')
})
afterEach(() => on.close())

describe('an archive of what really happened', () => {
  it('of one release is whole, and holds it and the part of the chain about it', async () => {
    const archive = await on.engine.audit('shop', { release: 2 }, by)
    const verified = verifyArchive(archive)
    expect(verified).toMatchObject({ problems: [], index: { releases: [2] }, pruned: 0 })
    expect(verified.entries).toBeGreaterThan(3)
    const page = new TextDecoder().decode(unpack(archive).get('README.html'))
    expect(page).toContain('release 2 is out for everybody')
    expect(page).not.toContain('release 1 is out for everybody after')
  })

  it('of a time holds every release of it, the way back too', async () => {
    await on.engine.rollback({ ...where, to: null, why: 'the form was empty' }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    const archive = await on.engine.audit('shop', { from: 0, to: 8.64e15 }, by)
    const verified = verifyArchive(archive)
    expect(verified).toMatchObject({ problems: [], index: { releases: [1, 2], before: { seq: 0 } } })
    expect(new TextDecoder().decode(unpack(archive).get('README.html'))).toContain('the form was empty')
  })

  it('holds the plan of the way back, and freezes that touched its time', async () => {
    const text = (archive: Uint8Array, file: string) => new TextDecoder().decode(unpack(archive).get(file))
    await on.engine.policy.freeze({ application: null, until: null, why: 'election', except: null }, ann)
    const whole = await on.engine.audit('shop', { from: 0, to: 8.64e15 }, by)
    expect(verifyArchive(whole).problems).toEqual([])
    expect(JSON.parse(text(whole, 'freezes.json'))).toMatchObject([{ why: 'election', everywhere: true }])
    expect(text(whole, 'LISEZMOI.html')).toContain('<h2>Gels</h2>')
    expect(JSON.parse(text(whole, 'releases/000002/rollback-plans.json'))).toMatchObject([
      { environment: 'production', plan: expect.anything() },
    ])
    expect(text(whole, 'README.html')).toContain('Plan of the way back')
    // It came after the release, and says nothing of it.
    expect(unpack(await on.engine.audit('shop', { release: 1 }, by)).has('freezes.json')).toBe(false)
  })

  it('holds every verdict with its values, of gates and of the judge, and what took a release back', async () => {
    await on.engine.rollback({ ...where, to: null, why: 'the form was empty' }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    const files = unpack(await on.engine.audit('shop', { release: 2 }, by))
    const text = (file: string) => new TextDecoder().decode(files.get(file))
    const payloads = text('payloads.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { payload: { gates?: unknown; judgement?: unknown } }).payload)
    expect(payloads.flatMap(({ gates }) => gates ?? [])).toContainEqual(
      expect.objectContaining({ gate: 'built', verdict: expect.objectContaining({ outcome: 'pass' }) }),
    )
    expect(payloads).toContainEqual(
      expect.objectContaining({ judgement: expect.any(String), reasons: expect.any(Array), weight: 100 }),
    )
    expect(text('README.html')).toContain('Verdicts, as they were given')
    expect(text('LISEZMOI.html')).toContain('le juge')
    expect(text('README.html')).toContain('the form was empty')
    expect(JSON.parse(text('releases/000002/rollouts.json'))).toMatchObject([
      { kind: 'ship', release: 2 },
      { kind: 'rollback', release: 1, previous: 2 },
    ])
  })

  it('is written down in the ledger by its digest: one that was made anew is in no ledger', async () => {
    const archive = await on.engine.audit('shop', { release: 2 }, by)
    const { archive: known } = await on.engine.verifyLedger(verifyArchive(archive).digest)
    expect(known).toMatchObject({ seq: expect.any(Number) })
    const other = await on.engine.verifyLedger(`sha256:${'0'.repeat(64)}`)
    expect(other).toMatchObject({ archive: null, broken: null })
    expect('archive' in (await on.engine.verifyLedger())).toBe(false)
  })

  it('goes on, as links, to the next head that was written down outside', async () => {
    const alone = verifyArchive(await on.engine.audit('shop', { release: 1 }, by))
    const last = alone.index?.head.seq ?? 0
    const [head] = await entriesAfter(on.records, last + 1, 1)
    await inTransaction(on.records, (records) =>
      putEntry(records, {
        at: 1,
        actor: ann,
        action: 'anchored',
        subject: {},
        payload: { place: '/srv/heads', seq: head?.seq ?? 0, digest: head?.digest ?? '' },
      }),
    )
    const anchored = verifyArchive(await on.engine.audit('shop', { release: 1 }, by))
    expect(anchored).toMatchObject({ problems: [], index: { head: { seq: last + 2, digest: head?.digest } } })
    expect([anchored.entries, anchored.links]).toEqual([alone.entries, alone.links + 2])
  })

  it('holds no secret of a forced version', async () => {
    const { secret } = await on.engine.secret(where)
    const archive = await on.engine.audit('shop', { from: 0, to: 8.64e15 }, by)
    expect(secret).not.toBeNull()
    expect(Buffer.from(archive).includes(secret ?? '')).toBe(false)
  })

  it('of nothing, and of a release that is not there', async () => {
    expect(verifyArchive(await on.engine.audit('shop', { from: 0, to: 1 }, by))).toMatchObject({
      problems: [],
      entries: 0,
      index: { releases: [] },
    })
    await expect(on.engine.audit('shop', { release: 9 }, by)).rejects.toThrow(/unknown-release/)
    await expect(on.engine.audit('moon', { release: 1 }, by)).rejects.toThrow(/unknown-application/)
  })
})
