import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import type { Happening } from '../records/types.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }
const taken = new ProblemError({
  code: 'address-taken',
  kind: 'unavailable',
  message: { en: '127.0.0.1:8080 is taken', fr: '127.0.0.1:8080 est occupée' },
  todo: { en: 'stop what listens there', fr: 'arrêtez ce qui y écoute' },
})
const said = 'cannot go on now: 127.0.0.1:8080 is taken; stop what listens there; it is tried again by itself'

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config: yaml(production()), content: { web: 'one', api: 'one' } })
  await on.engine.start()
})
afterEach(() => on.close())

const hindered = async (): Promise<readonly Happening[]> => {
  const all: Happening[] = []
  const stop = new AbortController()
  const reading = (async () => {
    for await (const one of on.engine.follow(0, here, stop.signal)) all.push(one)
  })()
  await on.clock.pass(1_000)
  stop.abort()
  await on.clock.pass(1_000)
  await reading
  return all.filter(({ kind }) => kind === 'hindered')
}

describe('an effect that a part refuses', () => {
  it('is said in why, status and once to those who follow, and goes on by itself', async () => {
    on.router.refuse(taken)
    const shipped = await on.ship('a')
    if (shipped.kind === 'already-live') throw new Error('nothing was shipped yet')
    await on.clock.pass(20_000)
    const why = await on.engine.why({ ...here, release: null })
    expect(why.lines.map(({ en }) => en)).toContain(said)
    const status = await on.engine.status('shop')
    const waits = status.applications[0]?.environments[0]?.rollout?.waits.map(({ en }) => en)
    expect(waits).toContain(said)
    expect(await hindered()).toMatchObject([{ level: 'alarm', text: { en: said } }])
    on.router.refuse(null)
    const view = await on.ended(shipped.candidate)
    expect(view.ended).toMatchObject({ code: 0 })
    expect(await hindered()).toHaveLength(1)
  })
})
