import { describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = (task: string) =>
  yaml(production('watch: { for: 3s, keep-previous: 5s }')).replace(
    '{ ready: { path: /ready, within: 10s }  }',
    `{ ready: { path: /ready, within: 10s }, before: [node, ${task}] }`,
  )

const here = { application: 'shop', environment: 'production' }

const begin = async (task = 'migrate.js'): Promise<Stage> => {
  const on = await stage()
  on.commit('a', { config: config('first.js'), content: { api: '1', web: '1' } })
  on.commit('b', { config: config(task), content: { api: '2', web: '1' }, parents: ['a'] })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(20_000)
  return on
}

const ranIn = (on: Stage): readonly string[] => on.target.ran.map(({ argv }) => argv.join(' '))

describe('a release task', () => {
  it('runs once per release, before any instance of it starts', async () => {
    const on = await begin('runs')
    const shipped = await on.ship('b')
    await on.clock.until(async () => on.target.ran.length === 2)
    await on.clock.pass(5_000)
    const [live] = await on.rollouts()
    expect(live).toMatchObject({ state: { phase: 'expanding' }, release: 2 })
    expect(Object.keys(on.target.values())).toHaveLength(2)
    const [task] = [...on.target.tasks.values()].filter(({ value }) => value === 'running')
    expect(task?.key).toMatch(/^shop\/production\/api\/[0-9a-f]{12}@2$/)
    if (task !== undefined) on.target.tasks.set(task.key, { ...task, value: 'passed' })
    const view = await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(view.ended?.code).toBe(0)
    expect(ranIn(on)).toEqual(['node first.js', 'node runs'])
    await on.close()
  })

  it('that fails has moved nothing, says what it wrote, and runs again with the next ship', async () => {
    const on = await begin('fails')
    const before = on.target.values()
    const view = await on.through('b')
    expect(view.ended).toMatchObject({ code: 1, outcome: 'withdrawn' })
    const lines = view.ended?.lines.map(({ en }) => en).join('\n')
    expect(lines).toContain('the release task (`migrations`, `before`) of api failed')
    expect(lines).toContain('ended with code 1; it wrote: column claims is not there')
    expect(on.target.values()).toEqual(before)
    expect(on.router.served.every(({ weight, new: side }) => weight === 0 || side?.release === 1)).toBe(true)
    await on.through('b')
    expect(ranIn(on)).toEqual(['node first.js', 'node fails', 'node fails'])
    await on.close()
  })

  it('never runs on a rollback, a roll-forward to what was out, or a restart', async () => {
    const on = await begin()
    await on.through('b')
    await on.clock.pass(20_000)
    await on.engine.rollback({ ...here, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    await on.engine.restart({ ...here, component: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    expect((await on.rollouts()).map(({ kind, outcome }) => `${kind} ${outcome}`).slice(0, 2)).toEqual([
      'restart done',
      'rollback done',
    ])
    expect(ranIn(on)).toEqual(['node first.js', 'node migrate.js'])
    await on.close()
  })

  it('never runs twice, whenever the control plane is killed', async () => {
    for (let dies = 1; dies <= 12; dies += 1) {
      const on = await begin()
      await on.restart(dies)
      const shipping = on.ship('b')
      shipping.catch(() => undefined)
      await on.clock.until(async () => on.isDead() || (await on.rollouts()).length === 2)
      await on.clock.pass(3_000)
      if (on.isDead()) await on.restart()
      else on.spare()
      await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
      expect(ranIn(on).filter((one) => one === 'node migrate.js').length).toBeLessThanOrEqual(1)
      const [last] = await on.rollouts()
      if (last?.release === 2) expect(ranIn(on)).toEqual(['node first.js', 'node migrate.js'])
      await on.close()
    }
  })
})
