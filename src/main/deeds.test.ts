import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { entriesAfter } from '../records/ledger.ts'
import { migrations } from '../records/migrations.ts'
import type { Schema } from '../records/schema.ts'
import { openDatabase } from '../store/sqlite/open.ts'
import { keepDeeds } from './deeds.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-deeds-'))
let store: Awaited<ReturnType<typeof openDatabase<Schema>>>
beforeAll(async () => {
  store = await openDatabase<Schema>({ file: join(folder, 'control.db'), migrations })
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const line = (id: string, outcome: string) =>
  `${JSON.stringify({ format: 1, id, what: 'upgrade', by: 'ada@laptop', from: '1.0-a', to: '1.1-b', outcome })}\n`

it('what root did to the server stands in the ledger, once, whatever restarts', async () => {
  const file = join(folder, '.deeds')
  const parts = {
    records: store.db,
    clock: { now: () => 1_000, monotonic: () => 0, wake: () => () => undefined },
  }
  const troubles: unknown[] = []
  const look = async () => {
    await keepDeeds(file, parts, (...all) => troubles.push(all))()
    return (await entriesAfter(store.db, 0, 100)).map(({ action, actor }) => [action, actor.name])
  }
  expect(await look()).toEqual([])
  appendFileSync(file, line('1', 'went-back'))
  expect(await look()).toEqual([['server-upgrade-undone', 'root']])
  appendFileSync(file, `${line('2', 'done')}{"format":1,"id":"3"`)
  await look()
  expect(await look()).toEqual([
    ['server-upgrade-undone', 'root'],
    ['server-upgraded', 'root'],
  ])
  expect(troubles).toEqual([])
})
