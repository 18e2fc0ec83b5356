import { BlockList, isIP, isIPv6 } from 'node:net'
import type { EdgeLimits, EdgeRules } from '../../../ports/router.ts'
import type { ReadRequest } from '../http/request.ts'

/** Splits of before there were rules. */
const unlimited: EdgeLimits = {
  body: null,
  head: 65_536,
  connections: 10_000,
  perClient: Number.POSITIVE_INFINITY,
  patience: 60_000,
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4')

const listOf = (networks: readonly string[]): BlockList | undefined => {
  if (networks.length === 0) return undefined
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(bits), family(address))
  }
  return list
}

/** `192.0.2.7`, `192.0.2.7:1234`, `[::1]:1234`: the address alone; undefined where it is none. */
const bare = (words: string): string | undefined => {
  const inside = /^\[([^\]]+)\](?::\d+)?$/.exec(words)?.[1] ?? /^([\d.]+):\d+$/.exec(words)?.[1] ?? words
  return isIP(inside) === 0 ? undefined : inside
}

/** The rules of one edge as requests use them. */
export class Rules {
  readonly limits: EdgeLimits
  readonly accessLog: boolean
  readonly #trusted: BlockList | undefined

  constructor(rules: EdgeRules | undefined) {
    this.limits = rules?.limits ?? unlimited
    this.accessLog = rules?.accessLog === true
    this.#trusted = listOf(rules?.trustedProxies ?? [])
  }

  trusts(address: string): boolean {
    return this.#trusted !== undefined && isIP(address) !== 0 && this.#trusted.check(address, family(address))
  }

  /** Who asks: the nearest address on the way that is no trusted proxy; what stands beyond it may be invented. */
  clientOf(request: ReadRequest, address: string): string {
    if (request.forwardedFor === undefined || !this.trusts(address)) return address
    let client = address
    for (const words of request.forwardedFor.split(',').reverse()) {
      const before = bare(words.trim())
      if (before === undefined) return client
      client = before
      if (!this.trusts(before)) return client
    }
    return client
  }

  /** Whether the person came over TLS, here or at a trusted proxy. */
  isSecure(request: ReadRequest, address: string, secure: boolean): boolean {
    if (request.forwardedProto === undefined || !this.trusts(address)) return secure
    return request.forwardedProto.trim().toLowerCase() === 'https'
  }
}
