import net from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  ask,
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  sideOf,
  splitOf,
  until,
  upstream,
} from './proxy.fixture.ts'

const [one, two] = [keyOf('web', 'r1'), keyOf('web', 'r2')]
const closing: { close(): void }[] = []
let rigged: Rig
let port = 0

const switchTo = (weight: number, generation: number) =>
  rigged.router.route(
    splitOf({ listen: [`127.0.0.1:${port}`], old: sideOf(1, one), new: sideOf(2, two), weight, generation }),
  )
const open = async () => (await rigged.router.read()).splits[0]?.open ?? {}

/** A connection that collects what it hears. */
const connection = (words: string) => {
  const heard = { text: '' }
  const socket = net.connect(port, '127.0.0.1', () => socket.write(words))
  socket.on('data', (data) => {
    heard.text += data.toString('latin1')
  })
  closing.push({ close: () => socket.destroy() })
  return { socket, heard }
}

beforeEach(async () => {
  rigged = await rig()
  port = await freePort()
  for (const [key, name] of [
    [one, 'one'],
    [two, 'two'],
  ] as const) {
    const app = await upstream((req, res) => {
      let bytes = 0
      req.on('data', (data: Buffer) => {
        bytes += data.length
      })
      req.on('end', () => res.end(`${name} ${bytes}`))
    })
    app.server.on('upgrade', (_req, socket: net.Socket) => {
      socket.write('HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      socket.on('data', (data) => socket.write(`${name} ${data};`))
      socket.on('end', () => socket.end())
    })
    closing.push(app)
    rigged.standIn.set(runOf(key, [app.port]))
  }
})
afterEach(async () => {
  for (const each of closing.splice(0)) each.close()
  await rigged.close()
})

test('a websocket stays where it began, through a switch and the way back, and is counted as open there', async () => {
  await switchTo(0, 1)
  const upgrade = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  const { socket, heard } = connection(upgrade)
  for (const [weight, word] of [
    [0, 'before'],
    [100, 'moved'],
    [0, 'back'],
  ] as const) {
    await switchTo(weight, 2)
    await until(() => heard.text.includes('\r\n\r\n'))
    socket.write(word)
    await until(() => heard.text.endsWith(`one ${word};`))
    expect(await open()).toMatchObject({ [one]: 1, [two]: 0 })
  }
  socket.end()
  await until(async () => (await open())[one] === 0)
})

test('a large upload ends where it began, while everybody else is taken back', async () => {
  await switchTo(100, 1)
  const [size, pieces] = [65_536, 32]
  const { socket, heard } = connection(
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size * pieces}\r\n\r\n`,
  )
  await until(async () => (await open())[two] === 1)
  for (let piece = 0; piece < pieces; piece += 1) {
    if (piece === pieces / 2) {
      await switchTo(0, 2)
      expect((await ask(port)).body).toBe('one 0')
    }
    socket.write(Buffer.alloc(size))
  }
  await until(() => heard.text.endsWith(`two ${size * pieces}`))
  expect((await open())[two]).toBe(0)
})
