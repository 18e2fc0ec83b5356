import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'

const pattern = /\.making-(\d+)-[0-9a-f]{12}$/

/** A name beside a path for what is not whole yet: it says which process is at it. */
export const beside = (path: string): string =>
  `${path}.making-${process.pid}-${randomBytes(6).toString('hex')}`

/** Takes away what other processes left unfinished below a folder; their control plane is dead, or this one is not. */
export const sweep = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const pid = pattern.exec(name)?.[1]
    if (pid !== undefined && Number(pid) !== process.pid)
      await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** The same in every folder below it. */
export const sweepBelow = async (folder: string): Promise<void> => {
  await sweep(folder)
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) if (entry.isDirectory()) await sweepBelow(join(folder, entry.name))
}

/** What other processes left unfinished of all that this room writes. Only the one control plane of a data folder may call it. */
export const sweepImages = async (folder: Folder): Promise<void> => {
  await sweep(join(folder.images, 'blobs', 'sha256'))
  await sweep(folder.unpacked)
  await sweep(join(folder.unpacked, 'layers'))
}
