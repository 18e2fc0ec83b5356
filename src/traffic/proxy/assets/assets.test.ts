import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Folder, runFolder } from '../../../folder/layout.ts'
import { openFolder } from '../../../folder/open.ts'
import type { Side } from '../../../ports/router.ts'
import {
  ask,
  environment,
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  StandIn,
  sideOf,
  splitOf,
  until,
  upstream,
} from '../proxy.fixture.ts'

let folder: Folder
let rigged: Rig
let port = 0
let generation = 0
const closing: { close(): void }[] = []
beforeEach(async () => {
  folder = openFolder(mkdtempSync(join(tmpdir(), 'ecluse-assets-')))
  rigged = await rig(new StandIn(), folder)
  port = await freePort()
  generation = 0
})
afterEach(async () => {
  for (const one of closing.splice(0)) one.close()
  await rigged.close()
  rmSync(folder.root, { recursive: true, force: true })
})

/** A release whose application serves nothing but its page, and whose image holds these assets. */
const release = async (number: number, assets: Readonly<Record<string, string>>): Promise<Side> => {
  const key = keyOf('web', `r${number}`)
  const root = join(runFolder(folder, key).app, 'dist/assets')
  for (const [name, text] of Object.entries(assets)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const app = await upstream((req, res) => {
    if (req.url === '/') return void res.end(`page ${number}`)
    res.writeHead(404).end(req.url === '/long' ? 'x'.repeat(200_000) : 'none')
  })
  closing.push(app)
  rigged.standIn.set(runOf(key, [app.port]))
  return { ...sideOf(number, key), assets: [{ path: '/assets/', run: key, folder: 'dist/assets' }] }
}

const serve = async (old: Side | null, next: Side, weight = 100): Promise<void> => {
  generation += 1
  await rigged.router.route(
    splitOf({ generation, listen: [`127.0.0.1:${port}`], old, new: next, weight, boot: 'new' }),
  )
  const kept = join(folder.proxy, 'assets', environment, String(next.release), 'index.json')
  await until(() => existsSync(kept))
}
const get = (path: string, method = 'GET') => ask(port, { path, method })

it('a page of 141 loads its lazy chunk after 142 is everywhere and 141 retired', async () => {
  const before = await release(141, { 'lazy-141.js': 'old chunk', 'deep/é.css': 'a{}' })
  const after = await release(142, { 'lazy-142.js': 'new chunk' })
  await serve(null, before)
  await serve(before, after)
  rigged.standIn.remove(keyOf('web', 'r141'))
  rmSync(runFolder(folder, keyOf('web', 'r141')).root, { recursive: true })
  await serve(null, after)
  expect(await get('/assets/lazy-141.js?v=1')).toMatchObject({
    status: 200,
    body: 'old chunk',
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'content-length': '9' },
  })
  expect((await get('/assets/deep/%C3%A9.css')).body).toBe('a{}')
  const head = await get('/assets/lazy-141.js', 'HEAD')
  expect(head).toMatchObject({ status: 200, body: '', headers: { 'content-length': '9' } })
  expect((await get('/assets/lazy-141.js', 'POST')).status).toBe(404)
  expect((await get('/assets/none.js')).status).toBe(404)
  expect((await get('/long')).body.length).toBe(200_000)
  expect((await get('/assets/%2e%2e/%2e%2e/index.json')).status).toBe(404)
  expect((await get('/assets/%zz')).status).toBe(404)
  // Somebody who is still on the old side finds the new one's too, and a restart loses nothing.
  await rigged.router.read()
  await rigged.proxy.stop(0)
  const again = await rig(rigged.standIn, folder)
  closing.push({ close: () => void again.close() })
  await until(async () => (await get('/assets/lazy-141.js').catch(() => undefined))?.body === 'old chunk')
})

it('three releases are kept, and no link is followed out of a folder', async () => {
  writeFileSync(join(folder.root, 'secret'), 'PLANTED')
  let old: Side | null = null
  for (const number of [1, 2, 3, 4]) {
    const next = await release(number, { [`chunk-${number}.js`]: `${number}` })
    const assets = join(runFolder(folder, keyOf('web', `r${number}`)).app, 'dist/assets')
    symlinkSync(join(folder.root, 'secret'), join(assets, `link-${number}.js`))
    await serve(old, next)
    old = next
  }
  await until(
    () =>
      readdirSync(join(folder.proxy, 'assets', environment))
        .sort()
        .join() === '2,3,4',
  )
  expect((await get('/assets/chunk-1.js')).status).toBe(404)
  expect((await get('/assets/chunk-2.js')).body).toBe('2')
  expect((await get('/assets/link-4.js')).status).toBe(404)
  expect(rigged.troubles).toEqual([])
})
