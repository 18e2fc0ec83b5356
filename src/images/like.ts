import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  unlinkSync,
} from 'node:fs'
import { small } from '../folder/at-once.ts'

/**
 * A tree that a new one hardly differs from. What is equal in it, byte for byte, is linked instead of written again: a
 * new file costs a file system many times what a name costs, and a release changes a few of thousands.
 */
export type Like = {
  readonly root: string
  /** Of the new tree only what stands below this path is in it, by the rest of its path; `` for all. */
  readonly below: string
  /** It goes, and nobody but us ever wrote to it: a file with no other name may be given its new mode. */
  readonly given?: boolean
}

/** Nothing is waited for, and no link is followed at the end of a path. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const buffer = Buffer.allocUnsafeSlow(small + 1)

const holds = (file: number, bytes: Uint8Array): boolean => {
  let read = 0
  for (let more = -1; more !== 0 && read <= bytes.length; read += more)
    more = readSync(file, buffer, read, bytes.length + 1 - read, null)
  return read === bytes.length && buffer.subarray(0, read).equals(bytes)
}

/** Gives an open file the name `place`, if it is what is to stand there. */
const linkIfEqual = (file: number, from: Buffer, { place, bytes, mode }: Wanted, given: boolean): boolean => {
  const found = fstatSync(file)
  const isOurs = found.isFile() && found.uid === process.getuid?.()
  if (!isOurs || found.size !== bytes.length || !holds(file, bytes)) return false
  if ((found.mode & 0o7777) !== mode) {
    if (!given || found.nlink > 1) return false
    fchmodSync(file, mode)
  }
  linkSync(from, place)
  if (lstatSync(place).ino === found.ino) return true
  unlinkSync(place)
  return false
}

/** A small file as it is to be. */
export type Wanted = { readonly place: Buffer; readonly bytes: Uint8Array; readonly mode: number }

/** Makes a file of a link to the same in a tree that is like; false where there is no such, and nothing was made. */
export const linkEqual = ({ root, below, given = false }: Like, path: string, wanted: Wanted): boolean => {
  if (wanted.bytes.length > small || !(below === '' || path.startsWith(`${below}/`))) return false
  const rest = below === '' ? path : path.slice(below.length + 1)
  const from = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(rest, 'latin1')])
  let file: number | undefined
  try {
    file = openSync(from, flags)
    return linkIfEqual(file, from, wanted, given)
  } catch {
    // Not there, on another file system, or with as many names as it can have: it is written.
    return false
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
