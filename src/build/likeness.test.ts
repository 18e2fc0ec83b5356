import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { unpack } from '../images/unpack.ts'
import type { BuildPlan } from '../ports/builder.ts'
import { application, json, openYard } from './builder.fixture.ts'

const yard = openYard()
const { box, builder } = yard
afterAll(() => yard.remove())

const build = async (folder: string, more: Partial<BuildPlan> = {}) => {
  const built = await builder.build(yard.plan(await yard.ship(folder), more), yard.progress)
  const { app } = await unpack(yard.folder, built.image)
  const at = (name: string) => statSync(join(app, name))
  return { ...built, app, at, file: (name: string) => readFileSync(join(app, name), 'utf8') }
}

test('a file that did not change stands on the disk once, one that did is another', async () => {
  const folder = application(yard, 'app', {
    'server.js': '1',
    'lib/a.js': 'a',
    'lib/run': 'run',
    big: 'x'.repeat(70_000),
  })
  const one = await build(folder)
  expect([one.at('lib/a.js').mode & 0o777, one.at('lib/a.js').nlink]).toEqual([0o444, 2])
  writeFileSync(join(folder, 'server.js'), '2')
  chmodSync(join(folder, 'lib/run'), 0o755)
  box.commit(folder, {})
  const two = await build(folder)
  expect([two.file('server.js'), one.file('server.js')]).toEqual(['2', '1'])
  expect(two.at('lib/a.js').ino).toBe(one.at('lib/a.js').ino)
  expect([two.at('lib/run').mode & 0o777, one.at('lib/run').mode & 0o777]).toEqual([0o555, 0o444])
  expect(two.at('big').ino).not.toBe(one.at('big').ino)
  // The image says nothing of it: built alone it is the same.
  const other = openYard()
  try {
    const alone = await other.builder.build(other.plan(await other.ship(folder)), other.progress)
    expect(alone.image).toBe(two.image)
  } finally {
    other.remove()
  }
})

test('commands of a build have files of their own: what they write changes no other image', async () => {
  const write = `require('fs').writeFileSync('data.txt', 'written'); require('fs').writeFileSync('made.txt', process.argv[2] ?? '')`
  const folder = application(yard, 'built', { 'server.js': '', 'data.txt': 'committed', 'write.js': write })
  const plain = await build(folder)
  expect(plain.file('data.txt')).toBe('committed')
  box.commit(folder, { 'package.json': json({ name: 'built', scripts: { build: 'node write.js one' } }) })
  const made = await build(folder)
  expect([made.file('data.txt'), plain.file('data.txt')]).toEqual(['written', 'committed'])
  expect(made.at('write.js').ino).toBe(plain.at('write.js').ino)
  const again = await build(folder, { run: ['node', 'write.js', 'two'] })
  expect([again.file('made.txt'), made.file('made.txt')]).toEqual(['two', 'one'])
  expect(again.at('data.txt').ino).toBe(made.at('data.txt').ino)
})

test('files for the edge, committed below the component, are shared too', async () => {
  const site = { static: { fallback: null }, output: 'dist' }
  const folder = application(yard, 'site', {
    'dist/index.html': '1',
    'dist/deep/logo.svg': 'logo',
    'notes.md': 'x',
  })
  const one = await build(folder, site)
  box.commit(folder, { 'dist/index.html': '2' })
  const two = await build(folder, site)
  expect([one.file('index.html'), two.file('index.html')]).toEqual(['1', '2'])
  expect(two.at('deep/logo.svg').ino).toBe(one.at('deep/logo.svg').ino)
})
