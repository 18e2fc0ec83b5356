import type { Socket } from 'node:net'
import type { UpstreamConnection } from './connection.ts'
import type { ResponseHead } from './head.ts'

/** The head of a 101 as the client gets it. */
const switchingHead = (head: ResponseHead): string => {
  let text = `HTTP/1.1 101 ${head.reason === '' ? 'Switching Protocols' : head.reason}\r\n`
  for (let i = 0; i + 1 < head.headers.length; i += 2)
    text += `${head.headers[i]}: ${head.headers[i + 1]}\r\n`
  return `${text}Connection: Upgrade\r\nUpgrade: ${head.upgrade}\r\n\r\n`
}

/**
 * Joins a client and an instance after an upgrade, each side no faster than the other takes it, until one of them
 * ends. Nothing times out: a silent websocket is alive, and dead peers are found by TCP's keep-alive.
 */
export const openTunnel = (
  client: { readonly socket: Socket; readonly early: Buffer },
  connection: UpstreamConnection,
  head: ResponseHead,
  rest: Buffer,
  closed: () => void,
): void => {
  const { socket } = client
  const upstream = connection.socket
  let over = false
  const end = (): void => {
    if (over) return
    over = true
    socket.destroySoon()
    upstream.destroySoon()
    closed()
  }
  connection.hand({
    bytes: (data) => {
      if (!socket.write(Buffer.from(data))) upstream.pause()
    },
    drained: () => void socket.resume(),
    ended: end,
  })
  upstream.setKeepAlive(true, 60_000)
  socket.on('data', (data: Buffer) => {
    if (!upstream.write(data)) socket.pause()
  })
  socket.on('drain', () => void upstream.resume())
  socket.on('end', end)
  socket.on('close', end)
  socket.write(switchingHead(head), 'latin1')
  if (rest.length > 0) socket.write(Buffer.from(rest))
  if (client.early.length > 0) upstream.write(client.early)
  socket.resume()
}
