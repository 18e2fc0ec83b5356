/** Files up to here are kept in memory: three calls of the system each cost more than their bytes. */
export const small = 32_768
const most = 16_777_216

/** The bytes of small files that were asked for lately, of all sites together. */
export class SmallFiles {
  readonly #held = new Map<string, Buffer>()
  #size = 0

  get(path: string): Buffer | undefined {
    const bytes = this.#held.get(path)
    if (bytes === undefined) return undefined
    // The order of a map is that of its last insertion: the first is the one asked for longest ago.
    this.#held.delete(path)
    this.#held.set(path, bytes)
    return bytes
  }

  put(path: string, bytes: Buffer): void {
    if (bytes.length > small || this.#held.has(path)) return
    this.#held.set(path, bytes)
    this.#size += bytes.length
    for (const [oldest, { length }] of this.#held) {
      if (this.#size <= most) return
      this.#held.delete(oldest)
      this.#size -= length
    }
  }
}
