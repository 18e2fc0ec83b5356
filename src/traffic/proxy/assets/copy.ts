import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What is kept of one release, at most. */
const mostFiles = 20_000
const mostBytes = 1_073_741_824

export type Copied = { readonly files: Readonly<Record<string, number>>; readonly whole: boolean }

const copyFile = async (from: string, to: string): Promise<number> => {
  // An application may change its folder: a link is never followed out of it.
  const source = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const target = await open(to, 'wx', 0o600)
    try {
      let size = 0
      for await (const part of source.createReadStream({ autoClose: false })) {
        const bytes = part as Buffer
        size += bytes.length
        await target.write(bytes)
      }
      return size
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Copies the plain files of a folder, by their paths below it. A folder that is not there holds none. */
export const copyFolder = async (from: string, to: string): Promise<Copied> => {
  const files: Record<string, number> = {}
  let count = 0
  let bytes = 0
  const visit = async (path: string): Promise<boolean> => {
    const here = join(from, path)
    const stat = await lstat(here).catch(() => undefined)
    if (stat?.isDirectory() !== true) return true
    await mkdir(join(to, path), { recursive: true, mode: 0o700 })
    for (const entry of await readdir(here, { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory() && !(await visit(name))) return false
      if (!entry.isFile()) continue
      if (count >= mostFiles || bytes >= mostBytes) return false
      const size = await copyFile(join(from, name), join(to, name))
      files[name] = size
      count += 1
      bytes += size
    }
    return true
  }
  return { whole: await visit(''), files }
}
