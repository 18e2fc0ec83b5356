import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A listening TCP socket of this machine; `address` as /proc writes it, in hexadecimal. */
export type Listener = { readonly address: string; readonly port: number; readonly inode: string }

const listenState = '0A'

const listenersIn = (file: string): readonly Listener[] => {
  let words: string
  try {
    words = readFileSync(file, 'latin1')
  } catch {
    return []
  }
  return words.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    if (state !== listenState) return []
    const [address = '', port = ''] = local.split(':')
    return [{ address, port: Number.parseInt(port, 16), inode }]
  })
}

export const listeners = (): readonly Listener[] => [
  ...listenersIn('/proc/net/tcp'),
  ...listenersIn('/proc/net/tcp6'),
]

/** 127.0.0.1, every address, or their mapped forms, as a little-endian machine writes them in /proc. */
const reachesLoopback = new Set([
  '0100007F',
  '00000000',
  '00000000000000000000000000000000',
  '0000000000000000FFFF00000100007F',
  '0000000000000000FFFF000000000000',
])

/** Whether a connection to 127.0.0.1 would reach the socket. */
export const onLoopback = (listener: Listener): boolean => reachesLoopback.has(listener.address)

/** The inodes of the sockets that processes have open; undefined where one of them hides its own from us. */
export const socketsOf = (pids: readonly number[]): ReadonlySet<string> | undefined => {
  const all = pids.map(socketsOfOne)
  return all.some((one) => one === undefined) ? undefined : new Set(all.flatMap((one) => one ?? []))
}

const socketsOfOne = (pid: number): readonly string[] | undefined => {
  let names: readonly string[]
  try {
    names = readdirSync(`/proc/${pid}/fd`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? undefined : []
  }
  return names.flatMap((name) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1]
      return inode === undefined ? [] : [inode]
    } catch {
      return []
    }
  })
}
