import { customAlphabet } from 'nanoid'
import { readClaim } from './claim.js'

const drawReceipt = customAlphabet('0123456789', 12)

const readBody = async (request) => {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

const post = async (request, { claims, version, draw }) => {
  let claim
  try {
    claim = readClaim(await readBody(request))
  } catch (error) {
    return [400, { error: error.message }]
  }
  const receipt = draw()
  const { added, stored } = await claims.add(claim, receipt, version)
  const same = stored.name === claim.name && stored.benefit === claim.benefit && stored.cents === claim.cents
  if (!same) return [409, { error: 'another claim has this id' }]
  return [added ? 201 : 200, { id: stored.id, receipt: stored.receipt }]
}

const get = async (id, { claims }) => {
  const claim = await claims.find(id)
  return claim === undefined ? [404, { error: 'no such claim' }] : [200, { ...claim }]
}

const route = async (request, context) => {
  const { method, url } = request
  if (method === 'GET' && url === '/version') return [200, {}]
  if (method === 'GET' && url === '/ready') {
    await context.claims.find('')
    return [200, { ready: true }]
  }
  if (method === 'POST' && url === '/claims') return post(request, context)
  if (method === 'GET' && url.startsWith('/claims/')) return get(url.slice('/claims/'.length), context)
  return [404, { error: 'no such page' }]
}

/** Answers every request with JSON that names the version of this component. */
export const answerWith =
  ({ claims, version, draw = drawReceipt }) =>
  async (request, response) => {
    const [status, content] = await route(request, { claims, version, draw }).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error.message}`)
      return [500, { error: error.message }]
    })
    const body = Buffer.from(JSON.stringify({ ...content, version }))
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'x-api-version': version,
    })
    response.end(body)
  }
