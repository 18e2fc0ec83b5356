import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { takingTurns } from '../folder/at-once.ts'
import { bytePath } from '../images/extract.ts'
import type { LayerEntry } from '../images/layer.ts'
import { staysInside } from '../images/links.ts'
import { linkOut, notAFile, tooLarge } from './messages.ts'

/** Largest file and largest sum of what one component may put into an image, in MiB; entries. */
export const imageLimits = { file: 512, total: 4_096, entries: 500_000 }

const shown = (path: string): string =>
  Buffer.from(path, 'latin1')
    .toString('utf8')
    .replaceAll(/\p{Cc}/gu, '?')

/**
 * Everything below a folder as entries of a layer, under `prefix`. `without`: names at the top that are left out.
 * Files of more than one name, times, owners and finer rights are not kept: an image holds content and who may run it.
 * Throws `link-leaves`, `not-a-file`, `file-too-large`.
 */
export const scan = async (
  root: string,
  prefix: string,
  without: readonly string[] = [],
): Promise<readonly LayerEntry[]> => {
  const found: LayerEntry[] = []
  const links = new Map<string, string>()
  const turns = takingTurns()
  let total = 0
  const walk = async (path: string): Promise<void> => {
    const names = readdirSync(bytePath(root, path), { encoding: 'buffer' })
    for (const name of names.map((bytes) => bytes.toString('latin1')).sort()) {
      if (path === '' && without.includes(name)) continue
      const below = path === '' ? name : `${path}/${name}`
      const source = bytePath(root, below)
      const stats = lstatSync(source)
      const entry = { path: `${prefix}/${below}` }
      if (found.length >= imageLimits.entries) throw tooLarge(shown(below), imageLimits.total)
      if (stats.isDirectory()) {
        found.push({ ...entry, kind: 'folder' })
        await walk(below)
      } else if (stats.isSymbolicLink()) {
        const target = readlinkSync(source, { encoding: 'buffer' }).toString('latin1')
        links.set(below, target)
        found.push({ ...entry, kind: 'link', target })
      } else if (stats.isFile()) {
        total += stats.size
        if (stats.size > imageLimits.file * 1_048_576) throw tooLarge(shown(below), imageLimits.file)
        if (total > imageLimits.total * 1_048_576) throw tooLarge(shown(below), imageLimits.total)
        const kind = (stats.mode & 0o100) === 0 ? 'file' : 'program'
        found.push({ ...entry, kind, source, size: stats.size })
      } else throw notAFile(shown(below))
      await turns()
    }
  }
  await walk('')
  for (const [path, target] of links) if (!staysInside(links, path)) throw linkOut(shown(path), shown(target))
  return found
}
