import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurablySync } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import { keyDamaged, keyMissing, keyOpen } from './messages.ts'
import { type Keys, keysOf } from './seal.ts'

/** 32 bytes as hexadecimal digits and a line break. Mode 0600; in no backup. */
export const keyFile = (folder: Pick<Folder, 'secrets'>): string => join(folder.secrets, 'key')
/** Which key there was: a folder without its key file is not given another one. */
export const keyNameFile = (folder: Pick<Folder, 'secrets'>): string => join(folder.secrets, 'key-name')

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

const readOrNull = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** What opens sealed values; throws `secrets-key-missing`, `secrets-key-damaged`. */
export const readKeys = (folder: Pick<Folder, 'secrets'>): Keys => {
  const path = keyFile(folder)
  const words = readOrNull(path)
  if (words === null) throw new ProblemError(keyMissing(path))
  if (!/^[0-9a-f]{64}\n?$/.test(words)) throw new ProblemError(keyDamaged(path))
  return keysOf(Buffer.from(words.trim(), 'hex'))
}

/** Linked into its place: of two that make a key at once, one wins and both use it. */
const makeKey = (folder: Pick<Folder, 'secrets'>): void => {
  const drawn = `${keyFile(folder)}.${randomBytes(6).toString('hex')}`
  writeDurablySync(drawn, `${randomBytes(32).toString('hex')}\n`)
  try {
    linkSync(drawn, keyFile(folder))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(drawn, { force: true })
  }
}

/**
 * The same for who seals: makes the key where there never was one, and refuses one that others can read
 * (`secrets-key-open`).
 */
export const keysToSeal = (folder: Pick<Folder, 'secrets'>): Keys => {
  const path = keyFile(folder)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    if (readOrNull(keyNameFile(folder)) !== null) throw new ProblemError(keyMissing(path))
    makeKey(folder)
  } else if ((found.mode & 0o077) !== 0) throw new ProblemError(keyOpen(path, found.mode & 0o777))
  const keys = readKeys(folder)
  if (readOrNull(keyNameFile(folder)) === null) writeDurablySync(keyNameFile(folder), `${keys.id}\n`)
  return keys
}
