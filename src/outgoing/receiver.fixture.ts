import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Request = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Reply = {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A receiver on the loopback: `reply` null does not answer, 'cut' ends the connection without a word. */
export const receiver = async (reply: (request: Request) => Reply | null | 'cut') => {
  const got: Request[] = []
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(parts).toString('utf8'),
      }
      got.push(request)
      const answer = reply(request)
      if (answer === null) return
      if (answer === 'cut') {
        incoming.socket.destroy()
        return
      }
      outgoing.writeHead(answer.status, answer.headers)
      outgoing.end(answer.body ?? '')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    got,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A port of the loopback at which nobody listens. */
export const deadPort = async (): Promise<number> => {
  const { port, close } = await receiver(() => null)
  await close()
  return port
}
