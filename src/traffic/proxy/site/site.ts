import { createHash, type Hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { typeOf } from './names.ts'
import { SmallFiles, small } from './small-files.ts'

/** More files than an image may hold. */
const mostFiles = 500_000
/** Folders that are read at once. */
const atOnce = 8
const encodings = [
  { name: 'br', ends: '.br' },
  { name: 'gzip', ends: '.gz' },
] as const

const smallFiles = new SmallFiles()

export type Encoding = (typeof encodings)[number]['name']

/** One file of a site, known by its content. */
export class SiteFile {
  readonly path: string
  readonly size: number
  #tag: Promise<string> | undefined

  constructor(path: string, size: number) {
    this.path = path
    this.size = size
  }

  /** Its bytes where they are in memory; from the first `tag` on, if it is small. */
  get held(): Buffer | undefined {
    return this.size > small ? undefined : smallFiles.get(this.path)
  }

  /** A link that took its place is not followed. */
  open(): Promise<FileHandle> {
    return open(this.path, constants.O_RDONLY | constants.O_NOFOLLOW)
  }

  /** `"..."`, of the content: equal in every release that has the same. Read once, with the first request. */
  tag(): Promise<string> {
    this.#tag ??= this.#hash().catch((error: unknown) => {
      this.#tag = undefined
      throw error
    })
    return this.#tag
  }

  async #hash(): Promise<string> {
    await using file = await this.open()
    const hash = createHash('sha256')
    if (this.size <= small) {
      const bytes = await file.readFile()
      if (bytes.length !== this.size) throw new Error('the file is not as long as it was')
      smallFiles.put(this.path, bytes)
      return tagOf(hash.update(bytes))
    }
    for await (const part of file.createReadStream({ autoClose: false })) hash.update(part as Buffer)
    return tagOf(hash)
  }
}

const tagOf = (hash: Hash): string => `"${hash.digest('base64url').slice(0, 22)}"`

/** What answers a path: the file, and the same in fewer bytes where the build made such. */
export type Page = {
  readonly type: string
  readonly file: SiteFile
  readonly smaller: readonly { readonly encoding: Encoding; readonly file: SiteFile }[]
}

export type Found =
  | { readonly kind: 'page'; readonly page: Page }
  /** A folder that was asked for without its slash. */
  | { readonly kind: 'folder' }
  | undefined

/** Hidden, but for what is public by its name (RFC 8615). */
const isHidden = (name: string, atTop: boolean): boolean =>
  name.startsWith('.') && !(atTop && name === '.well-known')

/** The plain files below a folder by their paths; links are not followed, and not served. */
const filesBelow = async (root: string): Promise<ReadonlyMap<string, SiteFile>> => {
  const files = new Map<string, SiteFile>()
  const visit = async (path: string): Promise<readonly string[]> => {
    const folders: string[] = []
    for (const entry of await readdir(join(root, path), { withFileTypes: true })) {
      if (isHidden(entry.name, path === '')) continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) folders.push(below)
      if (!entry.isFile() || files.size >= mostFiles) continue
      const place = join(root, below)
      files.set(below, new SiteFile(place, (await lstat(place)).size))
    }
    return folders
  }
  for (let level: readonly string[] = ['']; level.length > 0; ) {
    const next: string[] = []
    for (let at = 0; at < level.length; at += atOnce)
      next.push(...(await Promise.all(level.slice(at, at + atOnce).map(visit))).flat())
    level = next
  }
  return files
}

/** The files of one revision that has no process: read once, since a revision never changes. */
export class Site {
  readonly #files: ReadonlyMap<string, SiteFile>
  readonly #fallback: string | null

  private constructor(files: ReadonlyMap<string, SiteFile>, fallback: string | null) {
    this.#files = files
    this.#fallback = fallback
  }

  static async read(root: string, fallback: string | null): Promise<Site> {
    return new Site(await filesBelow(root), fallback)
  }

  /** `path`: decoded, from the folder on, with its first slash. Whatever is not a name of a file is not there. */
  find(path: string): Found {
    const name = path.slice(1)
    if (name === '' || name.endsWith('/')) return this.#page(`${name}index.html`)
    return this.#page(name) ?? (this.#files.has(`${name}/index.html`) ? { kind: 'folder' } : undefined)
  }

  /** What answers for pages that are no files, where there is such. */
  fallback(): Page | undefined {
    return this.#fallback === null ? undefined : this.#pageOf(this.#fallback)
  }

  /** The site's own words for what is not there. */
  missing(): Page | undefined {
    return this.#pageOf('404.html')
  }

  #page(name: string): Found {
    const page = this.#pageOf(name)
    return page && { kind: 'page', page }
  }

  #pageOf(name: string): Page | undefined {
    const file = this.#files.get(name)
    if (file === undefined) return undefined
    const smaller = encodings.flatMap(({ name: encoding, ends }) => {
      const other = this.#files.get(name + ends)
      return other === undefined ? [] : [{ encoding, file: other }]
    })
    return { type: typeOf(name), file, smaller }
  }
}
