import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openFolder } from '../../folder/open.ts'
import type { RevisionSpec } from '../../ports/target.ts'

/** A data folder of its own, and an image that lies unpacked as `images` leaves it: files read-only. */
export const makeGround = () => {
  const base = mkdtempSync(join(tmpdir(), 'ecluse-process-'))
  const folder = openFolder(join(base, 'data'))
  const image = join(base, 'image')
  const write = (path: string, content: string, mode = 0o444) => {
    mkdirSync(dirname(join(image, path)), { recursive: true })
    writeFileSync(join(image, path), content)
    chmodSync(join(image, path), mode)
  }
  mkdirSync(image)
  return { base, folder, image, write, remove: () => rmSync(base, { recursive: true, force: true }) }
}

export const specOf = (change: Partial<RevisionSpec> = {}): RevisionSpec => ({
  key: 'claims/production/api/0123456789ab',
  application: 'claims',
  environment: 'production',
  component: 'api',
  revision: '0123456789ab',
  image: `sha256:${'0'.repeat(64)}`,
  start: null,
  variables: {},
  needs: {},
  keep: [],
  instances: 1,
  ready: { path: '/', status: 200, within: 10_000, steadyFor: 0 },
  times: { request: 5_000, drain: 1_000, stop: 1_000 },
  ...change,
})
