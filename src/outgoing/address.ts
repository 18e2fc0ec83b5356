import { lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { Text } from '../kernel/text.ts'
import * as say from './messages.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** The link itself, where clouds keep credentials; nobody in particular; everybody; documentation; reserved. */
const closed = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const)
  closed.addSubnet(net, bits, 'ipv6')

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** An IPv4 address within an IPv6 one counts as what it is. */
const plain = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped ?? address
}

export const isLoopback = (address: string): boolean => {
  const one = plain(address)
  return isIP(one) !== 0 && loopback.check(one, familyOf(one))
}

/** Addresses that nothing is sent to, whoever names them. */
export const isClosed = (address: string): boolean => {
  const one = plain(address)
  return isIP(one) === 0 || closed.check(one, familyOf(one))
}

/** A host as a URL has it, without the brackets. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Whether a name means this machine, and no name of elsewhere can come to mean it. */
export const isThisMachine = (hostname: string): boolean => {
  const host = bareHost(hostname).toLowerCase()
  return host === 'localhost' || isLoopback(host)
}

/**
 * The addresses of a name, those that may be spoken to. A name that is not of this machine and yet leads here, or to
 * the link, is refused: whoever names hosts in public would choose what this server asks inside.
 */
export const resolveHost = (hostname: string): Promise<readonly string[] | Text> =>
  new Promise((resolve) => {
    const host = bareHost(hostname)
    if (isIP(plain(host)) !== 0) return resolve(isClosed(host) ? say.closedAddress() : [host])
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error !== null) return resolve(say.unknownHost(error.code ?? 'ENOTFOUND'))
      const mine = isThisMachine(host)
      const open = found
        .map(({ address }) => address)
        .filter((address) => (mine ? isLoopback(address) : !isClosed(address) && !isLoopback(address)))
      resolve(open.length === 0 ? say.closedAddress() : open)
    })
  })

/** An address that may be sent to, or why not: no part of it is in the words. */
export const addressOf = (value: string): URL | Text => {
  const words = value.trim()
  if (!URL.canParse(words)) return say.notAnAddress()
  const url = new URL(words)
  if (url.protocol === 'https:') return url
  return url.protocol === 'http:' && isThisMachine(url.hostname) ? url : say.needsHttps()
}
