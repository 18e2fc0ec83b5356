import { isIPv6 } from 'node:net'
import { getSystemErrorName } from 'node:util'
import type { Problem } from '../kernel/problem.ts'
import { addressTaken } from './messages.ts'

/** A TCP socket as Node's core has it: bound, and never listened on or read by whoever only holds it. */
export type TcpHandle = {
  bind(address: string, port: number): number
  bind6(address: string, port: number, flags: number): number
  getsockname(out: object): number
  open(descriptor: number): number
  close(): void
  /** Negative once it is closed. */
  readonly fd: number
}

type TcpWrap = { TCP: new (kind: number) => TcpHandle; constants: { SERVER: number } }

/** Core's handle has no public constructor; `net.Server` always accepts, which a holder must never do. */
const tcpWrap = (): TcpWrap => {
  const quiet = process.noDeprecation
  process.noDeprecation = true
  try {
    return (process as unknown as { binding(name: string): TcpWrap }).binding('tcp_wrap')
  } finally {
    if (quiet === undefined) Reflect.deleteProperty(process, 'noDeprecation')
    else process.noDeprecation = quiet
  }
}

/** `HOST:PORT`, `[IPV6]:PORT`; undefined when it is neither. */
export const parseAddress = (address: string): { host: string; port: number } | undefined => {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(address) ?? []
  const host = bracketed ?? plain
  const number = Number(port)
  if (host === undefined || port === '' || number > 65_535) return undefined
  return {
    host: host === '' || host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host,
    port: number,
  }
}

/** Binds an address; a problem where another process listens there or the system refuses it. */
export const bindSocket = (address: string): { handle: TcpHandle } | { problem: Problem } => {
  const parsed = parseAddress(address)
  if (parsed === undefined) return { problem: addressTaken(address, 'EINVAL') }
  const { TCP, constants } = tcpWrap()
  const handle = new TCP(constants.SERVER)
  const bound = isIPv6(parsed.host)
    ? handle.bind6(parsed.host, parsed.port, 0)
    : handle.bind(parsed.host, parsed.port)
  // libuv keeps EADDRINUSE back until the socket is used.
  const error = bound === 0 ? handle.getsockname({}) : bound
  if (error === 0) return { handle }
  handle.close()
  return { problem: addressTaken(address, getSystemErrorName(error)) }
}

type Named = { address?: string; port?: number }

/** A socket that this process was started with; undefined where the descriptor is no TCP socket. */
export const openSocket = (
  descriptor: number,
): { readonly handle: TcpHandle; readonly address: string; readonly port: number } | undefined => {
  const { TCP, constants } = tcpWrap()
  const handle = new TCP(constants.SERVER)
  const name: Named = {}
  const known = handle.open(descriptor) === 0 && handle.getsockname(name) === 0
  if (!known || name.address === undefined || name.port === undefined) return undefined
  return { handle, address: name.address, port: name.port }
}
