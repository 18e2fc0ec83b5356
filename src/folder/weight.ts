import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of the files below a folder; 0 where there is none. */
export const weightOf = async (folder: string): Promise<number> => {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await weightOf(path)
    else bytes += (await lstat(path).catch(() => null))?.size ?? 0
  }
  return bytes
}
