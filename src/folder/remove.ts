import { readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { takingTurns } from './at-once.ts'

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/**
 * Removes a folder with all that is in it; nothing happens where there is none. Links are not followed. Throws what the
 * system says, in the middle: what forbids, or writes meanwhile, is the caller's affair.
 */
export const removeFolder = async (path: string): Promise<void> => {
  const turns = takingTurns()
  const visit = async (folder: Buffer): Promise<void> => {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
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
