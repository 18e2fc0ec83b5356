import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { outsideRepository } from '../cli/messages-notes.ts'
import { ProblemError } from '../kernel/problem.ts'

/** Where a file of the repository really stands; a link that leads out is refused. */
const placeOf = async (root: string, path: string): Promise<string> => {
  const [home, folder] = [await realpath(root), dirname(join(root, path))]
  await mkdir(folder, { recursive: true })
  const real = join(await realpath(folder), path.slice(path.lastIndexOf('/') + 1))
  const found = await lstat(real).catch(() => null)
  const target = found?.isSymbolicLink() === true ? await realpath(real).catch(() => '/') : real
  if (relative(home, target).startsWith('..')) throw new ProblemError(outsideRepository(path))
  return target
}

export const readHere = async (root: string, path: string): Promise<Uint8Array | null> => {
  try {
    return await readFile(join(root, path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Under another name until it is whole; with the rights that the file had. */
export const writeHere = async (root: string, path: string, text: string): Promise<void> => {
  const place = await placeOf(root, path)
  const half = `${place}.${randomBytes(4).toString('hex')}`
  const mode = await stat(place).then(
    (found) => found.mode & 0o777,
    () => null,
  )
  try {
    await writeFile(half, text, { flag: 'wx' })
    if (mode !== null) await chmod(half, mode)
    await rename(half, place)
  } finally {
    await rm(half, { force: true })
  }
}
