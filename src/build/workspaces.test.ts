import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Digest } from '../kernel/canonical.ts'
import { json, openYard } from './builder.fixture.ts'
import { lockWith, type Manager, monorepoOf, runApp } from './workspaces.fixture.ts'

const yard = openYard()
const { box, builder, progress } = yard
afterAll(() => yard.remove())

const made: { readonly commit: string; readonly folder: string; readonly image: Digest }[] = []
const long = { timeout: 300_000 }
const api = { component: 'api', context: 'apps/api' }

const tried: readonly Manager[] = ['npm', 'yarn', 'pnpm 10']

describe.each(tried)('workspaces of %s', (manager) => {
  const name = manager.replace(' ', '-')
  const expected = {
    ms: '2.0.0',
    shared: 'words built with 2.1.3',
    debug: '2.1.3 words',
    development: false,
    link: false,
  }
  test(
    'a component takes its dependencies and its siblings, built; only what it needs makes a new version',
    long,
    async () => {
      const folder = box.repository(name, monorepoOf(manager))
      lockWith(manager, folder)
      box.commit(folder, {})
      const web = { component: 'web', context: 'apps/web' }
      const at = async (more: typeof api) => builder.build(yard.plan(await yard.ship(folder), more), progress)
      const [first, other] = [await at(api), await at(web)]
      expect(JSON.parse(await runApp(yard, first.image, 'server.js'))).toEqual(expected)
      expect(await runApp(yard, other.image, 'server.js')).toBe('function')
      if (manager !== 'npm') made.push({ commit: await yard.ship(folder), folder, image: first.image })
      const commit = await yard.ship(folder)
      const tested = await builder.test(yard.test(commit, api), progress)
      expect(tested).toMatchObject({ passed: true })

      // Its own folder, a file beside it, what web alone needs: each changes what it must and nothing else.
      const changes: readonly (readonly [string, Record<string, string>, boolean, boolean])[] = [
        ['beside', { 'README.md': 'x', 'packages/other/a.txt': 'x' }, true, true],
        ['web', { 'apps/web/a.txt': 'x' }, true, false],
        [
          'a sibling of api’s sibling',
          { 'packages/words/index.js': `module.exports = 'new words'\n` },
          false,
          true,
        ],
      ]
      for (const [what, files, apiCached, webCached] of changes) {
        box.commit(folder, files)
        const again = [await at(api), await at(web)]
        expect(
          again.map(({ cached }) => cached),
          what,
        ).toEqual([apiCached, webCached])
      }
      const now = await at(api)
      expect(now.source).not.toBe(first.source)
      expect(JSON.parse(await runApp(yard, now.image, 'server.js'))).toMatchObject({
        debug: '2.1.3 new words',
      })

      const manifest = JSON.parse(readFileSync(join(folder, 'apps/web/package.json'), 'utf8'))
      box.write(folder, { 'apps/web/package.json': json({ ...manifest, dependencies: { cookie: '0.6.0' } }) })
      box.commit(folder, {})
      await expect(at(web)).rejects.toThrow(/^lockfile-differs/)
      lockWith(manager, folder)
      box.commit(folder, {})
      expect([(await at(api)).cached, (await at(web)).cached]).toEqual([true, false])
    },
  )
})

test('the same commit is the same image where nothing of the first build is', long, async () => {
  const away = openYard()
  try {
    for (const { commit, folder, image } of made) {
      await away.ship(folder)
      const plan = away.plan(commit, api)
      expect((await away.builder.build(plan, away.progress)).image).toBe(image)
    }
    expect(made).toHaveLength(2)
  } finally {
    away.remove()
  }
})

test('a lockfile above that knows no folders is another project’s', async () => {
  const folder = box.repository('above', {
    'package-lock.json': json({ lockfileVersion: 1, dependencies: {} }),
    'service/package.json': json({ name: 'service', scripts: { start: 'node server.js' } }),
    'service/server.js': `console.log('serves')`,
  })
  const plan = yard.plan(await yard.ship(folder), { context: 'service' })
  expect(await runApp(yard, (await builder.build(plan, progress)).image, 'server.js')).toBe('serves')
})
