import type { IncomingMessage, Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { SecureContext } from 'node:tls'
import { createServer } from '../../../lines/node-http.ts'

/** Certificates of one address: which to show to whom. */
export interface Secure {
  /** For the name that a client asks for; undefined: the handshake fails, for that name alone. */
  context(name: string): SecureContext | undefined
}

const protocolsOfTheHop = /^(h2c|http\/|tls\/)/i
const maxHeader = 32_768
const handshakeWithin = 10_000

const options = {
  insecureHTTPParser: false,
  requireHostHeader: false,
  maxHeaderSize: maxHeader,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
  keepAliveTimeout: 75_000,
  headersTimeout: 20_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 5_000,
} as const

/** The server of one address: strict HTTP/1.1, plain or over TLS. */
export const serverOf = (secure: Secure | undefined): Server => {
  const shouldUpgradeCallback = (req: IncomingMessage): boolean =>
    req.method === 'GET' && !protocolsOfTheHop.test(req.headers.upgrade ?? '')
  if (secure === undefined) return createServer({ ...options, shouldUpgradeCallback })
  const server = createSecureServer({
    ...options,
    shouldUpgradeCallback,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: handshakeWithin,
    honorCipherOrder: true,
    SNICallback: (name, done) => {
      const context = secure.context(name)
      if (context === undefined) done(new Error(`no certificate for ${name}`))
      else done(null, context)
    },
  })
  // A TLS server is a net server with the same events; the types of Node keep the two apart.
  return server as unknown as Server
}
