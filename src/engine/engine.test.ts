import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 50 } : {}))
  on.commit('a', { config: yaml(production()), content: { api: '1', web: '1' } })
  await on.engine.start()
})
afterEach(() => on.close())

describe('a first release', () => {
  it('goes out to everybody in one step', async () => {
    const view = await on.through('a')
    expect(view.ended?.lines.map((line) => line.en)).toMatchInlineSnapshot(`
      [
        "release 1 is out for everybody after 6.0 s   production   blue-green",
        "done, not compared (1,000 requests): no release was fully out before this one, so there is no error rate to hold it against",
        "next: ecluse status; ecluse rollback takes release 1 back",
      ]
    `)
    expect(view.ended).toMatchObject({ code: 0, outcome: 'done', notReached: [] })
    expect(view.release).toBe(1)
    expect(on.router.splits.get('shop/production')).toMatchObject({ weight: 100, boot: 'new', old: null })
    expect(on.troubles).toEqual([])
  })
})
