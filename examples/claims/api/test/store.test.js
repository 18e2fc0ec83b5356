import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { openClaims } from '../src/store.js'

const folder = mkdtempSync(join(tmpdir(), 'claims-'))
after(() => rmSync(folder, { recursive: true }))
const claim = { id: 'a', name: 'Ada', benefit: 'housing', cents: 100 }

test('a claim sent twice is stored once and keeps its receipt', async () => {
  const claims = await openClaims(folder)
  assert.equal((await claims.add(claim, '1', 'x')).added, true)
  const again = await claims.add(claim, '2', 'x')
  assert.equal(again.added, false)
  assert.equal(again.stored.receipt, '1')
  claims.close()
})

test('a database that another holds is waited for', async () => {
  const claims = await openClaims(folder)
  const other = new DatabaseSync(join(folder, 'claims.db'))
  other.exec('BEGIN IMMEDIATE')
  setTimeout(() => other.exec('COMMIT'), 300)
  assert.equal((await claims.add({ ...claim, id: 'b' }, '3', 'x')).added, true)
  other.close()
  claims.close()
})
