import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statementText } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import { keyRing } from '../policy/people.fixture.ts'
import type { ToTranslate } from '../ports/translator.ts'
import { entriesAfter } from '../records/ledger.ts'
import {
  ann,
  approveUnsigned,
  overrideUnsigned,
  production,
  type Stage,
  stage,
  yaml,
} from './engine.fixture.ts'

const more = `
notes:
  people: none
  translate: [node, t.js]
  hosting: { kind: github, url: https://github.com/team/shop }`
const plain = yaml(production('watch: { for: 5s, keep-previous: 10m }'), '')
const config = `${plain}${more}`
const listed = `${yaml(production('watch: { for: 5s, keep-previous: 10m }, checklist: list.yaml, approvers: people'), '')}${more}`
const where = { application: 'shop', environment: 'production' }
const list = `items:
  french: { title: French notes, owner: editor, kind: evidence, evidence: { notes: fr } }
`

const ring = keyRing(['ed'])

let on: Stage
beforeEach(async () => {
  on = await stage()
  await on.engine.start()
})
afterEach(() => on.close())
afterAll(() => ring.clean())

const made = async (count: number) =>
  on.clock.until(async () => (await on.records.selectFrom('notes').selectAll().execute()).length === count)
const notes = async (release: number | null = null) => on.engine.notes.of(where, release)

describe('notes are made with a release', () => {
  it('when it is out, kept in both languages, and named by the ledger', async () => {
    on.commit('a', { config, content: { api: '1', web: '1' } })
    on.commit('b', {
      config,
      content: { api: '2', web: '1' },
      parents: ['a'],
      message: 'feat: search by name (#7)',
    })
    await on.through('a')
    await on.through('b')
    await made(2)
    const view = await notes(2)
    expect(view).toMatchObject({
      release: 2,
      left: 1,
      kind: 'release',
      environment: 'production',
      outside: [],
    })
    expect(view.texts.en).toContain('# Release notes: r1 to r2')
    expect(view.texts.en).toContain('- Search by name ([#7](https://github.com/team/shop/pull/7))')
    expect(view.texts.fr).toContain('Search by name (pas encore de texte en français)')
    // Nobody is named where the team wishes so.
    expect(JSON.stringify(view.notes)).not.toContain('Ann')
    const entries = await entriesAfter(on.records, 0, 1_000)
    expect(entries.filter(({ action }) => action === 'notes-made').map(({ payload }) => payload)).toContain(
      view.digest,
    )
    expect((await on.engine.history(where, 9)).rollouts[0]?.notes).toEqual({
      digest: view.digest,
      kind: 'release',
      text: { en: '1 change; without French: 1', fr: '1 changement ; sans français : 1' },
    })
    expect(await notes()).toEqual(view)
    expect(await on.engine.notes.of({ ...where, environment: null }, 2)).toEqual(view)
    expect(await on.engine.notes.release('shop', 1)).toMatchObject({ release: 1, commit: 'a' })
    await expect(notes(9)).rejects.toThrow(/unknown-release/)
    await expect(on.engine.notes.release('shop', 9)).rejects.toThrow(/unknown-release/)
  })

  it('and when one is taken back, by a person or by its watch', async () => {
    on.commit('a', { config, content: { api: '1', web: '1' } })
    on.commit('b', { config, content: { api: '2', web: '1' }, parents: ['a'], message: 'Let people search' })
    await on.through('a')
    await on.through('b')
    await on.engine.rollback({ ...where, to: null, why: null }, ann)
    await made(3)
    const [newest] = (await on.engine.history(where, 1)).rollouts
    expect(newest?.notes).toMatchObject({
      kind: 'taken-back',
      text: { en: '1 taken back; without French: 1' },
    })
    const rows = await on.records.selectFrom('notes').selectAll().where('kind', '=', 'taken-back').execute()
    expect(rows).toMatchObject([{ release: 2 }])
    // Asked for by its number, a release is told by what it brought.
    expect((await notes(2)).kind).toBe('release')
  })

  it('with what it loosened of the policy, and what it was let pass, in both languages', async () => {
    on.commit('a', { config: plain, content: { api: '1', web: '1' } })
    on.commit('b', {
      config: plain.replace('watch: {', 'keep-releases: 9, watch: {'),
      content: { api: '2', web: '1' },
      parents: ['a'],
    })
    await on.through('a')
    await on.engine.policy.freeze({ application: 'shop', until: null, why: 'election', except: null }, ann)
    await on.ship('b')
    await on.clock.pass(10_000)
    await approveUnsigned(on, 'production')
    const loosened = { kind: 'loosens', environment: 'production' }
    expect((await on.engine.notes.proposed(where)).notes.policy).toMatchObject([loosened])
    await overrideUnsigned(on, 'production', 'calendar', 'a hole in the fence')
    await made(2)
    const view = await notes(2)
    expect(view.notes.policy).toMatchObject([loosened, { kind: 'overridden' }])
    expect(view.texts.en).toContain('- **production:** loosens: keep-releases: 5 -> 9')
    expect(view.texts.en).toContain('calendar overridden by ann, unsigned: a hole in the fence')
    expect(view.texts.fr).toContain('assouplit : keep-releases : 5 -> 9')
    expect(view.texts.fr).toContain('calendar : outrepassé par ann, sans signature : a hole in the fence')
  })

  it('of a time before notes were kept when somebody asks', async () => {
    on.commit('a', { config: plain, content: { api: '1', web: '1' } })
    await on.through('a')
    await made(1)
    await on.records.deleteFrom('notes').execute()
    expect(await notes(1)).toMatchObject({ release: 1, left: null })
  })
})

