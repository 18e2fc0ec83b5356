import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { present } from '../images/manifest.ts'
import { unpack } from '../images/unpack.ts'
import type { Digest } from '../kernel/canonical.ts'
import { application, json, openYard } from './builder.fixture.ts'
import { grace, sweepBuilt } from './retention.ts'

const yard = openYard()
const { box, builder, progress, folder } = yard
afterAll(() => yard.remove())

const later = (): number => Date.now() + grace + 60_000
const blobs = () => readdirSync(join(folder.images, 'blobs', 'sha256'))

test('what nobody needs goes, what is needed stays whole, and what is gone is built again', async () => {
  const repository = application(yard, 'kept', {
    'package.json': json({ name: 'kept', scripts: { start: 'node server.js' } }),
    'server.js': 'console.log(1)\n',
  })
  const commits = [await yard.ship(repository)]
  for (const n of [2, 3]) {
    box.commit(repository, { 'server.js': `console.log(${n})\n` })
    commits.push(await yard.ship(repository))
  }
  const images: Digest[] = []
  for (const commit of commits) images.push((await builder.build(yard.plan(commit), progress)).image)
  const [one, two, three] = images as [Digest, Digest, Digest]
  for (const image of images) await unpack(folder, image)

  // Built in the last day, and by this process: nobody may have named it yet.
  expect(await builder.sweep(new Set())).toEqual({ images: [], bytes: 0 })
  expect((await sweepBuilt(folder, new Set(), Date.now())).images).toEqual([])

  const before = blobs().length
  const swept = await sweepBuilt(folder, new Set([two]), later())
  expect([...swept.images].sort()).toEqual([one, three].sort())
  expect(swept.bytes).toBeGreaterThan(0)
  // Two manifests, two configurations, two layers of the application; the runtime is everybody's.
  expect(blobs()).toHaveLength(before - 6)
  expect(await Promise.all(images.map((image) => present(folder, image)))).toEqual([false, true, false])
  const trees = readdirSync(folder.unpacked).filter((name) => name !== 'layers')
  expect(trees).toEqual([two.slice('sha256:'.length)])
  expect(readdirSync(join(folder.cache, 'builds'))).toHaveLength(1)
  expect((await unpack(folder, two)).app).toContain(trees[0])

  const again = await builder.build(yard.plan(commits[0] as string), progress)
  expect(again).toMatchObject({ image: one, cached: false })
  expect(await present(folder, one)).toBe(true)
  await unpack(folder, one)

  await sweepBuilt(folder, new Set(), later())
  expect(blobs()).toEqual([])
  expect(readdirSync(join(folder.unpacked, 'layers'))).toEqual([])
})

test('what had a name and lost it goes however young; what it shares with others stays', async () => {
  const repository = application(yard, 'dropped', {
    'package.json': json({ name: 'dropped', scripts: { start: 'node server.js' } }),
    'server.js': 'console.log(1)\n',
  })
  const images: Digest[] = []
  for (const n of [1, 2]) {
    box.commit(repository, { 'server.js': `console.log(${n}, 'dropped')\n` })
    images.push((await builder.build(yard.plan(await yard.ship(repository)), progress)).image)
  }
  const [one, two] = images as [Digest, Digest]
  for (const image of images) await unpack(folder, image)
  const both = (await builder.weigh?.(images)) ?? 0
  const [first, second] = [await builder.weigh?.([one]), await builder.weigh?.([two])]
  expect(both).toBeGreaterThan(second ?? 0)
  // Node is in both of them, and on the disk once.
  expect(both).toBeLessThan((first ?? 0) + (second ?? 0))
  // A moment ago it was built: it may be about to get its name again.
  expect((await builder.sweep(new Set([two]), new Set([one]))).images).toEqual([])
  const swept = await sweepBuilt(folder, new Set([two]), Date.now(), undefined, new Set([one]))
  expect(swept.images).toEqual([one])
  expect(await Promise.all(images.map((image) => present(folder, image)))).toEqual([false, true])
  const trees = readdirSync(folder.unpacked).filter((name) => name !== 'layers')
  expect(trees).toEqual([two.slice('sha256:'.length)])
  expect(await builder.weigh?.([one, two])).toBe(second)
})

test('archives used longest ago go first where all together are too large', async () => {
  const place = join(folder.cache, 'tarballs', 'sha512', 'ab')
  mkdirSync(place, { recursive: true })
  for (const [name, at] of [
    ['old', 1_000],
    ['new', 3_000],
    ['middle', 2_000],
  ] as const) {
    writeFileSync(join(place, name), Buffer.alloc(1_000))
    utimesSync(join(place, name), at, at)
  }
  await sweepBuilt(folder, new Set(), Date.now(), { archives: 2_000 })
  expect(['old', 'middle', 'new'].map((name) => existsSync(join(place, name)))).toEqual([false, true, true])
})
