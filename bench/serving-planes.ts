import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Parts } from '../src/engine/parts.ts'
import type { Folder } from '../src/folder/layout.ts'
import { openFolder } from '../src/folder/open.ts'
import { type Adapters, openAdapters } from '../src/main/adapters.ts'
import { bringUp } from '../src/main/bring-up.ts'
import type { RunKey, RunSpec } from '../src/ports/supervision.ts'
import type { Deployed } from '../src/records/types.ts'
import { processesNaming, until } from '../test/processes.fixture.ts'

export const environment = 'bench/production'

/** Supervisor and data plane of a folder of their own, and the engine's parts over them; no control plane. */
export type Serving = {
  readonly folder: Folder
  readonly parts: Parts
  readonly supervision: Adapters['supervision']
  /** What the parts found wrong by themselves. */
  readonly troubles: string[]
  /** Starts a run and waits until it is ready; gives the port of its first instance. */
  start(key: RunKey, argv: readonly string[]): Promise<number>
  end(): Promise<void>
}

const specOf = (folder: Folder, revision: string, argv: readonly string[]): RunSpec => ({
  labels: {
    application: 'bench',
    environment: 'production',
    component: 'web',
    revision,
    requestTimeout: 10_000,
  },
  argv,
  cwd: folder.root,
  variables: { PATH: process.env['PATH'] ?? '', FOLDER: folder.root, VERSION: revision },
  addresses: {},
  instances: 1,
  ready: { path: '/ready', status: 200, within: 20_000, steadyFor: 0 },
  times: { drain: 2_000, stop: 2_000 },
  logs: join(folder.logs, revision),
})

/** One colour, as the records would hold it. */
export const deployed = (release: number, key: RunKey, listen: string): Deployed => ({
  release,
  manifest: `sha256:${String(release).padStart(64, '0')}`,
  commit: String(release).padStart(40, '0'),
  side: { release, routes: [{ path: '/', component: 'web', run: key }], runs: [key] },
  revisions: [],
  listen,
  cohortBy: 'own-cookie',
  requestTimeout: 10_000,
})

export const keyOf = (revision: string): RunKey => `${environment}/web/${revision}`

export const serve = async (): Promise<Serving> => {
  const root = mkdtempSync(join(tmpdir(), 'eclb-'))
  const folder = openFolder(root)
  await bringUp(folder, 'serving', () => undefined)
  const adapters = await openAdapters(folder)
  const troubles: string[] = []
  const { supervision } = adapters
  const runNow = async (key: RunKey) => (await supervision.list()).runs.find((run) => run.key === key)
  return {
    folder,
    supervision,
    troubles,
    parts: {
      ...adapters.parts,
      heard: () => undefined,
      trouble: (where, error) => void troubles.push(`${where}: ${String(error)}`),
    },
    start: async (key, argv) => {
      await supervision.run(key, 1, specOf(folder, key.split('/')[3] ?? '', argv))
      return until(`${key} is ready`, async () => {
        const run = await runNow(key)
        return run?.value === 'ready' ? (run.instances[0]?.port ?? undefined) : undefined
      })
    },
    end: async () => {
      await supervision.stopAll()
      await until('all are gone', () => (processesNaming(root).length === 0 ? true : undefined))
      await adapters.close()
      rmSync(root, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
