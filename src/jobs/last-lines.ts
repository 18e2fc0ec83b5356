import { open } from 'node:fs/promises'
import { stripVTControlCharacters } from 'node:util'

/** The last lines of a log, at most `bytes` of it; control characters but tabs taken off. */
export const lastLines = async (path: string, count: number, bytes = 16_384): Promise<readonly string[]> => {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return []
  try {
    const { size } = await file.stat()
    const length = Math.min(size, bytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/)
    return lines
      .map((line) => stripVTControlCharacters(line).replaceAll(/[^\P{Cc}\t]/gu, ''))
      .filter((line) => line.trim() !== '')
      .slice(-count)
  } finally {
    await file.close()
  }
}
