import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpProber } from './prober.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const serve = (answer: RequestListener): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer(answer)
    closing.push(() => {
      server.closeAllConnections()
      server.close()
    })
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })

const at = (port: number, name: string | null = null) => ({ host: '127.0.0.1', port, tls: false, name })

describe('a probe', () => {
  it('gives the status of a whole answer, asked for by name', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.headers.host === 'benefits.example' ? 204 : 421
      response.end()
    })
    expect(await httpProber.probe(at(port, 'benefits.example'), '/', 10_000)).toEqual({ status: 204 })
    expect(await httpProber.probe(at(port), '/', 10_000)).toEqual({ status: 421 })
  })

  it('fails where the answer is cut short, where nobody listens, and where nothing comes in time', async () => {
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await httpProber.probe(at(cut), '/', 10_000)).toHaveProperty('failure')
    const silent = await serve(() => {})
    expect(await httpProber.probe(at(silent), '/', 100)).toEqual({ failure: 'no answer in 100 ms' })
    for (const close of closing.splice(0)) close()
    expect(await httpProber.probe(at(silent), '/', 10_000)).toEqual({ failure: 'ECONNREFUSED' })
  })
})
