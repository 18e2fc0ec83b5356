import { describe, expect, it } from 'vitest'
import { liveTails } from '../records/rollouts.ts'
import type { Boundary } from './crash.fixture.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const canary = production(
  'strategy: { canary: { steps: [20%, 50%], at-least: 2s, at-most: 60s } }, watch: { for: 5s, holdback: 10%, keep-previous: 5s }, judge: { profile: fast }',
)
const blueGreen = production('watch: { for: 3s, keep-previous: 5s }')

const here = { application: 'shop', environment: null }

type Way = {
  readonly name: string
  readonly config: string
  readonly content: { readonly api: string; readonly web: string }
  readonly code: number
  readonly release: number
}
const ways: readonly Way[] = [
  { name: 'blue-green to done', config: blueGreen, content: { api: '2', web: '1' }, code: 0, release: 2 },
  { name: 'a canary to done', config: canary, content: { api: '1', web: '2' }, code: 0, release: 2 },
  { name: 'a canary taken back', config: canary, content: { api: 'bad', web: '1' }, code: 3, release: 1 },
  {
    name: 'one that is never ready',
    config: blueGreen,
    content: { api: 'dead', web: '1' },
    code: 1,
    release: 1,
  },
]

const begin = async (way: Way): Promise<Stage> => {
  const on = await stage((_, content) => {
    if (content.includes('bad')) return { errors: 80 }
    return content.includes('dead') ? { ready: 'never' } : {}
  })
  on.commit('a', { config: yaml(blueGreen), content: { api: '1', web: '1' } })
  on.commit('b', { config: yaml(way.config), content: way.content, parents: ['a'] })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(20_000)
  return on
}

/** The whole way with one death at the given boundary, none at 0. Gives the boundaries of the first life. */
const survive = async (way: Way, dies: number): Promise<readonly Boundary[]> => {
  const on = await begin(way)
  await on.restart(dies)
  const shipping = on.ship('b')
  shipping.catch(() => undefined)
  const open = on.records.selectFrom('candidates').select('id').where('stage', '!=', 'ended')
  const over = async () =>
    (await open.execute()).length === 0 &&
    (await on.records.selectFrom('candidates').select('id').execute()).length === 2 &&
    (await liveTails(on.records, 'shop/production')).length === 0
  await on.clock.until(async () => on.isDead() || (await over()))
  const passed = on.passed()
  if (on.isDead()) await on.restart()
  else on.spare()
  await on.ship('b')
  const [first] = await on.records.selectFrom('candidates').select('id').where('commit', '=', 'b').execute()
  const view = await on.ended(first?.id ?? '')
  expect(view.ended?.code).toBe(way.code)
  await on.clock.until(async () => (await liveTails(on.records, 'shop/production')).length === 0)
  await endsRight(on, way)
  await on.close()
  return passed
}

/** The world is what was recorded: what runs, what is served, the chain, and no generation ever went back. */
const endsRight = async (on: Stage, way: Way): Promise<void> => {
  const [rollout] = await on.rollouts()
  const runs = rollout?.outcome === 'done' ? rollout.context.new : rollout?.context.old
  const ready = (runs?.revisions ?? []).map(({ key }) => [key, 'ready'])
  expect(on.target.values()).toEqual(Object.fromEntries(ready))
  const split = on.router.splits.get('shop/production')
  expect(split?.weight === 100 ? split.new?.release : split?.old?.release).toBe(way.release)
  expect(await on.engine.verifyLedger()).toMatchObject({ broken: null })
  const served = on.router.served.map((one) => one.generation)
  expect(served).toEqual([...served].sort((x, y) => x - y))
}

/** Every boundary around an effect, and every fifth of the long stretches in which only time passes. */
const deaths = (passed: readonly Boundary[]): readonly number[] =>
  passed.flatMap((_, index) => {
    const near = passed.slice(Math.max(0, index - 1), index + 2).includes('effect')
    return near || index % 5 === 0 ? [index + 1] : []
  })

describe.each(ways)('$name', (way) => {
  it('ends right, wherever the control plane is killed', async () => {
    const all = deaths(await survive(way, 0))
    expect(all.length).toBeGreaterThan(10)
    for (const dies of all) await survive(way, dies)
  }, 300_000)
})

describe('a way back and a restart', () => {
  const asks = {
    rollback: (on: Stage) => on.engine.rollback({ ...here, to: null, why: null }, ann),
    restart: (on: Stage) => on.engine.restart({ ...here, component: null }, ann),
  } as const

  it.each(['rollback', 'restart'] as const)(
    '%s ends right, wherever the control plane is killed',
    async (kind) => {
      const way: Way = { name: kind, config: blueGreen, content: { api: '2', web: '2' }, code: 0, release: 2 }
      const once = async (dies: number): Promise<readonly Boundary[]> => {
        const on = await begin(way)
        await on.through('b')
        await on.clock.pass(20_000)
        await on.restart(dies)
        asks[kind](on).catch(() => undefined)
        const last = async () => (await on.rollouts())[0]
        const over = async () => {
          const rollout = await last()
          return (
            rollout?.kind === kind &&
            rollout.endedAt !== null &&
            (await liveTails(on.records, 'shop/production')).length === 0
          )
        }
        await on.clock.until(async () => on.isDead() || (await over()))
        const passed = on.passed()
        if (on.isDead()) await on.restart()
        else on.spare()
        if ((await last())?.kind !== kind) await asks[kind](on)
        await on.clock.until(over)
        expect((await last())?.outcome).toBe('done')
        await endsRight(on, { ...way, release: kind === 'rollback' ? 1 : 2 })
        await on.close()
        return passed
      }
      for (const dies of deaths(await once(0))) await once(dies)
    },
    300_000,
  )
})
