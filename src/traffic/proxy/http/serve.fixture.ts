import type { RequestListener } from 'node:http'
import type net from 'node:net'
import { rawUpstream, type Upstream, upstream } from '../proxy.fixture.ts'
import { Balance } from './balance.ts'
import { Deadlines } from './deadlines.ts'
import type { Job, Outcome } from './exchange.ts'
import { Front } from './front.ts'
import { InstanceTarget } from './instance.ts'
import { forwardedFields, type ReadRequest, requestHead } from './request.ts'

export type Served = {
  readonly port: number
  readonly outcomes: Outcome[]
  readonly targets: readonly InstanceTarget[]
  /** Exchanges under way. */
  open(): number
  close(): void
}

/** A front that passes everything on to instances on these ports. */
export const serve = async (
  ports: readonly number[],
  given: { timeout?: number; trusted?: boolean } = {},
): Promise<Served> => {
  const outcomes: Outcome[] = []
  let open = 0
  const balance = new Balance()
  const targets = ports.map((port, i) => new InstanceTarget(`i${i}`, port, () => {}))
  for (const target of targets) target.use = 'ready'
  balance.replace(targets)
  const trusted = given.trusted === true
  const deadlines = new Deadlines()
  const front = new Front(
    {
      reading: { trusted, personHeader: undefined },
      place: (request: ReadRequest, address: string): Job => {
        open += 1
        return {
          balance,
          request,
          head: requestHead(request, trusted ? '' : forwardedFields(address, request.host)),
          timeout: given.timeout ?? 10_000,
          decorate: () => {},
          answered: (outcome) => void outcomes.push(outcome),
          closed: () => {
            open -= 1
          },
        }
      },
    },
    deadlines,
  )
  await new Promise<void>((resolve) => front.server.listen(0, '127.0.0.1', resolve))
  const address = front.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    outcomes,
    targets,
    open: () => open,
    close: () => {
      deadlines.close()
      front.server.close()
      front.server.closeAllConnections()
      for (const target of targets) target.pool.close(true)
    },
  }
}

const closing: { close(): void }[] = []

/** Closes all that a test opened. */
export const closeAll = (): void => {
  for (const one of closing.splice(0)) one.close()
}
export const keep = <T extends { close(): void }>(one: T): T => {
  closing.push(one)
  return one
}
export const app = async (handler: RequestListener): Promise<Upstream> => keep(await upstream(handler))
export const raw = async (handler: (socket: net.Socket) => void): Promise<Upstream> =>
  keep(await rawUpstream(handler))
export const front = async (...given: Parameters<typeof serve>): Promise<Served> =>
  keep(await serve(...given))

/** An application that says the same bytes to every request head. */
export const saying = (words: string, end = false): Promise<Upstream> =>
  raw((socket) => {
    let heard = ''
    socket.on('data', (data) => {
      heard += data.toString('latin1')
      for (let at = heard.indexOf('\r\n\r\n'); at >= 0; at = heard.indexOf('\r\n\r\n')) {
        heard = heard.slice(at + 4)
        socket.write(words, 'latin1')
        if (end) socket.end()
      }
    })
  })

/** An application that answers with what it was asked. */
export const echo: RequestListener = (req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    res.end(
      JSON.stringify({
        method: req.method,
        url: req.url,
        headers: req.headers,
        trailers: req.trailers,
        body,
      }),
    )
  })
}
