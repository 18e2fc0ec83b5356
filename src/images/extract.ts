import { mkdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import { gather, small, takingTurns, writeNew } from '../folder/at-once.ts'
import { type Like, linkEqual } from './like.ts'
import { badTar } from './messages.ts'
import type { TarItem } from './tar-read.ts'

/** Most bytes and entries that one archive may unpack to: what stands against an archive made to fill the disk. */
export type ExtractLimits = { readonly bytes: number; readonly entries: number }

export const bytePath = (root: string, path: string): Buffer =>
  path === '' ? Buffer.from(root) : Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')])

const shown = (path: string): string =>
  Buffer.from(path, 'latin1')
    .toString('utf8')
    .replaceAll(/\p{Cc}/gu, '?')

const refused = (path: string, en: string, fr: string) =>
  badTar(`${shown(path)} ${en}`, `${shown(path)} ${fr}`)

/** `./a//b/` is `a/b`. Throws `bad-archive` for a name that leaves the root. */
export const tidyName = (path: string): string => {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  if (path.startsWith('/') || path.includes('\0') || parts.includes('..'))
    throw refused(path, 'leaves the archive', 'sort de l’archive')
  return parts.join('/')
}

/**
 * Writes the entries of an archive below a new, empty folder that nobody else writes to. Every file is made new, and
 * only inside folders that were made here, so that nothing is ever written through a link.
 */
export class Extractor {
  readonly #root: string
  readonly #limits: ExtractLimits
  readonly #again: 'refuse' | 'replace'
  readonly #like: Like | undefined
  readonly #folders = new Set<string>([''])
  readonly #others = new Set<string>()
  readonly #links = new Map<string, string>()
  readonly #turns = takingTurns()
  #bytes = 0

  /**
   * `again`: what happens to a file that an archive holds twice; some packages do, and their last one counts. `like`:
   * where files that are equal may be found.
   */
  constructor(root: string, limits: ExtractLimits, again: 'refuse' | 'replace' = 'refuse', like?: Like) {
    this.#root = root
    this.#limits = limits
    this.#again = again
    this.#like = like
  }

  /** Targets of the links that were written, by path. */
  get links(): ReadonlyMap<string, string> {
    return this.#links
  }

  get paths(): ReadonlySet<string> {
    return this.#others
  }

  folder(path: string): void {
    if (this.#folders.has(path)) return
    if (this.#others.has(path))
      throw refused(path, 'is a file and a folder', 'est à la fois un fichier et un dossier')
    this.folder(path.split('/').slice(0, -1).join('/'))
    this.#count(path)
    mkdirSync(bytePath(this.#root, path), { mode: 0o755 })
    this.#folders.add(path)
  }

  /** `size`: bytes of the body, as the archive says. */
  async file(path: string, mode: number, size: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#turns()
    this.#place(path)
    const place = bytePath(this.#root, path)
    if (size <= small) {
      const bytes = await gather(body)
      this.#weigh(path, bytes.length)
      if (this.#like !== undefined && linkEqual(this.#like, path, { place, bytes, mode })) return
      return writeNew(place, bytes, mode)
    }
    const file = await open(place, 'wx', 0o600)
    try {
      for await (const part of body) {
        this.#weigh(path, part.length)
        await file.writeFile(part)
      }
      await file.chmod(mode)
    } finally {
      await file.close()
    }
  }

  link(path: string, target: string): void {
    this.#place(path)
    symlinkSync(Buffer.from(target, 'latin1'), bytePath(this.#root, path))
    this.#links.set(path, target)
  }

  #place(path: string): void {
    if (this.#again === 'replace' && this.#others.has(path)) {
      unlinkSync(bytePath(this.#root, path))
      return
    }
    if (path === '' || this.#folders.has(path) || this.#others.has(path))
      throw refused(path, 'is there twice', 'y figure deux fois')
    this.folder(path.split('/').slice(0, -1).join('/'))
    this.#count(path)
    this.#others.add(path)
  }

  #weigh(path: string, bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#limits.bytes)
      throw refused(path, 'makes the archive too large', 'rend l’archive trop grande')
  }

  #count(path: string): void {
    if (this.#folders.size + this.#others.size >= this.#limits.entries)
      throw refused(path, 'is one entry too many', 'est un élément de trop')
  }
}

export const refuseKind = (item: TarItem): never => {
  throw refused(
    item.path,
    'is neither a file, a folder nor a link',
    'n’est ni un fichier, ni un dossier, ni un lien',
  )
}

export const isFolder = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => null))?.isDirectory() === true
