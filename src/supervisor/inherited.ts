import { isIPv6 } from 'node:net'
import { openSocket, type TcpHandle } from './sockets.ts'

/** `managed`: the service manager listens on it, also while nobody serves it. */
export type Inherited = { readonly address: string; readonly handle: TcpHandle; readonly managed: boolean }

type Descriptor = { readonly number: number; readonly managed: boolean }

type Variables = Record<string, string | undefined>

/** The first descriptor that a service manager passes on (sd_listen_fds(3)). */
const firstDescriptor = 3

/**
 * Descriptors of sockets that this process was started with: those of the service manager's socket unit (`LISTEN_FDS`,
 * `LISTEN_PID`), and those of a data plane that outlived its supervisor (`ECLUSE_SOCKETS`). Takes the variables away,
 * since they are nobody else's.
 */
export const inheritedDescriptors = (variables: Variables, pid: number): readonly Descriptor[] => {
  const { LISTEN_FDS: count, LISTEN_PID: to, ECLUSE_SOCKETS: others = '' } = variables
  for (const name of ['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES', 'ECLUSE_SOCKETS']) delete variables[name]
  const passed =
    Number(to) === pid ? Array.from({ length: Number(count) || 0 }, (_, at) => firstDescriptor + at) : []
  const taken = others
    .split(',')
    .filter((word) => /^\d+$/.test(word))
    .map(Number)
  const all = new Map<number, Descriptor>()
  for (const number of taken) all.set(number, { number, managed: false })
  for (const number of passed) all.set(number, { number, managed: true })
  return [...all.values()]
}

export const addressOf = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`

/** The sockets behind the descriptors; what is none is left out. */
export const inheritedSockets = (variables: Variables, pid: number): readonly Inherited[] =>
  inheritedDescriptors(variables, pid).flatMap(({ number, managed }) => {
    const opened = openSocket(number)
    return opened === undefined ? [] : [{ address: addressOf(opened), handle: opened.handle, managed }]
  })
