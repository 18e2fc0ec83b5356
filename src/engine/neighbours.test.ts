import { afterEach, beforeEach, expect, it } from 'vitest'
import { addRollout, liveTails } from '../records/rollouts.ts'
import { start } from '../rollout/start.ts'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'
import { neighboursOf } from './neighbours.ts'

const config = yaml(production('watch: { for: 3s }'))
const key = 'shop/production'

let on: Stage
beforeEach(async () => {
  on = await stage()
  await on.engine.start()
})
afterEach(() => on.close())

it('a way back names the revisions of the release that was left from its first want on, not before', async () => {
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '2', web: '1' }, parents: ['a'] })
  await on.through('a')
  await on.through('b')
  await on.engine.stop()
  const [last] = await on.rollouts()
  const [tail] = await liveTails(on.records, key)
  const old = last?.context.old
  if (last === undefined || tail === undefined || old == null) throw new Error('nothing was left')
  const plan = { ...last.plan, kind: 'rollback' as const, release: '1', previous: '2' }
  const waiting = {
    ...last,
    id: 'back',
    kind: 'rollback' as const,
    plan: { ...plan, components: plan.components.map((one) => ({ ...one, old: one.new, new: one.old })) },
    state: start(plan, 100, on.clock.now()),
    endedAt: null,
    outcome: null,
  }
  const left = tail.plan.components.map(({ revision }) => revision)
  const named = async () => (await neighboursOf(on.records, key, tail.id)).named
  await addRollout(on.records, waiting)
  expect((await named()).filter((one) => left.includes(one))).toEqual([])
  const want = { value: 'run', since: 101, generation: 101, at: 0 }
  const state = JSON.stringify({ ...waiting.state, wants: { [`run/${left[0]}`]: want } })
  await on.records.updateTable('rollouts').set({ state }).where('id', '=', 'back').execute()
  expect((await named()).filter((one) => left.includes(one))).toEqual(left.toSorted())
})
