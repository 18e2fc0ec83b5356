import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Digest, sha256 } from '../kernel/canonical.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const here = { application: 'shop', environment: 'production' }
const mebibyte = 1_048_576
const config = (limit: string): string =>
  `disk: { at-most: ${limit} }\n${yaml(production('watch: { for: 1s, keep-previous: 1s }, keep-releases: 3'))}`
const image = (content: string): Digest => sha256(`web ${content}`)

let on: Stage
let last: { keep: ReadonlySet<Digest>; drop: ReadonlySet<Digest> }
const cleaned: string[] = []

beforeEach(async () => {
  on = await stage()
  last = { keep: new Set(), drop: new Set() }
  cleaned.length = 0
  // Each image weighs ten megabytes, what instances of a revision wrote one.
  Object.assign(on.parts.builder, {
    weigh: async (images: Iterable<Digest>) => [...new Set(images)].length * 10 * mebibyte,
    sweep: async (keep: ReadonlySet<Digest>, drop: ReadonlySet<Digest>) => {
      last = { keep, drop }
      return { images: [...drop], bytes: 0 }
    },
  })
  Object.assign(on.parts.target, {
    weigh: async () => mebibyte,
    clean: async (key: string, output: boolean) => void (output && cleaned.push(key)),
  })
  await on.restart()
})
afterEach(() => on.close())

const through = async (count: number, limit: string): Promise<void> => {
  for (let number = 1; number <= count; number += 1) {
    on.commit(`c${number}`, {
      ...(number > 1 ? { parents: [`c${number - 1}`] } : {}),
      config: config(limit),
      content: { web: String(number), api: 'one' },
    })
    expect((await on.through(`c${number}`)).ended).toMatchObject({ code: 0 })
  }
  await on.clock.pass(660_000)
}
const kept = () => [1, 2, 3, 4, 5, 6, 7, 8].filter((number) => last.keep.has(image(String(number))))
const dropped = () => [1, 2, 3, 4, 5, 6, 7, 8].filter((number) => last.drop.has(image(String(number))))
const disk = async () => (await on.engine.status('shop')).applications[0]?.disk
const told = async () => (await on.engine.ledger(0, 10_000)).filter(({ action }) => action === 'disk-over')

it('above disk.at-most the oldest releases lose images, folders and logs', async () => {
  await through(8, '66MB')
  expect([kept(), dropped()]).toEqual([
    [4, 5, 6, 7, 8],
    [1, 2, 3],
  ])
  expect(last.keep.has(sha256('api one'))).toBe(true)
  expect(new Set(cleaned.map((key) => key.split('/')[2]))).toEqual(new Set(['web']))
  expect(await disk()).toMatchObject({ atMost: 66 * mebibyte, over: false })
  expect((await disk())?.bytes).toBeLessThanOrEqual(66 * mebibyte)
  expect(await told()).toEqual([])
})

it('what runs and what a rollback needs stays, and that it is too much is said once', async () => {
  await through(5, '20MB')
  expect([kept(), dropped()]).toEqual([
    [3, 4, 5],
    [1, 2],
  ])
  expect(await disk()).toMatchObject({ over: true })
  await on.clock.pass(1_300_000)
  expect(await told()).toHaveLength(1)
  expect((await told())[0]?.subject).toEqual({ application: 'shop' })
  // Without a word of building again: the images are there.
  for (const release of [4, 3]) {
    const done = await on.engine.rollback({ ...here, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.engine.history(here, 1)).rollouts[0]?.outcome === 'done')
    expect((await on.engine.history(here, 1)).rollouts[0]).toMatchObject({ id: done.rollout, release })
  }
})

it('without a limit nothing of this kind is weighed or taken', async () => {
  on.commit('a', { config: yaml(production('watch: { for: 1s }')), content: { web: '1', api: '1' } })
  await on.through('a')
  await on.clock.pass(660_000)
  expect(await disk()).toBeUndefined()
  expect(last.drop.size).toBe(0)
  expect(last.keep.has(image('1'))).toBe(true)
})
