import { type FileHandle, open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import type { Deadlines, Timed } from './deadlines.ts'
import { clientPatience } from './leaving.ts'

/** A file that is answered with in place of an application's 404. */
export type Substitute = { readonly path: string; readonly size: number; readonly type: string }

const piece = 65_536

/** Cuts a client that takes nothing for too long. */
class Taking implements Timed {
  readonly #res: ServerResponse
  readonly #deadlines: Deadlines
  readonly #patience: number
  #written = -1
  #moved = performance.now()

  constructor(res: ServerResponse, deadlines: Deadlines, patience: number) {
    this.#res = res
    this.#deadlines = deadlines
    this.#patience = patience
    deadlines.add(this)
  }

  check(now: number): void {
    const res = this.#res
    if (res.writableFinished || res.destroyed) return void this.#deadlines.remove(this)
    const written = (res.socket?.bytesWritten ?? 0) - (res.socket?.writableLength ?? 0)
    if (written !== this.#written) this.#moved = now
    this.#written = written
    if (now - this.#moved >= this.#patience) res.destroy()
  }
}

/** From now on a client that takes nothing of an answer is cut. */
export const watchTaking = (res: ServerResponse, deadlines: Deadlines, patience = clientPatience): void => {
  new Taking(res, deadlines, patience)
}

const drained = (res: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    const taken = (): void => {
      res.off('close', gone)
      resolve()
    }
    const gone = (): void => {
      res.off('drain', taken)
      reject(new Error('the client is gone'))
    }
    res.once('drain', taken)
    res.once('close', gone)
  })

/** Sends bytes of a file, no faster than the client takes them. Throws where they are not there. */
export const sendBytes = async (
  file: FileHandle,
  res: ServerResponse,
  start: number,
  length: number,
): Promise<void> => {
  let left = length
  while (left > 0) {
    const buffer = Buffer.allocUnsafe(Math.min(piece, left))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start + length - left)
    if (bytesRead === 0) throw new Error('the file is shorter than it was')
    left -= bytesRead
    if (res.destroyed) throw new Error('the client is gone')
    if (!res.write(buffer.subarray(0, bytesRead))) await drained(res)
  }
}

/** Sends a file, no faster than the client takes it; `head`: its head alone. */
export const answerWith = async (
  { path, size, type }: Substitute,
  res: ServerResponse,
  head: boolean,
  deadlines: Deadlines,
): Promise<void> => {
  watchTaking(res, deadlines)
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return void res.writeHead(404, ['Content-Length', '0']).end()
  try {
    const kept = ['Cache-Control', 'public, max-age=3600', 'X-Content-Type-Options', 'nosniff']
    res.writeHead(200, ['Content-Type', type, ...kept, 'Content-Length', String(size)])
    if (!head) await sendBytes(file, res, 0, size)
    res.end()
  } catch {
    res.destroy()
  } finally {
    await file.close()
  }
}
