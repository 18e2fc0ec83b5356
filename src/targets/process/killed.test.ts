import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { keepFolder, runFolder } from '../../folder/layout.ts'
import { prepare } from './prepare.ts'
import { makeGround, specOf } from './tree.fixture.ts'

const main = fileURLToPath(new URL('./prepare-main.fixture.ts', import.meta.url))
const files = 30

it('killed at any moment, leaves nothing that is half used', async () => {
  const ground = makeGround()
  try {
    for (let folder = 0; folder < files; folder += 1) {
      for (let file = 0; file < files; file += 1) ground.write(`node_modules/${folder}/${file}.js`, 'x')
    }
    for (let file = 0; file < 400; file += 1) ground.write(`data/${file}`, 'seed')
    const spec = specOf({ keep: [{ path: 'data', shared: false }] })
    const { root, app } = runFolder(ground.folder, spec.key)
    const kept = keepFolder(ground.folder, 'claims', 'production', 'api', 'data')
    const whole = () =>
      readdirSync(join(app, 'node_modules'), { recursive: true }).length === files * (files + 1)
    for (const after of [0, 40, 120, 250]) {
      const child = spawn(process.execPath, [main, ground.folder.root, ground.image])
      const ended = once(child, 'exit')
      await once(child.stdout, 'data')
      await sleep(after)
      child.kill('SIGKILL')
      await ended
      if (existsSync(app)) expect(whole()).toBe(true)
      if (existsSync(kept)) expect([0, 400]).toContain(readdirSync(kept).length)
    }
    await prepare(ground.folder, spec, ground.image)
    expect(whole()).toBe(true)
    expect(readdirSync(kept)).toHaveLength(400)
    expect(readdirSync(root).toSorted()).toEqual(['app', 'logs', 'tmp'])
    expect(readdirSync(join(kept, '..'))).toEqual(['data'])
  } finally {
    ground.remove()
  }
})
