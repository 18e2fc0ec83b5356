import type { RunLabels } from '../../../ports/supervision.ts'
import { Site } from './site.ts'

/** How long a request may wait for the supervisor to tell of a revision that people are already led to. */
const patience = 5_000

/** The files of a run, read when its folder is told, and again where that failed. */
export class SiteHolder {
  readonly #where = Promise.withResolvers<NonNullable<RunLabels['files']>>()
  #site: Promise<Site> | undefined
  known = false

  told(files: RunLabels['files']): void {
    if (files === undefined || this.known) return
    this.known = true
    this.#where.resolve(files)
    this.read().catch(() => undefined)
  }

  read(): Promise<Site> {
    this.#site ??= this.#read().catch((error: unknown) => {
      this.#site = undefined
      throw error
    })
    return this.#site
  }

  async #read(): Promise<Site> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error('the supervisor has not told of it')), patience)
    try {
      const { root, fallback } = await Promise.race([this.#where.promise, late.promise])
      return await Site.read(root, fallback)
    } finally {
      clearTimeout(timer)
    }
  }
}
