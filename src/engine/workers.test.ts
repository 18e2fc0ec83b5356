import { describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = (how: string, queue = '{}') =>
  yaml(production(how)).replace('environments:', `  queue: ${queue}\nenvironments:`)
const canary =
  'strategy: { canary: { steps: [50%], at-least: 2s, at-most: 60s } }, watch: { for: 4s, holdback: 10%, keep-previous: 5s }, judge: { profile: fast }'

const here = { application: 'shop', environment: 'production' }

const queues = (on: Stage): readonly string[] =>
  Object.keys(on.target.values()).filter((key) => key.startsWith('shop/production/queue/'))

/** Everything that ran and was served, from moment to moment, until `over`. */
const watched = async (on: Stage, over: () => Promise<boolean>) => {
  const seen: { readonly queues: readonly string[]; readonly weight: number }[] = []
  await on.clock.until(async () => {
    seen.push({ queues: queues(on), weight: on.router.served.at(-1)?.weight ?? 0 })
    return over()
  })
  return seen
}

const begin = async (second: string, content = '2'): Promise<Stage> => {
  const on = await stage((_, text) =>
    text.includes('bad') ? { errors: 80 } : text === 'dies' ? { ready: 'never' } : {},
  )
  on.commit('a', { config: config(canary), content: { api: '1', web: '1', queue: '1' } })
  on.commit('b', { config: second, content: { api: content, web: '1', queue: '2' }, parents: ['a'] })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(10_000)
  return on
}

const ended = (on: Stage) => async () => (await on.rollouts()).every(({ outcome }) => outcome !== null)

describe('an exclusive worker', () => {
  it('changes over at the watch, and never runs twice; a way back changes over too', async () => {
    const on = await begin(config(canary))
    const [first] = queues(on)
    await on.ship('b')
    await on.clock.until(async () => (await on.rollouts()).length === 2)
    const seen = await watched(on, ended(on))
    expect(seen.every((one) => one.queues.length <= 1)).toBe(true)
    expect(seen.filter((one) => one.weight === 50).every((one) => one.queues[0] === first)).toBe(true)
    const [second] = queues(on)
    expect(second).toBeDefined()
    expect(second).not.toBe(first)
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).length === 3)
    const back = await watched(on, ended(on))
    expect(back.every((one) => one.queues.length <= 1)).toBe(true)
    expect(queues(on)).toEqual([first])
    await on.close()
  })

  it('keeps running where a canary is taken back before the watch', async () => {
    const on = await begin(config(canary), 'bad')
    const before = queues(on)
    await on.ship('b')
    await on.clock.until(async () => (await on.rollouts()).length === 2)
    const seen = await watched(on, ended(on))
    expect((await on.rollouts())[0]?.outcome).toBe('rolled-back')
    expect(seen.every((one) => one.queues[0] === before[0] && one.queues.length === 1)).toBe(true)
    await on.close()
  })

  it('the new one that is never ready takes the release back, and the old one comes back', async () => {
    const dying = config(canary, '{ ready: { within: 3s } }')
    const on = await stage((spec, text) =>
      spec.component === 'queue' && text === '2' ? { ready: 'never' } : {},
    )
    on.commit('a', { config: dying, content: { api: '1', web: '1', queue: '1' } })
    on.commit('b', { config: dying, content: { api: '2', web: '1', queue: '2' }, parents: ['a'] })
    await on.engine.start()
    await on.through('a')
    const before = queues(on)
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 3 })
    await on.clock.pass(3_000)
    expect(queues(on)).toEqual(before)
    await on.close()
  })
})

describe('a worker side by side', () => {
  it('runs beside the old one through the canary', async () => {
    const on = await begin(config(canary, '{ side-by-side: true }'))
    await on.ship('b')
    await on.clock.until(async () => (await on.rollouts()).length === 2)
    const seen = await watched(on, ended(on))
    expect(seen.some((one) => one.weight === 50 && one.queues.length === 2)).toBe(true)
    await on.close()
  })
})
