import { createServer, type Server } from 'node:net'

/** Below the ports that Écluse gives to instances (20000 to 29999) and those that the kernel draws from. */
const FIRST = 18_000
const PORTS = 2_000

const listen = (options: { path: string } | { host: string; port: number }): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(null))
    server.listen(options, () => resolve(server))
  })

/**
 * A free public port on 127.0.0.1 for this run, as long as this process lives: other runs of the demo leave it alone,
 * because its name in the kernel is taken.
 */
export const takePort = async (random: () => number): Promise<number> => {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST + Math.floor(random() * PORTS)
    const name = await listen({ path: `\0ecluse-demo-port-${port}` })
    if (name === null) continue
    name.unref()
    const probe = await listen({ host: '127.0.0.1', port })
    if (probe === null) continue
    await new Promise((resolve) => probe.close(resolve))
    return port
  }
  throw new Error(`no free port from ${FIRST} to ${FIRST + PORTS - 1}`)
}
