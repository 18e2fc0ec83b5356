import { describe, expect, it } from 'vitest'
import { liveTails } from '../records/rollouts.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

const canary = production(
  'strategy: { canary: { steps: [20%, 50%], at-least: 2s, at-most: 60s } }, watch: { for: 5s, holdback: 10%, keep-previous: 5s }, judge: { profile: fast }',
)
const blueGreen = production('watch: { for: 3s, keep-previous: 5s }')

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

/** The whole way with one death at the given boundary; false: it was over before that. */
const survive = async (way: Way, dies: number): Promise<boolean> => {
  const on = await begin(way)
  await on.restart(dies)
  const shipping = on.engine.ship({
    application: 'shop',
    commit: 'b',
    actor: { kind: 'user', name: 'ann' },
    upTo: null,
  })
  shipping.catch(() => undefined)
  const idle = async () =>
    on.isDead() ||
    ((await on.records.selectFrom('candidates').select('id').where('stage', '!=', 'ended').execute())
      .length === 0 &&
      (await on.records.selectFrom('candidates').select('id').execute()).length === 2 &&
      (await liveTails(on.records, 'shop/production')).length === 0)
  await on.clock.until(idle)
  const died = on.isDead()
  if (died) await on.restart()
  else on.spare()
  const shipped = await on.ship('b')
  if (shipped.kind === 'already-live') expect(way.code).toBe(0)
  const [first] = await on.records.selectFrom('candidates').select('id').where('commit', '=', 'b').execute()
  const view = await on.ended(first?.id ?? '')
  expect(view.ended?.code).toBe(way.code)
  await on.clock.until(async () => (await liveTails(on.records, 'shop/production')).length === 0)
  const [rollout] = await on.rollouts()
  const runs = rollout?.outcome === 'done' ? rollout.context.new : rollout?.context.old
  expect(on.target.values()).toEqual(
    Object.fromEntries((runs?.revisions ?? []).map(({ key }) => [key, 'ready'])),
  )
  const split = on.router.splits.get('shop/production')
  expect(split?.weight === 100 ? split.new?.release : split?.old?.release).toBe(way.release)
  expect(await on.engine.verifyLedger()).toMatchObject({ broken: null })
  const served = on.router.served.map((one) => one.generation)
  expect(served).toEqual([...served].sort((x, y) => x - y))
  await on.close()
  return died
}

describe.each(ways)('$name', (way) => {
  it('ends right, whenever the control plane is killed', async () => {
    let dies = 1
    while (await survive(way, dies)) {
      console.log(way.name, dies)
      dies += 1
    }
    expect(dies).toBeGreaterThan(20)
  }, 300_000)
})
