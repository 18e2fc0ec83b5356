import { lstatSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ProblemError } from '../kernel/problem.ts'
import type { ApplicationUser } from '../ports/supervision.ts'
import type { Keeper } from './keeper.ts'
import { applicationOf, controlPlaneId, dataPlaneId, jobMark } from './marks.ts'
import { badUserList, noUserLeft, userNotListed } from './user-messages.ts'

/** `own`: the account that our control plane and data plane run as. */
export type UserList = { readonly own: ApplicationUser; readonly applications: readonly ApplicationUser[] }

const account = (value: unknown): ApplicationUser | null => {
  const { name, uid, gid } = (value ?? {}) as Partial<Record<keyof ApplicationUser, unknown>>
  const named = typeof name === 'string' && /^[a-z_][a-z0-9_-]{0,31}$/.test(name)
  const numbered = [uid, gid].every((id) => Number.isSafeInteger(id) && (id as number) > 0)
  return named && numbered ? { name, uid: uid as number, gid: gid as number } : null
}

/** Each account once: two that share a number are one to the system. */
const distinct = (all: readonly ApplicationUser[]): boolean =>
  (['name', 'uid', 'gid'] as const).every((key) => new Set(all.map((one) => one[key])).size === all.length)

/** Only root may have written a file, and only root may put another in its place. */
const checkOwner = (file: string): void => {
  const found = lstatSync(file)
  if (!found.isFile() || found.uid !== 0 || (found.mode & 0o022) !== 0)
    throw badUserList(file, 'it is not a file that only root can write')
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const { uid, mode } = lstatSync(folder)
    // In a folder like /tmp nobody can replace what another put there.
    const sticky = (mode & 0o1000) !== 0
    if (uid !== 0 || ((mode & 0o022) !== 0 && !sticky))
      throw badUserList(file, `others can write in ${folder}`)
    if (folder === dirname(folder)) return
  }
}

type Seen = { readonly mark: string; readonly list: UserList }
const seen = new Map<string, Seen>()
/** What was last in force: enough to know again what runs, never to start anything. */
const last = new Map<string, UserList>()

/** The list as root has it now: read again whenever anything of it changed. Throws `bad-user-list`. */
export const readUserList = (file: string): UserList => {
  const found = lstatSync(file, { bigint: true, throwIfNoEntry: false })
  const mark = [found?.dev, found?.ino, found?.ctimeNs].join()
  const known = seen.get(file)
  if (known?.mark === mark) return known.list
  const list = read(file)
  seen.set(file, { mark, list })
  last.set(file, list)
  return list
}

const read = (file: string): UserList => {
  let told: { own?: unknown; applications?: unknown }
  try {
    checkOwner(file)
    told = JSON.parse(readFileSync(file, 'utf8')) as typeof told
  } catch (error) {
    throw error instanceof ProblemError ? error : badUserList(file, String(error), error)
  }
  const own = account(told.own)
  const listed = Array.isArray(told.applications) ? told.applications.map(account) : []
  const applications = listed.filter((one) => one !== null)
  if (own === null || applications.length === 0 || applications.length < listed.length)
    throw badUserList(file, 'it does not name an own account and those of applications')
  if (!distinct([own, ...applications])) throw badUserList(file, 'two accounts share a name or a number')
  return { own, applications }
}

/**
 * Which system user each application's code runs as. The list is root's, read and checked at every use: whatever the
 * control plane asks for, nothing starts as a user outside it. Which application has which is durable here.
 */
export class Users {
  readonly #file: string
  readonly #keeper: Keeper

  constructor(file: string, keeper: Keeper) {
    this.#file = file
    this.#keeper = keeper
  }

  own(): ApplicationUser {
    return this.#known().own
  }

  taken(): Readonly<Record<string, string>> {
    return this.#keeper.state.users ?? {}
  }

  /** The application's user: the one it has, else the lowest free one. Throws `user-not-listed`, `no-user-left`. */
  of(application: string): ApplicationUser {
    const { applications } = readUserList(this.#file)
    const known = this.taken()[application]
    if (known !== undefined) {
      const found = applications.find(({ name }) => name === known)
      if (found === undefined) throw new ProblemError(userNotListed(application, known, this.#file))
      return found
    }
    const used = new Set(Object.values(this.taken()))
    const free = applications.find(({ name }) => !used.has(name))
    if (free === undefined) throw new ProblemError(noUserLeft(application, applications.length, this.#file))
    this.#change({ ...this.taken(), [application]: free.name })
    return free
  }

  /** Every user of the list. */
  uids(): readonly number[] {
    return this.#known().applications.map(({ uid }) => uid)
  }

  /** The list as it is, or as it last was while it could be trusted: a file that was spoilt ends nothing that runs. */
  #known(): UserList {
    try {
      return readUserList(this.#file)
    } catch (error) {
      const list = last.get(this.#file)
      if (list === undefined) throw error
      return list
    }
  }

  /** The user that an application has already. */
  uidOf(application: string): number | undefined {
    const name = this.taken()[application]
    return this.#known().applications.find((one) => one.name === name)?.uid
  }

  free(application: string): void {
    const { [application]: _, ...rest } = this.taken()
    this.#change(rest)
  }

  /** Whether a process that runs as a user may be what its mark says. */
  believes(instance: string, uid: number): boolean {
    if (uid === 0) return true
    const { own } = this.#known()
    if (instance === dataPlaneId || instance === controlPlaneId) return uid === own.uid
    // A job's mark only says what ends with it.
    if (instance.startsWith(jobMark(''))) return this.uids().includes(uid)
    return uid === this.uidOf(applicationOf(instance))
  }

  #change(users: Record<string, string>): void {
    const { state } = this.#keeper
    this.#keeper.request(() => {
      const before = state.users
      state.users = users
      return () => {
        if (before === undefined) delete state.users
        else state.users = before
      }
    })
  }
}
