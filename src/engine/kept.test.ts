import { afterEach, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

let on: Stage
afterEach(() => on.close())

const here = { application: 'shop', environment: null }
const keeping = (keep: string): string =>
  yaml(production('watch: { for: 1s, keep-previous: 1s }'), `, keep: [${keep}]`)
const made = (spec: RevisionSpec) => spec.keep.map((one) => [one.path, one.made === true])

it('a kept folder that a release before had is one that must be there', async () => {
  on = await stage()
  const asked: RevisionSpec[] = []
  const { run, once } = on.parts.target
  Object.assign(on.parts.target, {
    run: (spec: RevisionSpec, generation: number) => {
      if (spec.component === 'api') asked.push(spec)
      return run(spec, generation)
    },
    once: (spec: Parameters<typeof once>[0], seat: Parameters<typeof once>[1]) => {
      asked.push(spec.revision)
      return once(spec, seat)
    },
  })
  await on.restart()
  on.commit('a', { config: keeping('data'), content: { api: '1', web: '1' } })
  on.commit('b', { config: keeping('data, uploads'), content: { api: '2', web: '1' }, parents: ['a'] })
  await on.through('a')
  expect(asked.map(made)).toEqual([[['data', false]]])
  await on.through('b')
  const second = asked.at(-1)
  expect(second === undefined ? null : made(second)).toEqual([
    ['data', true],
    ['uploads', false],
  ])
  // What ran here has all of them: one that is started again, and a command in it.
  on.target.lose(second?.key ?? '')
  await on.clock.pass(10_000)
  await on.engine.run({ ...here, component: 'api', argv: ['node', 'x.js'], seat: null }, ann)
  for (const again of asked.slice(-2))
    expect(made(again)).toEqual([
      ['data', true],
      ['uploads', true],
    ])
})

it('what cannot be started again between rollouts is said once, and shown until it can', async () => {
  on = await stage()
  on.commit('a', { config: keeping('data'), content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(5_000)
  const { run } = on.parts.target
  Object.assign(on.parts.target, {
    run: async () => {
      throw new ProblemError({ code: 'keep-missing', kind: 'failed', message: same('data is not there') })
    },
  })
  await on.restart()
  const [api] = Object.keys(on.target.values()).filter((key) => key.includes('/api/'))
  on.target.lose(api ?? '')
  const hindered = async () => (await on.engine.status('shop')).applications[0]?.environments[0]?.hindered
  await on.clock.until(async () => (await hindered()) !== undefined)
  expect((await hindered())?.[0]?.en).toContain('data is not there')
  await on.clock.pass(300_000)
  const ended = new AbortController()
  const told: string[] = []
  const follow = (async () => {
    for await (const one of on.engine.follow(0, {}, ended.signal))
      if (one.kind === 'hindered') told.push(one.text.en)
  })()
  await on.clock.pass(1_000)
  ended.abort()
  await on.clock.pass(1_000)
  await follow
  expect(told).toHaveLength(1)
  Object.assign(on.parts.target, { run })
  await on.restart()
  await on.clock.until(() => on.target.values()[api ?? ''] === 'ready')
  expect(await hindered()).toBeUndefined()
})
