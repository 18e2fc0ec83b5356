import { request as plain, type RequestOptions } from 'node:http'
import { request as overTls } from 'node:https'
import { isIP } from 'node:net'
import type { Ms } from '../kernel/time.ts'
import type { ProbeAddress, ProbeAnswer, Prober } from '../ports/prober.ts'

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

const optionsOf = ({ host, port, tls, name }: ProbeAddress, path: string): RequestOptions => ({
  host: unbracketed(host),
  port,
  path,
  agent: false,
  headers: { host: name ?? `${host}:${port}`, 'user-agent': 'ecluse-rehearsal' },
  ...(tls ? { rejectUnauthorized: false } : {}),
  ...(tls && name !== null && isIP(name) === 0 ? { servername: name } : {}),
})

const probe = (address: ProbeAddress, path: string, within: Ms): Promise<ProbeAnswer> =>
  new Promise((resolve) => {
    const send = address.tls ? overTls : plain
    const sent = send(optionsOf(address, path), (answer) => {
      answer.resume()
      answer.on('end', () => done(answer.complete ? { status: answer.statusCode ?? 0 } : cut))
      answer.on('error', (error) => done(failed(error)))
      answer.on('aborted', () => done(cut))
    })
    const timer = setTimeout(() => done({ failure: `no answer in ${within} ms` }), within)
    const done = (answer: ProbeAnswer): void => {
      clearTimeout(timer)
      sent.destroy()
      resolve(answer)
    }
    sent.on('error', (error) => done(failed(error)))
    sent.end()
  })

const cut: ProbeAnswer = { failure: 'the answer was cut short' }

const failed = (error: Error): ProbeAnswer => ({
  failure: 'code' in error && typeof error.code === 'string' ? error.code : error.message,
})

export const httpProber: Prober = { probe }
