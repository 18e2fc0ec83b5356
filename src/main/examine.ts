import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { ApiClient } from '../api/client.ts'
import { readMark } from '../backup/read.ts'
import { shippedVersion } from '../build/runtime-shipped.ts'
import type { Facts } from '../cli/doctor/types.ts'
import type { StatusView } from '../engine/facade.ts'
import { type Folder, layout } from '../folder/layout.ts'
import type { RouterReading } from '../ports/router.ts'
import { connectSupervision } from '../supervisor/client.ts'
import { connectRouter } from '../traffic/proxy/client.ts'
import { memberFindings } from './members.ts'
import { thisPackage } from './package-root.ts'
import { readStopped } from './stopping.ts'

/** Nothing that is dead or hangs is waited for longer. */
const patience = 3_000
const stale = 600_000

const orNull = async <T>(work: () => Promise<T>): Promise<T | null> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patience, null)
  })
  try {
    return await Promise.race([work(), late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}

const readOr = <T>(read: () => T, other: T): T => {
  try {
    return read()
  } catch {
    return other
  }
}

const asking = async <C extends { close(): void }, T>(client: C, ask: (client: C) => Promise<T>) => {
  try {
    return await orNull(() => ask(client))
  } finally {
    client.close()
  }
}

/** Halves and locks that nobody has touched for a while: their writers are dead, or they would have gone on. */
const leftovers = (folder: Folder, now: number): readonly string[] => {
  const isOld = (path: string) => readOr(() => now - statSync(path).mtimeMs > stale, false)
  const here = readOr(() => readdirSync(folder.root), [])
    .filter((name) => /^\.(backup|restoring|probe)-/.test(name))
    .map((name) => join(folder.root, name))
  const locks = readOr(() => readdirSync(folder.repositories), []).flatMap((name) =>
    readOr(() => readdirSync(join(folder.repositories, name)), [])
      .filter((file) => file.endsWith('.lock'))
      .map((file) => join(folder.repositories, name, file)),
  )
  return [...here, ...locks].filter(isOld)
}

const folderFacts = (folder: Folder, now: number): Facts['folder'] => {
  const disk = statfsSync(folder.root)
  const newest = readOr(() => statSync(folder.controlDatabase).mtimeMs, 0)
  return {
    writable: readOr(() => {
      accessSync(folder.root, constants.W_OK)
      return true
    }, false),
    disk: {
      free: disk.bavail * disk.bsize,
      of: disk.blocks * disk.bsize,
      inodes: disk.files === 0 ? 1e9 : disk.ffree,
    },
    future: newest > now ? newest : null,
    leftovers: leftovers(folder, now),
    restoredFrom: readOr(() => readMark(folder.root), null)?.label.host ?? null,
    stopped: readOr(() => readStopped(folder), null),
  }
}

/** Ports on which somebody listens, with the user of the socket: /proc/net/tcp and tcp6 (proc(5)). */
const listening = (): ReadonlyMap<number, string> => {
  const found = new Map<number, string>()
  for (const table of ['tcp', 'tcp6']) {
    for (const line of readOr(() => readFileSync(`/proc/net/${table}`, 'utf8'), '')
      .split('\n')
      .slice(1)) {
      const [, local = '', , state, , , , uid = ''] = line.trim().split(/\s+/)
      if (state === '0A') found.set(Number.parseInt(local.split(':').at(-1) ?? '', 16), `uid ${uid}`)
    }
  }
  return found
}

/** Addresses that a split wants and that the data plane has not open. */
const deafOf = (folder: Folder, router: RouterReading | null): Facts['deaf'] => {
  const stored = readOr(
    () =>
      (
        JSON.parse(readFileSync(join(folder.proxy, 'state.json'), 'utf8')) as {
          splits?: Record<string, { listen: readonly string[] }>
        }
      ).splits ?? {},
    {},
  )
  const open = new Set((router?.splits ?? []).flatMap((split) => split.listening))
  const taken = listening()
  return Object.values(stored)
    .flatMap(({ listen }) => listen)
    .filter((address) => !open.has(address))
    .flatMap((address) => {
      const holder = taken.get(Number(address.split(':').at(-1))) ?? null
      // With the data plane dead, its socket may still be held for it: nothing is wrong with the address itself.
      return router === null ? [] : [{ address, takenBy: holder }]
    })
}

const filesAllowed = (): number | null => {
  const words = readOr(() => readFileSync('/proc/self/limits', 'utf8'), '')
  const soft = /^Max open files\s+(\S+)/m.exec(words)?.[1]
  return soft === undefined ? null : soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft)
}

const sourcePorts = (): Facts['sourcePorts'] => {
  const [first, last] = readOr(() => readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), '')
    .trim()
    .split(/\s+/)
    .map(Number)
  return first === undefined || last === undefined || Number.isNaN(last) ? null : { first, last }
}

/** Only where systemd runs it is known whether something keeps the time. */
const clockKept = (): boolean | null => {
  if (!existsSync('/run/systemd/system')) return null
  return ['/run/systemd/timesync/synchronized', '/run/chrony', '/run/ntpd.pid'].some((path) =>
    existsSync(path),
  )
}

const gitVersion = (): Promise<string | null> =>
  orNull(
    () =>
      new Promise<string>((resolve, reject) =>
        execFile('git', ['--version'], (error, out) =>
          error === null ? resolve(out.trim()) : reject(error),
        ),
      ),
  )

/** What can be seen of this machine and of a data folder, within seconds, whatever is dead; starts nothing. */
export const examine = async (data: string): Promise<Omit<Facts, 'config'>> => {
  const now = Date.now()
  const root = readOr(() => realpathSync(data), data)
  const folder = layout(root)
  const exists = existsSync(join(root, 'version'))
  const client = new ApiClient(folder.sockets.control)
  const [supervisor, router, about, status, git] = await Promise.all([
    exists ? asking(connectSupervision(folder.sockets.supervisor), (one) => one.list()) : null,
    exists ? asking(connectRouter(folder.sockets.proxy), (one) => one.read()) : null,
    exists ? orNull(() => client.get<{ version: string }>('/v1/version')) : null,
    exists ? orNull(() => client.get<StatusView>('/v1/status')) : null,
    gitVersion(),
  ])
  return {
    now,
    root,
    version: thisPackage.version,
    node: { running: process.versions.node, shipped: shippedVersion },
    folder: exists ? folderFacts(folder, now) : null,
    supervisor,
    router,
    controlPlane: about,
    status,
    deaf: exists ? deafOf(folder, router) : [],
    limits: { files: filesAllowed() },
    sourcePorts: sourcePorts(),
    clock: { kept: clockKept() },
    git,
    members: memberFindings(process.env),
  }
}
