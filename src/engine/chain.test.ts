import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Anchored, Anchors } from '../ports/anchors.ts'
import { entriesAfter } from '../records/ledger.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const file = (audit: string): string => `${yaml(production('watch: { for: 3s }'))}\n${audit}\n`
const day = 86_400_000

let on: Stage
let lines: Anchored[]
let away: boolean
const anchors: Anchors = {
  put: async (_, __, head) => {
    if (away)
      throw new ProblemError({ code: 'anchor-unreachable', kind: 'unavailable', message: same('it is away') })
    lines.push(head)
  },
  read: async () => lines,
}
beforeEach(async () => {
  lines = []
  away = false
  on = await stage()
  Object.assign(on.parts, { anchors })
  await on.restart()
})
afterEach(() => on.close())

const ship = async (id: string, audit = '') => {
  on.commit(id, {
    config: file(audit),
    content: { api: id, web: '1' },
    parents: id === 'a' ? [] : [String.fromCharCode(id.charCodeAt(0) - 1)],
  })
  await on.through(id)
}
const entries = () => entriesAfter(on.records, 0, 100_000)
const actions = async () => (await entries()).map(({ action }) => action)
const change = (seq: number, to: Partial<{ at: number; actor: string; payload: string; digest: string }>) =>
  on.records.updateTable('ledger').set(to).where('seq', '=', seq).execute()

describe('the ledger as it is kept', () => {
  beforeEach(() => ship('a'))

  it('is whole', async () => {
    const check = await on.engine.verifyLedger()
    expect(check).toMatchObject({ broken: null, pruned: 0 })
    expect(check.entries).toBe((await entries()).length)
    expect(check.anchors).toBeUndefined()
  })

  it.each([
    ['altered', () => change(3, { at: 1 })],
    ['unreadable', () => change(3, { actor: '{"kind"' })],
    ['altered, with a digest made anew', () => change(3, { digest: `sha256:${'1'.repeat(64)}` })],
    ['removed', () => on.records.deleteFrom('ledger').where('seq', '=', 3).execute()],
    [
      'with what it was made of altered',
      async () => {
        const payload = (await entries())[2]?.payload ?? ''
        await on.records
          .updateTable('payloads')
          .set({ json: '{"nobody":"did it"}' })
          .where('digest', '=', payload)
          .execute()
      },
    ],
    [
      'with what it was made of removed',
      async () => {
        const payload = (await entries())[2]?.payload ?? ''
        await on.records.deleteFrom('payloads').where('digest', '=', payload).execute()
      },
    ],
  ])('names an entry that is %s', async (_, change) => {
    await change()
    const { broken } = await on.engine.verifyLedger()
    expect(broken?.seq).toBe(3)
    expect(broken?.text.fr).not.toBe(broken?.text.en)
  })

  it('names entries that changed places, and one that was put in', async () => {
    const [, two, three] = await entries()
    const swap = async (from: number, to: number) =>
      on.records.updateTable('ledger').set({ seq: to }).where('seq', '=', from).execute()
    await swap(2, 900_000)
    await swap(3, 2)
    await swap(900_000, 3)
    expect((await on.engine.verifyLedger()).broken?.seq).toBe(2)
    expect(two?.seq).toBe(2)
    expect(three?.seq).toBe(3)
  })
})

describe('its head, written down elsewhere', () => {
  const audit = 'audit: { anchor: { file: /srv/audit/heads } }'

  it('is written where something happened, and not for its own entry', async () => {
    await ship('a', audit)
    await on.clock.until(() => lines.length === 1)
    await on.clock.pass(3_600_000)
    expect(lines).toHaveLength(1)
    expect((await on.engine.verifyLedger()).anchors?.[0]).toMatchObject({
      place: '/srv/audit/heads',
      heads: 1,
      wrong: null,
    })
    await ship('b', audit)
    await on.clock.until(() => lines.length === 2)
    expect((await actions()).filter((one) => one === 'anchored')).toHaveLength(2)
  })

  it('finds a ledger that was written anew whole, and one whose end was cut', async () => {
    await ship('a', audit)
    await on.clock.until(() => lines.length === 1)
    const [head] = lines
    await on.records
      .deleteFrom('ledger')
      .where('seq', '>=', head?.seq ?? 0)
      .execute()
    expect((await on.engine.verifyLedger()).broken?.text.en).toContain('its end was removed')
    lines = [{ seq: 1, digest: `sha256:${'2'.repeat(64)}`, at: 1 }]
    expect((await on.engine.verifyLedger()).broken).toMatchObject({ seq: 1 })
    expect((await on.engine.verifyLedger()).broken?.text.en).toContain('written anew')
  })

  it('that does not stand there any more is named by the entry that says it did', async () => {
    await ship('a', audit)
    await on.clock.until(() => lines.length === 1)
    const [head] = lines
    const by = (await entries()).find(({ action }) => action === 'anchored')?.seq ?? 0
    lines = []
    const { broken, anchors: checks } = await on.engine.verifyLedger()
    // It is the anchor that was changed, not the ledger.
    expect(broken).toBeNull()
    expect(checks?.[0]).toMatchObject({ lost: { seq: head?.seq, by }, last: null })
  })

  it('says once that it cannot be written, delays nothing, and is written as soon as it can', async () => {
    away = true
    await ship('a', audit)
    await on.clock.pass(1_800_000)
    expect((await actions()).filter((one) => one === 'anchor-failed')).toHaveLength(1)
    away = false
    await on.clock.until(() => lines.length === 1)
  })
})

describe('evidence', () => {
  it('goes when its time is over, as it is declared: the chain stays whole and says what went', async () => {
    await ship('a', 'audit: { keep-evidence: 90d }')
    await on.engine
      .rollback({ application: 'shop', environment: 'production', to: null, why: null }, ann)
      .catch(() => null)
    const old = (await entries()).length
    const rows = async () => (await on.records.selectFrom('payloads').select('digest').execute()).length
    const before = await rows()
    // Time goes by in the rows: ninety days of fake clock would take as long as they take.
    const begin = on.clock.now()
    Object.assign(on.parts, { clock: { ...on.clock, now: () => on.clock.now() + 91 * day } })
    await on.restart()
    await on.clock.until(async () => (await actions()).includes('evidence-pruned'))
    expect(on.clock.now() - begin).toBeLessThan(day)
    expect(await rows()).toBeLessThan(before)
    const check = await on.engine.verifyLedger()
    expect(check.broken).toBeNull()
    expect(check.pruned).toBeGreaterThan(0)
    expect((await entries()).length).toBeGreaterThan(old)
    // What is new and missing was taken by somebody.
    const last = (await entries()).at(-1)
    await on.records
      .deleteFrom('payloads')
      .where('digest', '=', last?.payload ?? '')
      .execute()
    expect((await on.engine.verifyLedger()).broken?.seq).toBe(last?.seq)
  })

  it('stays for ever where nothing is declared', async () => {
    await ship('a')
    Object.assign(on.parts, { clock: { ...on.clock, now: () => on.clock.now() + 4_000 * day } })
    await on.restart()
    await on.clock.pass(1_300_000)
    expect(await actions()).not.toContain('evidence-pruned')
  })
})
