import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../folder/open.ts'
import {
  allRows,
  ask,
  environment,
  freePort,
  keyOf,
  rig,
  runOf,
  StandIn,
  sideOf,
  splitOf,
  until,
  upstream,
} from './proxy.fixture.ts'

test.skipIf(process.getuid?.() !== 0)(
  'a full disk refuses the effect, and people are served as before',
  async () => {
    const small = mkdtempSync(join(tmpdir(), 'ecluse-proxy-small-'))
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status).toBe(0)
    const standIn = new StandIn()
    const rigged = await rig(standIn, openFolder(join(small, 'data')))
    const app = await upstream((_req, res) => res.end('served'))
    try {
      const key = keyOf('web', 'r1')
      standIn.set(runOf(key, [app.port]))
      // Rows name the route: a page of the disk is full after two of them.
      const path = `/${'long'.repeat(700)}`
      const [port, other] = [await freePort(), await freePort()]
      const split = splitOf({ generation: 1, listen: [`127.0.0.1:${port}`], old: sideOf(1, key, path) })
      await rigged.router.route(split)
      await until(async () => (await allRows(rigged)).length > 0)
      const filler = join(small, 'filler')
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k'])
      const wider = { ...split, generation: 2, listen: [...split.listen, `127.0.0.1:${other}`] }
      await expect(rigged.router.route(wider)).rejects.toThrow(/disk-full/)
      await expect(rigged.router.hold(environment, 3)).rejects.toThrow(/disk-full/)
      expect((await rigged.router.read()).fences).toEqual({ [environment]: 1 })
      expect((await ask(port, { path })).body).toBe('served')
      await expect(ask(other, { path })).rejects.toThrow(/ECONNREFUSED/)
      await until(async () => {
        await ask(port, { path })
        return rigged.troubles.some((words) => words.includes('ENOSPC'))
      })
      const during = (await allRows(rigged)).length
      rmSync(filler)
      await rigged.router.route(wider)
      expect((await ask(other, { path })).body).toBe('served')
      await until(async () => (await allRows(rigged)).length > during)
      const rows = await allRows(rigged)
      expect(rows.every((row, i) => i === 0 || row.seq === (rows[i - 1]?.seq ?? 0) + 1)).toBe(true)
    } finally {
      await rigged.close()
      app.close()
      spawnSync('umount', ['-l', small])
      rmSync(small, { recursive: true, force: true })
    }
  },
)
