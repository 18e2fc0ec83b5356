import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { readImage } from '../images/manifest.ts'
import { unpack } from '../images/unpack.ts'
import type { BuildPlan } from '../ports/builder.ts'
import { application, json, openYard } from './builder.fixture.ts'

const yard = openYard()
afterAll(() => yard.remove())

const build = async (folder: string, more: Partial<BuildPlan>) =>
  yard.builder.build(
    yard.plan(await yard.ship(folder), { static: { fallback: null }, output: 'dist', ...more }),
    yard.progress,
  )

test('a committed folder becomes an image of its files, with nothing else of the repository', async () => {
  const folder = application(yard, 'plain', { 'dist/index.html': 'x', 'notes.md': 'not public' })
  const built = await build(folder, {})
  expect(built).toMatchObject({ cached: false, start: [] })
  expect(readdirSync((await unpack(yard.folder, built.image)).app)).toEqual(['index.html'])
  expect((await readImage(yard.folder, built.image)).manifest.layers).toHaveLength(2)
  expect(await build(folder, {})).toMatchObject({ cached: true, image: built.image })
})

test('a build script makes the folder; what it was built with is not in the image', async () => {
  const make = `require('fs').mkdirSync('dist', { recursive: true }); require('fs').writeFileSync('dist/index.html', 'made')`
  const folder = application(yard, 'made', {
    'package.json': json({ name: 'made', scripts: { build: 'node make.js' } }),
    'make.js': make,
  })
  const built = await build(folder, {})
  expect(readdirSync((await unpack(yard.folder, built.image)).app)).toEqual(['index.html'])
  const declared = await build(folder, { run: ['node', 'make.js'] })
  expect(declared.image).toBe(built.image)
})

test('refuses a folder that is not there, an empty one, and a fallback that is not in it', async () => {
  const folder = application(yard, 'bad', {
    'package.json': json({ name: 'bad', scripts: { build: 'mkdir -p out' } }),
    'public/a.txt': 'x',
  })
  await expect(build(folder, {})).rejects.toMatchObject({ problems: [{ code: 'static-missing' }] })
  await expect(build(folder, { output: 'out' })).rejects.toMatchObject({
    problems: [{ code: 'static-empty' }],
  })
  await expect(build(folder, { output: 'public', static: { fallback: 'index.html' } })).rejects.toMatchObject(
    { problems: [{ code: 'static-fallback-missing' }] },
  )
})
