import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Parts } from '../engine/parts.ts'
import { writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import { checkFloor, filesOfFloor } from '../policy/floor.ts'
import { floorNotRead, floorNotReadable } from './messages-floor.ts'

/** Where the path of the server's policy file stands: it is read again at each start of the control plane. */
const record = (folder: Folder): string => join(folder.root, 'policy.json')

const textOf = (path: string): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch {
    return null
  }
}

const beside = (file: string, name: string): string => (isAbsolute(name) ? name : join(dirname(file), name))

const textsOf = (file: string, text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    filesOfFloor(file, text).flatMap((name) => {
      const found = textOf(beside(file, name))
      return found === null ? [] : [[name, found] as const]
    }),
  )

/** The floor as it stands now; a record or a file that cannot be read is one that lets nothing start. */
export const floorAt = (folder: Folder): { readonly floor?: NonNullable<Parts['floor']> } => {
  if (!existsSync(record(folder))) return {}
  const said = /^\{"file":"(.+)"\}$/.exec(textOf(record(folder))?.trim() ?? '')?.[1]
  const file = said === undefined ? record(folder) : (JSON.parse(`"${said}"`) as string)
  const text = said === undefined ? null : textOf(file)
  if (text === null) return { floor: { file, text: null, files: {} } }
  try {
    const files = textsOf(file, text)
    checkFloor(file, text, (name) => files[name] ?? null)
    return { floor: { file, text, files } }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { floor: { file, text: null, files: {} } }
  }
}

type User = { readonly uid: number; readonly gid: number }

/** Whom the control plane runs as; null: it never ran here. On a prepared server root gives the order, and is another. */
const servedBy = (folder: Folder): User | null => {
  const found = statSync(join(folder.root, 'control.db'), { throwIfNoEntry: false })
  return found === undefined ? null : { uid: found.uid, gid: found.gid }
}

const allows = (path: string, { uid, gid }: User, bit: 4 | 1): boolean => {
  const { mode, uid: owner, gid: group } = statSync(path)
  const shift = owner === uid ? 6 : group === gid ? 3 : 0
  return uid === 0 || (mode & (bit << shift)) !== 0
}

/** Whether a user may read a file where it lies: the file itself, and every folder on the way to it. */
const mayRead = (file: string, user: User): boolean => {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (!allows(folder, user, 1)) return false
    if (folder === dirname(folder)) return allows(file, user, 4)
  }
}

/** From the next start of the control plane on; null: no floor any more. Throws a `ProblemError` with the place. */
export const recordFloor = async (folder: Folder, named: string | null, here: string): Promise<void> => {
  if (named === null) return rm(record(folder), { force: true })
  const file = resolve(here, named)
  const text = textOf(file)
  if (text === null) throw new ProblemError(floorNotRead(file))
  const files = textsOf(file, text)
  checkFloor(file, text, (name) => files[name] ?? null)
  const user = servedBy(folder)
  const shut = [file, ...Object.keys(files).map((name) => beside(file, name))].find(
    (path) => user !== null && !mayRead(realpathSync(path), user),
  )
  if (shut !== undefined) throw new ProblemError(floorNotReadable(shut, user?.uid ?? 0))
  // Whoever starts may read where it is: a path is no secret.
  await writeDurably(record(folder), `${JSON.stringify({ file })}\n`, 0o644)
}
