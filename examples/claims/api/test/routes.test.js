import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { answerWith } from '../src/routes.js'
import { openClaims } from '../src/store.js'

const folder = mkdtempSync(join(tmpdir(), 'claims-'))
const id = '00000000-0000-4000-8000-000000000000'
const claim = { id, name: 'Zoé', benefit: 'child', cents: 12_345 }
let claims
let server
let base

before(async () => {
  claims = await openClaims(folder)
  server = createServer(answerWith({ claims, version: 'test', draw: () => '000000000042' }))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${server.address().port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
  claims.close()
  rmSync(folder, { recursive: true })
})
const send = (body) => fetch(`${base}/claims`, { method: 'POST', body: JSON.stringify(body) })

test('stores a claim, says its version, and gives the claim back', async () => {
  const answer = await send(claim)
  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('x-api-version'), 'test')
  assert.equal((await send(claim)).status, 200)
  const kept = await (await fetch(`${base}/claims/${id}`)).json()
  assert.deepEqual(kept, { ...claim, receipt: '000000000042', version: 'test' })
})

test('refuses what is not a claim, and another claim under the same id', async () => {
  assert.equal((await send({ ...claim, cents: -1 })).status, 400)
  assert.equal((await send({ ...claim, cents: 1 })).status, 409)
  assert.equal((await fetch(`${base}/claims/unknown`)).status, 404)
})
