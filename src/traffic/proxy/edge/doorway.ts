import type { IncomingMessage } from 'node:http'
import type { Challenges } from '../acme/challenges.ts'
import type { Job } from '../http/exchange.ts'
import type { Answer, Destination, Served } from '../http/front.ts'
import { ownWords } from '../http/own-words.ts'
import type { Reading, ReadRequest } from '../http/request.ts'
import { parseAddress } from '../sockets/listeners.ts'
import type { Edge } from './edge.ts'
import { type Hosts, hostName, type Purpose } from './hosts.ts'

/** One environment at an address. */
export type Tenant = { readonly edge: Edge; readonly hosts: Hosts; readonly purpose: Purpose }

const misdirected = { status: 421, body: ownWords.misdirected }
const blank: Reading = { trusted: false, personHeader: undefined }

/** Leads to the same path over TLS. */
class ToTls implements Destination {
  readonly reading = blank
  readonly #edge: Edge

  constructor(edge: Edge) {
    this.#edge = edge
  }

  place(request: ReadRequest, address: string, secure: boolean): Job | Answer | Served {
    const { split, rules } = this.#edge
    // A proxy of the team's own spoke TLS with the person: leading there again would never end.
    if (rules.isSecure(request, address, secure)) return this.#edge.place(request, address, secure)
    const port = parseAddress(split?.listen[0] ?? '')?.port ?? 443
    const host = hostName(request.host)
    if (host === '' || request.target === '*') return { status: 400, body: ownWords.noHost }
    const location = `https://${host}${port === 443 ? '' : `:${port}`}${request.target}`
    const status = request.method === 'GET' || request.method === 'HEAD' ? 301 : 308
    return { status, body: `${status} ${location}\n`, headers: ['Location', location] }
  }
}

/** One listening address: whose request it is, told by host. */
export class Doorway implements Destination {
  readonly reading = blank
  readonly #challenges: Challenges | undefined
  #names = new Map<string, Destination>()
  #any: Destination | undefined
  #only: Destination | undefined

  constructor(challenges?: Challenges) {
    this.#challenges = challenges
  }

  /** From the next request on, these are behind it. */
  serve(tenants: readonly Tenant[]): void {
    const names = new Map<string, Destination>()
    let any: Destination | undefined
    for (const { edge, hosts, purpose } of tenants) {
      const destination = purpose === 'redirect' ? new ToTls(edge) : edge
      if (hosts.any) any = destination
      for (const name of hosts.names) names.set(name, destination)
    }
    this.#names = names
    this.#any = any
    this.#only = names.size === 0 && this.#challenges === undefined ? any : undefined
  }

  choose(req: IncomingMessage): Destination {
    return this.#only ?? this.#chosen(req)
  }

  place(): Job | Answer {
    return misdirected
  }

  #chosen(req: IncomingMessage): Destination {
    const challenge = this.#challenges?.answer(req.url ?? '')
    return challenge ?? this.#names.get(askedHost(req)) ?? this.#any ?? this
  }
}

/** The host of an absolute target, else of the `Host` field: as the request is read afterwards. */
const askedHost = (req: IncomingMessage): string => {
  const { url = '/', rawHeaders: raw } = req
  const absolute = url.startsWith('/') ? null : /^https?:\/\/([^/?#@]+)/i.exec(url)
  if (absolute !== null) return hostName(absolute[1] ?? '')
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') return hostName(raw[i + 1] ?? '')
  }
  return ''
}
