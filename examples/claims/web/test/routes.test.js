import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { answerWith } from '../src/routes.js'

const received = []
const answers = {
  '/version': [200, {}],
  '/claims': [201, { id: '00000000-0000-4000-8000-000000000000' }],
  '/claims/00000000-0000-4000-8000-000000000000': [200, { name: '<Zoé>', benefit: 'child', receipt: '42' }],
}
const api = createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  if (body !== '') received.push(JSON.parse(body))
  const [status, content] = answers[request.url] ?? [404, { error: 'no' }]
  response.writeHead(status).end(JSON.stringify({ ...content, version: '7' }))
})
let web
let base
const listen = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}

before(async () => {
  web = createServer(answerWith({ api: await listen(api), version: '9' }))
  base = await listen(web)
})
after(() => {
  for (const server of [web, api]) {
    server.closeAllConnections()
    server.close()
  }
})

test('the form comes in both languages and names both versions', async () => {
  const english = await fetch(`${base}/`, { headers: { 'accept-language': 'en-CA' } })
  assert.equal(english.headers.get('x-api-version'), '7')
  assert.match(await english.text(), /content="web 9 api 7"[\s\S]*Apply for a benefit/)
  const french = await fetch(`${base}/?lang=fr`)
  assert.match(french.headers.get('set-cookie'), /lang=fr/)
  assert.match(await french.text(), /<html lang="fr">[\s\S]*Demander une prestation/)
})

test('a claim is passed on in cents, and its page escapes what people wrote', async () => {
  const body = new URLSearchParams({ id: 'x', name: 'Zoé', benefit: 'child', amount: '12,34' })
  const sent = await fetch(`${base}/claims`, { method: 'POST', body, redirect: 'manual' })
  assert.equal(sent.status, 303)
  assert.deepEqual(received.at(-1), { id: 'x', name: 'Zoé', benefit: 'child', cents: 1234 })
  assert.match(await (await fetch(`${base}${sent.headers.get('location')}`)).text(), /&lt;Zoé&gt;/)
})

test('what is not there is 404', async () => {
  assert.equal((await fetch(`${base}/nothing`)).status, 404)
})
