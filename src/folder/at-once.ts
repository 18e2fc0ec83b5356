import { closeSync, fchmodSync, openSync, readSync, writeSync } from 'node:fs'

/**
 * Files up to here, in bytes, are read and written at once, without the thread pool: the way through it costs some ten
 * times what the system needs for one of them, and an application has thousands.
 */
export const small = 65_536

/** How long work that is done at once may keep everybody else waiting, in milliseconds. */
const longest = 8

/** Awaited after each short step: lets others have their turn as soon as this work has had its own. */
export const takingTurns = (): (() => Promise<void> | undefined) => {
  let since = performance.now()
  return () => {
    if (performance.now() - since < longest) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now()
        resolve()
      })
    })
  }
}

/** A new file with these bytes and this mode, whatever the umask. Throws where the name is taken. */
export const writeNew = (path: Buffer | string, bytes: Uint8Array, mode: number): void => {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    fchmodSync(file, mode)
  } finally {
    closeSync(file)
  }
}

/** The bytes of a file that is to have so many; one byte more where it has more, fewer where it has fewer. */
export const readBytes = (path: Buffer | string, size: number): Buffer => {
  const bytes = Buffer.allocUnsafe(size + 1)
  const file = openSync(path, 'r')
  try {
    let read = 0
    for (let more = -1; more !== 0 && read < bytes.length; read += more)
      more = readSync(file, bytes, read, bytes.length - read, null)
    return bytes.subarray(0, read)
  } finally {
    closeSync(file)
  }
}

/** All parts of what is known to be small. */
export const gather = async (parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  const [only] = all
  return all.length === 1 && only !== undefined ? only : Buffer.concat(all)
}
