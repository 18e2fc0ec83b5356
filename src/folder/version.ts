import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurablySync } from './durable.ts'

export const folderVersionFile = (root: string): string => join(root, 'version')

/** The layout version written in a data folder; undefined in a new one. */
export const readFolderVersion = (root: string): number | undefined => {
  let words: string
  try {
    words = readFileSync(folderVersionFile(root), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const version = Number.parseInt(words, 10)
  return Number.isSafeInteger(version) ? version : undefined
}

export const writeFolderVersion = (root: string, version: number): void =>
  writeDurablySync(folderVersionFile(root), `${version}\n`)
