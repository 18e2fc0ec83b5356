import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import type { Folder } from '../../folder/layout.ts'
import type { Job, Supervision } from '../../ports/supervision.ts'
import type { Attached, OnceSpec, Seat } from '../../ports/target.ts'
import { jobSpecOf } from './job-spec.ts'
import type { Unpacked } from './spec.ts'

/** How long the command's parent has to come to its seat, in milliseconds: the machine may be busy. */
const patience = 20_000

const prefix = (key: string): string => `once/${key}/`
/** Which job of the supervisor's a one-off command is. */
export const onceJobId = ({ revision, id }: OnceSpec): string => `${prefix(revision.key)}${id}`

/** Jobs of one-off commands that run in a revision. */
export const onceJobsOf = (jobs: readonly Job[], key: string): readonly Job[] =>
  jobs.filter(({ id, state }) => state === 'running' && id.startsWith(prefix(key)))

/** Revisions that one-off commands keep. */
export const busyKeys = (jobs: readonly Job[]): readonly string[] => [
  ...new Set(
    jobs.flatMap(({ id, state }) => {
      if (state !== 'running' || !id.startsWith('once/')) return []
      return [id.slice('once/'.length, id.lastIndexOf('/'))]
    }),
  ),
]

export const onceOf = (jobs: readonly Job[]): readonly (Job & { readonly revision: string })[] =>
  jobs.flatMap((job) => {
    if (!job.id.startsWith('once/')) return []
    const at = job.id.lastIndexOf('/')
    return [{ ...job, id: job.id.slice(at + 1), revision: job.id.slice('once/'.length, at) }]
  })

export const startOnce = async (
  folder: Folder,
  supervision: Supervision,
  once: OnceSpec,
  seat: Seat | null,
  unpacked: Unpacked,
  app: string,
): Promise<Attached | null> => {
  const { revision, within } = once
  const run = once.run.length === 0 ? (revision.start ?? unpacked.start) : once.run
  const spec = await jobSpecOf(folder, supervision, { revision, run, within, name: once.id }, unpacked, app)
  const job = { ...spec, id: onceJobId(once), marked: true } as const
  if (seat === null) {
    await supervision.job(job)
    return null
  }
  const socket = join(dirname(folder.sockets.supervisor), `${once.id.slice(-12)}.run`)
  const { server, comes } = await listen(socket)
  try {
    await supervision.job({ ...job, attach: { socket, terminal: seat.terminal } })
    const taken = await comes
    return attached(taken)
  } catch (error) {
    await supervision.cancelJob(job.id).catch(() => undefined)
    throw error
  } finally {
    server.close()
    rmSync(socket, { force: true })
  }
}

/** A seat for one: the first connection is the command's parent. */
const listen = (path: string): Promise<{ server: Server; comes: Promise<Socket> }> =>
  new Promise((resolve, reject) => {
    rmSync(path, { force: true })
    let came: (socket: Socket) => void = () => undefined
    const comes = new Promise<Socket>((there, never) => {
      came = there
      setTimeout(() => never(new Error('the command did not come to its seat')), patience).unref()
    })
    comes.catch(() => undefined)
    const server = createServer((socket) => {
      socket.pause()
      came(socket)
    })
    server.once('error', reject)
    server.listen(path, () => {
      chmodSync(path, 0o600)
      resolve({ server, comes })
    })
  })

const attached = (socket: Socket): Attached => {
  socket.on('error', () => undefined)
  return {
    output: socket,
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes)
    },
    close: () => socket.destroy(),
  }
}
