import { open, readFile } from 'node:fs/promises'
import { anchorLine, readAnchors } from '../ledger/anchor.ts'
import type { Anchored } from '../ports/anchors.ts'
import { unreachable } from './messages.ts'

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'failed'

/** Appended and flushed: what stood there is never written again. */
export const putInFile = async (file: string, head: Anchored): Promise<void> => {
  try {
    const handle = await open(file, 'a', 0o644)
    try {
      await handle.write(anchorLine(head))
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw unreachable(file, codeOf(error), error)
  }
}

export const readFromFile = async (file: string): Promise<readonly Anchored[]> => {
  try {
    return readAnchors(await readFile(file, 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw unreachable(file, codeOf(error), error)
  }
}
