import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openFolder } from '../folder/open.ts'
import type { Endpoint } from './link.ts'
import { lifelineMark } from './marks.ts'
import { startSupervisor } from './supervisor.ts'

/** A supervisor of the folder DIR; with the stand-in data plane where `DIR/listen.json` is there. */
const [, own = '', root = ''] = process.argv
const folder = openFolder(root)
const dataPlane = fileURLToPath(new URL('./data-plane.fixture.ts', import.meta.url))
const controlPlane = join(root, 'control-plane.mjs')
await startSupervisor({
  folder,
  dataPlane: existsSync(join(root, 'listen.json'))
    ? [process.execPath, dataPlane, root, process.execPath, own, root]
    : null,
  controlPlane: existsSync(controlPlane) ? [process.execPath, controlPlane] : null,
  parent: process.env[lifelineMark] === 'data-plane' && process.connected ? (process as Endpoint) : null,
})
process.exit(0)
