const growth = Math.log(1.02)

/** Bucket b holds latencies in (1.02^(b-1), 1.02^b] tenths of a millisecond; bucket 0 what is at most one tenth. */
export const bucketOf = (ms: number): number => (ms <= 0.1 ? 0 : Math.ceil(Math.log(ms * 10) / growth - 1e-9))

/** Counts per bucket, sparse: a second of a small service fills a handful. */
export class Histogram {
  readonly #counts = new Map<number, number>()

  add(ms: number): void {
    const bucket = bucketOf(ms)
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1)
  }

  /** What was counted, by rising bucket; empty again afterwards. */
  take(): readonly (readonly [number, number])[] {
    const all = [...this.#counts].sort((a, b) => a[0] - b[0])
    this.#counts.clear()
    return all
  }
}
