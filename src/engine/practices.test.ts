import { afterEach, beforeEach, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = yaml(
  production('strategy: { canary: { steps: [20%], at-least: 1s, at-most: 60s } }, watch: { for: 3s }'),
  ', tests: { unit: { run: [npm, test] } }',
)
const where = { application: 'shop', environment: 'production' }

let on: Stage
beforeEach(async () => {
  on = await stage()
  for (const [id, parent] of [['a'], ['b', 'a']])
    on.commit(id ?? '', {
      config,
      content: { api: id ?? '', web: '1' },
      ...(parent === undefined ? {} : { parents: [parent] }),
    })
  await on.engine.start()
})
afterEach(() => on.close())

it('a team’s practices are read from what is kept of its releases', async () => {
  await on.through('a')
  await on.through('b')
  await on.engine.rollback({ ...where, to: null, why: null }, ann)
  await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
  const { practices } = await on.engine.practices(where)
  const of = (number: number) => practices.find((one) => one.number === number)
  expect(of(1)?.shows[0]?.en).toContain('2 deployments in 90 days')
  expect(of(3)?.shows[0]?.en).toBe('release 1: 2 of 2 components by image digest')
  expect(of(7)?.shows[0]?.en).toMatch(/^went back 1 time in 90 days/)
  expect(of(9)?.shows[0]?.en).toContain('as canaries')
  expect(of(10)?.shows[0]?.en).toContain('api unit')
  expect(of(12)?.shows[0]?.fr).toMatch(/avec surveillance/)
  expect(of(13)?.config?.below).toBe('environments.production')
})
