import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { ComponentConfig, Config } from '../config/types.ts'
import type { Side } from '../ports/router.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { builtAll, component, config, environment } from './manifest.fixture.ts'
import { manifestOf } from './manifest.ts'
import { revisionsOf, sideOf } from './revisions.ts'
import type { ReleaseSide, Revision } from './types.ts'

const at = (of: Config, content: Readonly<Record<string, string>> = {}, where = 'production') =>
  revisionsOf(of, where, manifestOf(of, builtAll(of, content)))

const keys = (revisions: readonly Revision[]) =>
  Object.fromEntries(revisions.map((one) => [one.component, one.key]))

/** Components whose revision differs. */
const changed = (left: readonly Revision[], right: readonly Revision[]): string[] =>
  Object.entries(keys(left)).flatMap(([name, key]) => (keys(right)[name] === key ? [] : [name]))

const withComponent = (name: string, change: Partial<ComponentConfig>): Config =>
  config({
    components: config().components.map((one) => (one.name === name ? { ...one, ...change } : one)),
  })

describe('the revisions of a release', () => {
  it('are what targets and routers take', () => {
    expectTypeOf<Revision>().toExtend<RevisionSpec>()
    expectTypeOf<ReleaseSide>().toExtend<Side>()
    const revisions = at(config())
    expect(revisions.map((one) => one.component)).toEqual(['store', 'api', 'web', 'worker'])
    for (const one of revisions) {
      expect(one.key).toBe(`claims/production/${one.component}/${one.revision}`)
      expect(one.revision).toMatch(/^[0-9a-f]{12}$/)
    }
    const [, api, web] = revisions
    expect(web?.needs).toEqual({ api: api?.key })
  })

  it('are shared by equal inputs', () => {
    expect(at(config())).toEqual(at(config()))
  })

  it.each([
    ['a changed leaf reaches all that lead to it', { store: 'new' }, ['store', 'api', 'web']],
    ['a changed middle does not reach its needs', { api: 'new' }, ['api', 'web']],
    ['a changed root changes itself', { web: 'new' }, ['web']],
    ['one apart changes itself', { worker: 'new' }, ['worker']],
    ['nothing changes nothing', {}, []],
  ])('%s', (_, content, expected) => {
    expect(changed(at(config()), at(config(), content))).toEqual(expected)
  })

  it('a new revision by need keeps its image', () => {
    const web = (content: Readonly<Record<string, string>>) =>
      at(config(), content).find((one) => one.component === 'web')
    expect(web({ api: 'new' })?.image).toBe(web({})?.image)
    expect(web({ api: 'new' })?.key).not.toBe(web({})?.key)
  })

  it.each<[string, Partial<ComponentConfig>, boolean]>([
    ['start', { start: ['node', 'other.js'] }, true],
    ['variables', { variables: { LOG_LEVEL: 'debug' } }, true],
    ['needs', { needs: [] }, true],
    ['keep', { keep: [{ path: 'data', shared: false }] }, true],
    ['port', { port: 3000 }, false],
    ['instances', { instances: 4 }, false],
    ['ready', { ready: { path: '/ready', status: 204, within: 5_000, steadyFor: 0 } }, false],
    ['times', { times: { request: 1_000, drain: 1_000, stop: 1_000 } }, false],
    ['build', { build: { context: 'x', run: null, output: null, installScripts: [], within: 1_000 } }, false],
    ['tests', { tests: [{ name: 'unit', run: ['true'], report: null, within: 1_000 }] }, false],
  ])('%s of a component: a new revision is %s', (_, change, is) => {
    expect(changed(at(config()), at(withComponent('api', change)))).toEqual(is ? ['api', 'web'] : [])
  })

  it('sharing a kept folder changes no revision, but is carried', () => {
    const kept = (shared: boolean) => at(withComponent('api', { keep: [{ path: 'data', shared }] }))
    expect(keys(kept(true))).toEqual(keys(kept(false)))
    expect(kept(true).find((one) => one.component === 'api')?.keep).toEqual([{ path: 'data', shared: true }])
  })

  it('an environment overrides variables of its own components only', () => {
    const of = config({
      environments: [
        environment('staging'),
        environment('production', { variables: { api: { LOG_LEVEL: 'warn', MORE: '1' } } }),
      ],
    })
    const variables = (where: string) => at(of, {}, where).find((one) => one.component === 'api')?.variables
    expect(variables('staging')).toEqual({ LOG_LEVEL: 'info' })
    expect(variables('production')).toEqual({ LOG_LEVEL: 'warn', MORE: '1' })
    expect(changed(at(config()), at(of))).toEqual(['api', 'web'])
    expect(changed(at(config(), {}, 'staging'), at(of, {}, 'staging'))).toEqual([])
  })

  it('the order of keys and lists does not matter', () => {
    const names = ['D', 'C', 'B', 'A']
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 4 }), (order) => {
        const variables = Object.fromEntries(order.map((name) => [name, name]))
        const needs = order[0] === 'A' ? ['store', 'worker'] : ['worker', 'store']
        const plain = Object.fromEntries(names.map((name) => [name, name]))
        const left = at(withComponent('api', { variables, needs }))
        const right = at(withComponent('api', { variables: plain, needs: ['store', 'worker'] }))
        expect(keys(left)).toEqual(keys(right))
      }),
    )
  })

  it('on any graph, exactly what leads to a changed component changes, and needs stand first', () => {
    const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
      fc.record({
        needs: fc.tuple(
          ...Array.from({ length: size }, (_, index) =>
            fc.subarray(Array.from({ length: index }, (__, earlier) => `c${earlier}`)),
          ),
        ),
        touched: fc.integer({ min: 0, max: size - 1 }).map((index) => `c${index}`),
      }),
    )
    fc.assert(
      fc.property(graph, ({ needs, touched }) => {
        const components = needs.map((list, index) => component(`c${index}`, { needs: list }))
        const of = config({ components: components.toReversed(), routes: [] })
        const before = at(of)
        const reach = new Set([touched])
        components.forEach((one) => {
          if (one.needs.some((need) => reach.has(need))) reach.add(one.name)
        })
        expect(new Set(changed(before, at(of, { [touched]: 'new' })))).toEqual(reach)
        before.forEach((one, index) => {
          const earlier = before.slice(0, index).map((other) => other.key)
          expect(earlier).toEqual(expect.arrayContaining(Object.values(one.needs)))
        })
      }),
    )
  })

  it('refuses an environment that the commit does not have', () => {
    expect(() => at(config(), {}, 'prod')).toThrow(/unknown-environment/)
  })

  it('makes the side of the edge', () => {
    const revisions = at(config())
    const run = keys(revisions)
    expect(sideOf(config(), 7, revisions)).toEqual({
      release: 7,
      routes: [
        { path: '/', component: 'web', run: run['web'] },
        { path: '/api', component: 'api', run: run['api'] },
      ],
      runs: [run['store'], run['api'], run['web'], run['worker']],
    })
  })
})
