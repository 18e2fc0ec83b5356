import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { join } from 'node:path'
import { freePort, portOf, until } from '../proxy.fixture.ts'
import { makeCertificate } from '../tls/certificate.fixture.ts'
import { canHaveGo, goFolder, testCache } from './go.fixture.ts'

const version = 'v2.10.1'
const module = `github.com/letsencrypt/pebble/v2/cmd/pebble@${version}`
const bin = join(testCache, `pebble-${version}`)
const binary = join(bin, 'pebble')

/** Whether the ACME server of the tests is here, or can be built. */
export const canHavePebble = existsSync(binary) || canHaveGo

/** Builds it once, outside the repository; Go checks all of it by hash. */
export const buildPebble = async (): Promise<void> => {
  if (existsSync(binary)) return
  mkdirSync(testCache, { recursive: true })
  const go = await goFolder()
  const half = mkdtempSync(join(testCache, '.pebble-'))
  const env = go === undefined ? {} : { PATH: `${go}:${process.env['PATH']}`, GOTOOLCHAIN: 'local' }
  execFileSync(go === undefined ? 'go' : join(go, 'go'), ['install', module], {
    env: { ...process.env, ...env, GOBIN: half },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  rmSync(bin, { recursive: true, force: true })
  renameSync(half, bin)
}

/** Says of every host that it is this machine. */
const answerTo = (asked: Buffer): Buffer => {
  const end = asked.indexOf(0, 12) + 5
  const address = asked.readUInt16BE(end - 4) === 1
  const head = Buffer.from(asked.subarray(0, end))
  head.writeUInt16BE(0x8580, 2)
  head.writeUInt16BE(address ? 1 : 0, 6)
  head.writeUInt32BE(0, 8)
  return address
    ? Buffer.concat([head, Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1])])
    : head
}

/** A name server, over TCP as pebble asks. */
const nameServer = async (): Promise<{ readonly port: number; close(): void }> => {
  const server = net.createServer((socket) => {
    let heard = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (data: Buffer) => {
      heard = Buffer.concat([heard, data])
      while (heard.length >= 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
        const length = heard.readUInt16BE(0)
        const answer = answerTo(heard.subarray(2, 2 + length))
        heard = heard.subarray(2 + length)
        const prefix = Buffer.alloc(2)
        prefix.writeUInt16BE(answer.length)
        socket.write(Buffer.concat([prefix, answer]))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: portOf(server), close: () => void server.close() }
}

export type Pebble = {
  readonly directory: string
  /** Its own root certificate. */
  readonly root: string
  close(): void
}

/** A real ACME server that validates over http-01 on `httpPort`; `life`: of its certificates, in seconds. */
export const pebble = async (folder: string, httpPort: number, life = 7_776_000): Promise<Pebble> => {
  const own = makeCertificate(folder, 'pebble', ['localhost'])
  const names = await nameServer()
  const [port, management] = [await freePort(), await freePort()]
  const config = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: own.certificate,
      privateKey: own.key,
      httpPort,
      tlsPort: 1,
      domainBlocklist: ['blocked.example'],
      retryAfter: { authz: 1, order: 1 },
      profiles: { default: { description: 'of the tests', validityPeriod: life } },
    },
  }
  const file = join(folder, 'pebble.json')
  writeFileSync(file, JSON.stringify(config))
  const env = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '5', PEBBLE_AUTHZREUSE: '0' }
  const child: ChildProcess = spawn(binary, ['-config', file, '-dnsserver', `127.0.0.1:${names.port}`], {
    env,
    stdio: 'ignore',
  })
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const options = { host: '127.0.0.1', port, path: '/dir', rejectUnauthorized: false }
      https
        .get(options, (res) => {
          res.resume()
          resolve(true)
        })
        .on('error', () => resolve(false))
    })
  await until(answers)
  return {
    directory: `https://localhost:${port}/dir`,
    root: own.certificate,
    close: () => {
      child.kill('SIGKILL')
      names.close()
    },
  }
}
