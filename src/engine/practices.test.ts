import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ToTranslate } from '../ports/translator.ts'
import { pasted } from '../practices/paste.fixture.ts'
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
  expect(
    of(7)
      ?.shows.map(({ en }) => en)
      .join('\n'),
  ).toMatch(/^went back 1 time in 90 days/m)
  expect(of(9)?.shows[0]?.en).toContain('as canaries')
  expect(of(10)?.shows[0]?.en).toContain('api unit')
  expect(of(12)?.shows[0]?.fr).toMatch(/avec surveillance/)
  expect(of(13)?.config[0]?.below).toBe('environments.production')
})

const zone = 'America/Toronto'
/** A Tuesday morning in Toronto: inside the hours that are proposed. */
const morning = Date.UTC(2023, 10, 14, 15)

it('the lines that are proposed close what is missing, once releases came by them', async () => {
  on.close()
  on = await stage(undefined, morning)
  const translate = async ({ texts }: ToTranslate) => new Map(texts.map((one) => [one, `Traduit : ${one}`]))
  Object.assign(on.parts, { translator: { translate } })
  await on.restart()
  const release = async (id: string, file: string, parents: readonly string[]) => {
    const message = `Let people search by ${id}`
    on.commit(id, { config: file, content: { api: id, web: '1' }, parents, message })
    await on.through(id)
    await on.clock.pass(20_000)
  }
  const bare = yaml(production('watch: { for: 3s }'))
  await release('a', bare, [])
  await release('b', bare, ['a'])
  const asked = async () => (await on.engine.practices(where)).practices
  const lines = (await asked()).filter(({ number }) => number !== 4).flatMap(({ config }) => config)
  expect(lines.map(({ below, line }) => `${below} ${line.split(':')[0]}`)).toEqual([
    'notes translate',
    'environments staging',
    'environments.production after',
    'environments.production strategy',
    'components.api.tests unit',
    'components.api.tests integration',
    'components.api.tests performance',
    'environments.production calendar',
  ])
  const brief = { below: 'environments.staging.watch', line: 'for: 3s' }
  const file = [...lines, brief].reduce(pasted, bare)
  await release('c', file, ['b'])
  await release('d', file, ['c'])
  const after = await asked()
  expect(after.filter(({ number }) => number !== 4).flatMap(({ config }) => config)).toEqual([])
  const states = Object.fromEntries(after.map(({ number, state }) => [number, state]))
  expect(states).toMatchObject({ 6: 'shown', 7: 'shown', 8: 'shown', 9: 'shown', 10: 'shown', 13: 'shown' })
  expect(after.find(({ number }) => number === 13)?.shows[0]?.en).toContain(
    `a calendar of ${zone} is in force`,
  )
}, 120_000)
