import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Published, ToPublish } from '../ports/hosting.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = `${yaml(production('watch: { for: 5s, keep-previous: 10m }'), '')}
secrets: { TOKEN: { file: /etc/token } }
notes:
  hosting: { kind: github, url: https://github.com/team/shop, token: TOKEN, tag: "v{release}" }`
const where = { application: 'shop', environment: 'production' }

let on: Stage
let answers: Published[]
let asked: ToPublish[]
const usual = (): Published => ({
  kind: 'published',
  state: 'made',
  tag: 'v1',
  address: 'https://github.com/r',
})

beforeEach(async () => {
  on = await stage()
  answers = []
  asked = []
  on.given.set('/etc/token', 'the-token')
  Object.assign(on.parts, {
    hosting: {
      publish: async (one: ToPublish) => {
        asked.push(one)
        return answers.shift() ?? usual()
      },
    },
  })
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '2', web: '1' }, parents: ['a'], message: 'Let people search' })
  await on.restart()
})
afterEach(() => on.close())

const state = async (release: number) => (await on.engine.notes.of(where, release)).publication
const until = (release: number, wanted: string) =>
  on.clock.until(async () => {
    const found = await on.engine.notes.of(where, release).catch(() => null)
    return found?.publication?.state === wanted
  })
const actions = async () =>
  (await on.engine.ledger(0, 1_000))
    .map(({ action }) => action)
    .filter((action) => action.startsWith('notes-'))

describe('notes at a hosting service', () => {
  it('follow a release that is out, and its way back', async () => {
    await on.through('a')
    await on.through('b')
    await until(2, 'published')
    expect(await state(2)).toMatchObject({ tag: 'v1', address: 'https://github.com/r', why: null })
    const last = asked.at(-1)
    expect(last).toMatchObject({
      tag: 'v2',
      commit: 'b',
      token: 'the-token',
      draft: false,
      api: 'https://api.github.com',
    })
    const text = last?.text('By hand', 125_000) ?? ''
    expect(text).toMatch(/^By hand\n\n<!-- ecluse: notes of release 2 -->\n# Release notes: r1 to r2/)
    expect(text).toContain('# Notes de mise à jour : de r1 à r2')
    await on.engine.rollback({ ...where, to: null, why: null }, ann)
    await on.clock.until(async () => asked.length === 3)
    expect(asked.at(-1)).toMatchObject({ tag: 'v2' })
    expect(asked.at(-1)?.text(text, 125_000)).toContain('> Taken back from production on')
    expect(await actions()).not.toContain('notes-not-published')
    // The token stands nowhere.
    const rows = JSON.stringify(await on.records.selectFrom('payloads').selectAll().execute())
    expect(rows).not.toContain('the-token')
  })

  it('wait for a tag, which is said once, and for a service that is down for an hour', async () => {
    const no = { en: 'there is no tag', fr: 'il n’y a pas d’étiquette' }
    answers = [
      { kind: 'refused', why: no },
      { kind: 'refused', why: no },
      ...Array.from(
        { length: 5 },
        (): Published => ({ kind: 'later', why: { en: '500', fr: '500' }, after: null }),
      ),
    ]
    await on.through('a')
    await on.clock.until(async () => (await state(1))?.why !== null)
    expect(await state(1)).toMatchObject({ state: 'waiting', why: no })
    await on.restart()
    for (let hour = 0; hour < 70 && (await state(1))?.state !== 'published'; hour += 1)
      await on.clock.pass(3_600_000)
    expect(await state(1)).toMatchObject({ state: 'published' })
    expect(asked).toHaveLength(8)
    expect((await actions()).filter((action) => action !== 'notes-made')).toEqual([
      'notes-not-published',
      'notes-published',
    ])
  })

  it('are given up after three days, and said so', async () => {
    answers = Array.from(
      { length: 1_000 },
      (): Published => ({ kind: 'later', why: { en: '500', fr: '500' }, after: null }),
    )
    await on.through('a')
    await on.clock.until(async () => asked.length === 3)
    // As if it had been tried for so long already.
    const since = on.clock.now() - 3 * 86_400_000
    await on.records.updateTable('publications').set({ since }).execute()
    await until(1, 'given-up')
    expect(await state(1)).toMatchObject({ state: 'given-up', why: { en: '500' } })
    expect((await actions()).filter((action) => action === 'notes-not-published')).toHaveLength(2)
  })
})
