import { readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { takingTurns } from './at-once.ts'

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** A folder that may not be read is left for `rmdir` to judge: of an empty one nothing need be known. */
const entriesOf = (folder: Buffer) => {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return []
    throw error
  }
}

/**
 * Removes a folder with all that is in it; nothing happens where there is none. Links are not followed. Throws what the
 * system says, in the middle: what forbids, or writes meanwhile, is the caller's affair.
 */
export const removeFolder = async (path: string): Promise<void> => {
  const turns = takingTurns()
  const visit = async (folder: Buffer): Promise<void> => {
    for (const entry of entriesOf(folder)) {
      const below = Buffer.concat([folder, Buffer.from('/'), entry.name])
      if (entry.isDirectory()) await visit(below)
      else unlinkSync(below)
      await turns()
    }
    rmdirSync(folder)
  }
  await visit(Buffer.from(path)).catch((error: unknown) => {
    if (!isGone(error)) throw error
  })
}
