import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../../folder/durable.ts'
import { type Folder, runFolder } from '../../../folder/layout.ts'
import type { EnvironmentKey, Side, Split } from '../../../ports/router.ts'
import type { Substitute } from '../http/file-answer.ts'
import { decodedPath, typeOf } from '../site/names.ts'
import { copyFolder } from './copy.ts'

const releasesKept = 3

/** One release's copies: decoded path of the address to file and size. */
type Kept = { readonly release: number; readonly at: number; readonly files: ReadonlyMap<string, Substitute> }
type Index = {
  readonly release: number
  readonly at: number
  readonly files: Record<string, [string, number]>
}

/**
 * Copies of the assets of the last three releases of each environment, below `proxy/assets`: a page of a release that
 * is gone still finds its chunks. The one exception to pinning.
 */
export class Assets {
  readonly #folder: Folder
  readonly #trouble: (where: string, error: unknown) => void
  readonly #kept = new Map<EnvironmentKey, Kept[]>()
  #work: Promise<void> = Promise.resolve()

  constructor(folder: Folder, trouble: (where: string, error: unknown) => void) {
    this.#folder = folder
    this.#trouble = trouble
  }

  /** The newest copy of what is asked for. */
  find(environment: EnvironmentKey, target: string): Substitute | undefined {
    const kept = this.#kept.get(environment)
    if (kept === undefined || kept.length === 0) return undefined
    const path = decodedPath(target)
    if (path === undefined) return undefined
    for (const { files } of kept) {
      const file = files.get(path)
      if (file !== undefined) return file
    }
    return undefined
  }

  /** Copies what a split's releases declare, once for each; nobody waits for it. */
  keep(split: Split): void {
    const { environment } = split
    if (!this.#kept.has(environment)) this.#kept.set(environment, this.#read(environment))
    for (const side of [split.old, split.new]) {
      if (side === null || (side.assets ?? []).length === 0) continue
      this.#work = this.#work
        .then(() => this.#copy(environment, side))
        .catch((error: unknown) => this.#trouble(`keep the assets of ${environment}`, error))
    }
  }

  forget(environment: EnvironmentKey): void {
    this.#kept.delete(environment)
    this.#work = this.#work.then(() => rm(this.#root(environment), { recursive: true, force: true }))
    this.#work = this.#work.catch((error: unknown) => this.#trouble(`forget assets of ${environment}`, error))
  }

  idle(): Promise<void> {
    return this.#work
  }

  #root(environment: EnvironmentKey): string {
    return join(this.#folder.proxy, 'assets', ...environment.split('/'))
  }

  /** What an earlier life kept; what was not finished is not there. */
  #read(environment: EnvironmentKey): Kept[] {
    const root = this.#root(environment)
    mkdirSync(root, { recursive: true, mode: 0o700 })
    const found: Kept[] = []
    for (const name of readdirSync(root)) {
      if (!/^\d+$/.test(name)) continue
      try {
        const index = JSON.parse(readFileSync(join(root, name, 'index.json'), 'utf8')) as Index
        found.push(this.#indexed(join(root, name), index))
      } catch (error) {
        this.#trouble(`read the assets of ${environment}`, error)
      }
    }
    return found.sort((a, b) => b.at - a.at)
  }

  #indexed(root: string, { release, at, files }: Index): Kept {
    const all = Object.entries(files).map(
      ([path, [file, size]]) => [path, { path: join(root, file), size, type: typeOf(path) }] as const,
    )
    return { release, at, files: new Map(all) }
  }

  async #copy(environment: EnvironmentKey, { release, assets = [] }: Side): Promise<void> {
    const kept = this.#kept.get(environment)
    if (kept === undefined || kept.some((one) => one.release === release)) return
    const root = this.#root(environment)
    const [temporary, final] = [join(root, `.${release}`), join(root, String(release))]
    await rm(temporary, { recursive: true, force: true })
    const files: Index['files'] = {}
    for (const [i, { path, run, folder }] of assets.entries()) {
      const into = join(temporary, String(i))
      await mkdir(into, { recursive: true, mode: 0o700 })
      const copied = await copyFolder(join(runFolder(this.#folder, run).app, folder), into)
      if (!copied.whole)
        throw new Error(`release ${release} has too many assets in ${folder}: some are not kept`)
      const prefix = path.endsWith('/') ? path : `${path}/`
      for (const [name, size] of Object.entries(copied.files)) files[prefix + name] = [`${i}/${name}`, size]
    }
    const index: Index = { release, at: Date.now(), files }
    await writeDurably(join(temporary, 'index.json'), JSON.stringify(index))
    await rm(final, { recursive: true, force: true })
    await rename(temporary, final)
    const all = [this.#indexed(final, index), ...kept].sort((a, b) => b.at - a.at)
    this.#kept.set(environment, all.slice(0, releasesKept))
    for (const one of all.slice(releasesKept)) {
      await rm(join(root, String(one.release)), { recursive: true, force: true })
    }
  }
}
