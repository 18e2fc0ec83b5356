import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import type { Answer } from '../proxy.fixture.ts'

/** Whether certificates can be made here. */
export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

export type Made = { readonly certificate: string; readonly key: string; readonly pem: string }

export const certificateFolder = (): string => mkdtempSync(join(tmpdir(), 'ecluse-tls-'))
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

const configuration = (folder: string, names: string): string => `[ca]
default_ca = own
[own]
database = ${folder}/index
serial = ${folder}/serial
new_certs_dir = ${folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = ${names}
`

/** A self-signed certificate for these hosts; `dates`: `YYYYMMDDHHMMSSZ` from and to. */
export const makeCertificate = (
  folder: string,
  name: string,
  hosts: readonly string[],
  dates?: readonly [string, string],
): Made => {
  const [certificate, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)]
  const names = hosts.map((host) => `DNS:${host}`).join(',')
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key]
  const subject = ['-subj', `/CN=${hosts[0]}`]
  const openssl = (...args: readonly string[]) => execFileSync('openssl', [...args], { stdio: 'ignore' })
  if (dates === undefined) {
    const extension = ['-addext', `subjectAltName=${names}`, '-days', '90']
    openssl('req', '-x509', ...curve, ...subject, ...extension, '-out', certificate)
  } else {
    const [request, config] = [join(folder, `${name}.csr`), join(folder, `${name}.cnf`)]
    writeFileSync(config, configuration(folder, names))
    writeFileSync(join(folder, 'index'), '')
    writeFileSync(join(folder, 'serial'), '01\n')
    openssl('req', '-new', ...curve, ...subject, '-out', request)
    const span = ['-startdate', dates[0], '-enddate', dates[1]]
    const signed = ['ca', '-batch', '-notext', '-selfsign', '-config', config, '-keyfile', key, ...span]
    openssl(...signed, '-in', request, '-out', certificate)
  }
  return { certificate, key, pem: readFileSync(certificate, 'utf8') }
}

export type SecureAnswer = Answer & {
  readonly shown: string
  readonly serial: string
  readonly protocol: string | null
}

/** Asks over TLS; `shown` is the first name of the certificate. Nothing is verified but by the test. */
export const askSecurely = (
  port: number,
  host: string,
  options: https.RequestOptions & { readonly body?: string } = {},
): Promise<SecureAnswer> =>
  new Promise((resolve, reject) => {
    const { body, ...rest } = options
    const named = {
      host: '127.0.0.1',
      port,
      agent: false as const,
      servername: host,
      rejectUnauthorized: false,
    }
    const req = https.request({ ...named, headers: { host }, ...rest }, (res: IncomingMessage) => {
      const socket = res.socket as TLSSocket
      const { subject, serialNumber } = socket.getPeerCertificate()
      const shown = String(subject?.CN)
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          body: Buffer.concat(chunks).toString(),
          shown,
          serial: serialNumber,
          protocol: socket.getProtocol(),
        }),
      )
    })
    req.on('error', reject)
    req.end(body)
  })
