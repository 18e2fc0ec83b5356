import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TelemetryPage, TelemetryRow } from '../../../ports/signal-source.ts'
import { encodeRow } from './codec.ts'
import type { Unwritten } from './group.ts'
import { listSegments, readSegment, type Segment } from './segments.ts'

const segmentBytes = 1_048_576
const keepSeconds = 24 * 3_600
/** Rows kept in memory for readers that keep up. */
const maxTail = 5_000
/** Rows that wait for space on the disk; more are lost, and that is a gap. */
const maxWaiting = 20_000
/** A page above this many rows ends with a whole second, whatever was asked for. */
const pageRows = 5_000
/** After a power cut, rows may be gone that a reader has seen: its cursor must not be met again. */
const rebootStep = 1_000_000

export type LogOptions = {
  /** False after a restart of the machine. */
  readonly sameBoot: boolean
  /** All segments together, in bytes. */
  readonly maxBytes?: number
  readonly trouble: (error: unknown) => void
}

/**
 * Rows of telemetry in files, appended once a second, kept 24 h and bounded. Only what is written is read, so that a
 * killed proxy never gives a sequence twice.
 */
export class TelemetryLog {
  readonly #folder: string
  readonly #options: LogOptions
  readonly #segments: Segment[]
  #next: number
  #tail: TelemetryRow[] = []
  #waiting: (readonly Unwritten[])[] = []
  #file: FileHandle | undefined
  #writing: Promise<void> | undefined

  private constructor(folder: string, options: LogOptions, segments: Segment[], next: number) {
    this.#folder = folder
    this.#options = options
    this.#segments = segments
    this.#next = next
  }

  static async open(folder: string, options: LogOptions): Promise<TelemetryLog> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const segments = await listSegments(folder)
    const last = segments.at(-1)
    // A folder that was emptied begins above all that any reader can have seen.
    let next = Math.floor(Date.now() / 1_000) * 1_000
    if (last !== undefined) {
      const rows = await readSegment(last.path)
      next = (rows.at(-1)?.seq ?? last.first) + (options.sameBoot ? 1 : rebootStep)
    }
    return new TelemetryLog(folder, options, segments, next)
  }

  /** Takes the rows of one second; they are written, and then read, together. */
  append(rows: readonly Unwritten[]): void {
    this.#waiting.push(rows)
    let count = this.#waiting.reduce((sum, batch) => sum + batch.length, 0)
    while (count > maxWaiting && this.#waiting.length > 1) count -= this.#waiting.shift()?.length ?? 0
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  async rows(cursor: number, limit: number): Promise<TelemetryPage> {
    const rows = await this.#after(cursor, Math.max(1, limit))
    return { rows, cursor: rows.at(-1)?.seq ?? cursor, oldest: this.#oldest() }
  }

  async cursorAt(second: number): Promise<number> {
    const start = this.#segments.findLastIndex((segment) => segment.firstSecond < second)
    for (const segment of this.#segments.slice(Math.max(0, start))) {
      const found = (await this.#read(segment)).find((row) => row.second >= second)
      if (found !== undefined) return found.seq - 1
    }
    return this.#next - 1
  }

  /** Waits until all that can be written is written. */
  async written(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.written()
    await this.#file?.close()
    this.#file = undefined
  }

  #oldest(): number {
    return (this.#segments[0]?.first ?? this.#next) - 1
  }

  async #after(cursor: number, limit: number): Promise<readonly TelemetryRow[]> {
    const found: TelemetryRow[] = []
    let from = cursor
    while (found.length < limit && !(found.length > pageRows)) {
      const more = await this.#someAfter(from)
      if (more.length === 0) break
      for (const row of more) found.push(row)
      from = found.at(-1)?.seq ?? from
    }
    return found.slice(0, pageEnd(found, limit))
  }

  /** Rows after a sequence: of the tail where it reaches back so far, otherwise of one segment. */
  async #someAfter(cursor: number): Promise<readonly TelemetryRow[]> {
    const first = this.#tail[0]
    if (cursor >= (first?.seq ?? this.#next) - 1) return this.#tail.filter((row) => row.seq > cursor)
    const at = this.#segments.findLastIndex((segment) => segment.first <= cursor + 1)
    for (const segment of this.#segments.slice(Math.max(0, at))) {
      const rows = (await this.#read(segment)).filter((row) => row.seq > cursor)
      if (rows.length > 0) return rows
    }
    return this.#tail.filter((row) => row.seq > cursor)
  }

  /** What is being written is not there yet. */
  async #read(segment: Segment): Promise<readonly TelemetryRow[]> {
    const before = this.#next
    return (await readSegment(segment.path)).filter((row) => row.seq < before)
  }

  async #write(): Promise<void> {
    for (let batch = this.#waiting[0]; batch !== undefined; batch = this.#waiting[0]) {
      const rows = batch.map((row, i) => ({ seq: this.#next + i, ...row }))
      try {
        await this.#writeRows(rows)
      } catch (error) {
        this.#options.trouble(error)
        return
      }
      if (this.#waiting[0] === batch) this.#waiting.shift()
      this.#next += rows.length
      this.#tail.push(...rows)
      if (this.#tail.length > maxTail * 1.2) this.#tail = this.#tail.slice(-maxTail)
    }
  }

  async #writeRows(rows: readonly TelemetryRow[]): Promise<void> {
    const [first] = rows
    if (first === undefined) return
    const text = `${rows.map(encodeRow).join('\n')}\n`
    let segment = this.#segments.at(-1)
    if (this.#file === undefined || segment === undefined || segment.bytes >= segmentBytes) {
      await this.#file?.close()
      this.#file = undefined
      const path = join(this.#folder, `${first.seq}.jsonl`)
      this.#file = await open(path, 'w', 0o600)
      segment = { path, first: first.seq, firstSecond: first.second, bytes: 0 }
      this.#segments.push(segment)
      await this.#prune(first.second)
    }
    try {
      await this.#file.writeFile(text)
      segment.bytes += Buffer.byteLength(text)
    } catch (error) {
      await this.#undo(this.#file, segment)
      throw error
    }
  }

  /** Takes away what was written in part, so that the next try begins on a line of its own. */
  async #undo(file: FileHandle, segment: Segment): Promise<void> {
    this.#file = undefined
    await file.truncate(segment.bytes).catch(() => undefined)
    await file.close().catch(() => undefined)
    if (segment.bytes > 0) return
    this.#segments.splice(this.#segments.indexOf(segment), 1)
    await rm(segment.path, { force: true }).catch(() => undefined)
  }

  async #prune(now: number): Promise<void> {
    const maxBytes = this.#options.maxBytes ?? 256 * 1_048_576
    let bytes = this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
    for (;;) {
      const [oldest, next] = this.#segments
      if (oldest === undefined || next === undefined) return
      if (next.firstSecond >= now - keepSeconds && bytes <= maxBytes) return
      this.#segments.shift()
      bytes -= oldest.bytes
      await rm(oldest.path, { force: true })
    }
  }
}

/** Where a page ends: at the limit, or earlier after the last second that is whole. */
const pageEnd = (rows: readonly TelemetryRow[], limit: number): number => {
  if (rows.length >= limit && limit <= pageRows) return limit
  if (rows.length <= pageRows) return rows.length
  let end = Math.min(rows.length, limit)
  if (end === rows.length) return end
  const cut = rows[end]?.second
  while (end > 0 && rows[end - 1]?.second === cut) end -= 1
  return end === 0 ? Math.min(rows.length, limit) : end
}