describe('the checklist', () => {
  const people = `${ring.line('ed', 'editor')}\n`
  const files = { 'list.yaml': list, people }
  const item = async () => {
    const { items, candidate } = await on.engine.checklist({ ...where, candidate: null })
    return { ...items[0], manifest: candidate?.manifest ?? '' }
  }
  const change = (
    id: string,
    message: string,
    more: Record<string, string> = {},
    parents: readonly string[] = ['a'],
  ) => on.commit(id, { config: listed, content: { api: id, web: '1', ...files, ...more }, parents, message })
  const start = async () => {
    change('a', 'Start\n\nNote-de-version: Début', {}, [])
    await on.through('a')
  }
  const sign = async () => {
    const { manifest } = await item()
    const signedAt = on.clock.now()
    const text = statementText({
      format: 'ecluse-statement/1',
      ...where,
      action: 'sign-off',
      item: 'french',
      manifest: manifest as Digest,
      loosens: null,
      role: null,
      note: 'read',
      signedAt,
      expires: signedAt + 3_600_000,
    })
    return on.engine.policy.state({ ...where, text, signature: ring.sign('ed', text) }, ann, false)
  }

  it('waits for the texts that nobody wrote, by name, and takes them from fragments and trailers', async () => {
    await start()
    change('b', 'feat: search by name (#7)')
    await on.ship('b')
    await on.clock.until(async () => (await item()).state === 'open')
    expect((await item()).why?.en).toContain(
      '1 change has no French text yet: “Search by name”; write notes/NUMBER.fr.md',
    )
    // A signature stands for no text that is not there.
    await sign()
    expect((await item()).state).toBe('open')
    change('c', 'Notes\n\nRelease-note: none', { 'notes/7.fr.md': 'Recherche par nom' }, ['b'])
    expect(await on.through('c')).toMatchObject({ ended: { code: 0 } })
  })

  it('refuses a fragment about no change of the release', async () => {
    await start()
    change('b', 'chore: x', { 'notes/abcdef1.fr.md': 'Autre' })
    const { ended } = await on.through('b')
    expect(ended?.code).toBe(4)
    expect(ended?.lines.map(({ en }) => en).join()).toContain(
      'notes/abcdef1.fr.md: about no change of this release',
    )
  })

  it('has what a machine translated signed off by a person; until then it is marked', async () => {
    const asked: ToTranslate[] = []
    let fails = true
    Object.assign(on.parts, {
      translator: {
        translate: async (one: ToTranslate) => {
          asked.push(one)
          if (fails) throw new Error('no such model')
          return new Map(one.texts.map((text) => [text, `Traduit : ${text}`]))
        },
      },
    })
    await on.restart()
    await start()
    change('b', 'feat: search by name (#7)')
    const shipped = await on.ship('b')
    await on.clock.until(async () =>
      ((await item()).why?.en ?? '').includes('`notes.translate` gave nothing'),
    )
    fails = false
    await on.clock.until(async () => ((await item()).why?.en ?? '').includes('translated by a machine'))
    expect(asked.at(-1)).toMatchObject({
      command: ['node', 't.js'],
      from: 'en',
      to: 'fr',
      texts: ['Search by name'],
    })
    expect((await item()).opening).toMatchObject({ by: 'person', role: 'editor', names: ['ed'] })
    const proposed = await on.engine.notes.proposed(where)
    expect(proposed.notes.machine?.fr).toEqual(['Traduit : Search by name'])
    await sign()
    if (shipped.kind === 'already-live') throw new Error('live')
    expect((await on.ended(shipped.candidate)).ended?.code).toBe(0)
    await made(2)
    const { texts, notes: kept } = await notes(2)
    expect(texts.fr).toContain('- Traduit : Search by name ([#7]')
    expect(texts.fr).not.toContain('machine')
    expect(kept.machine).toEqual({ en: [], fr: [] })
  })
})
