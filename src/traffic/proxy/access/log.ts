import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Lines wait at most so long, in milliseconds, or until there are so many bytes of them. */
const flushEvery = 500
const flushAt = 65_536
/** What waits while the disk is slow; the rest is counted and left out. */
const mostWaiting = 4_194_304
const maxFile = 16_777_216
const files = 4

/**
 * A file of lines that is rotated (`access.log`, `access.log.1`, ...) and bounded: at most 4 files of 16 MB. Nobody
 * waits for it, and a full disk costs lines, not requests.
 */
export class AccessLog {
  readonly #path: string
  readonly #trouble: (error: unknown) => void
  #lines: string[] = []
  #waiting = 0
  #lost = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #size: number | undefined

  constructor(path: string, trouble: (error: unknown) => void) {
    this.#path = path
    this.#trouble = trouble
  }

  write(line: string): void {
    if (this.#waiting > mostWaiting) {
      this.#lost += 1
      return
    }
    this.#lines.push(line)
    this.#waiting += line.length + 1
    if (this.#waiting >= flushAt) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), flushEvery)
  }

  /** Answers when what was written so far is in the file. */
  async close(): Promise<void> {
    this.#flush()
    await this.#writing
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#lines.length === 0) return
    if (this.#lost > 0) this.#lines.push(JSON.stringify({ at: new Date().toISOString(), lost: this.#lost }))
    this.#lost = 0
    const text = `${this.#lines.join('\n')}\n`
    const bytes = this.#waiting
    this.#lines = []
    this.#writing = this.#writing
      .then(() => this.#append(text))
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => {
        this.#waiting -= bytes
      })
  }

  async #append(text: string): Promise<void> {
    this.#size ??= await this.#begin()
    if (this.#size > maxFile) await this.#rotate()
    const file = await open(this.#path, 'a', 0o600)
    try {
      await file.write(text)
    } finally {
      await file.close()
    }
    this.#size += Buffer.byteLength(text)
  }

  async #begin(): Promise<number> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    return (await stat(this.#path).catch(() => undefined))?.size ?? 0
  }

  async #rotate(): Promise<void> {
    for (let i = files - 2; i >= 0; i -= 1) {
      const from = i === 0 ? this.#path : `${this.#path}.${i}`
      await rename(from, `${this.#path}.${i + 1}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
    this.#size = 0
  }
}

/** The access logs of a data plane, one an environment. */
export class AccessLogs {
  readonly #path: (environment: string) => string
  readonly #trouble: (where: string, error: unknown) => void
  readonly #logs = new Map<string, AccessLog>()

  constructor(path: (environment: string) => string, trouble: (where: string, error: unknown) => void) {
    this.#path = path
    this.#trouble = trouble
  }

  of(environment: string): AccessLog {
    const known = this.#logs.get(environment)
    if (known !== undefined) return known
    const trouble = (error: unknown) => this.#trouble(`write the access log of ${environment}`, error)
    const log = new AccessLog(this.#path(environment), trouble)
    this.#logs.set(environment, log)
    return log
  }

  /** Deletes the log of an environment, with its rotated files. */
  async forget(environment: string): Promise<void> {
    await this.#logs.get(environment)?.close()
    this.#logs.delete(environment)
    await rm(dirname(this.#path(environment)), { recursive: true, force: true })
  }

  async close(): Promise<void> {
    await Promise.all([...this.#logs.values()].map((log) => log.close()))
  }
}
