import type { Input } from '../cli/machine.ts'

/** Ctrl-C. */
const interrupt = 3
/** Ctrl-C, Ctrl-D, line feed, carriage return. */
const ends = new Set([interrupt, 4, 10, 13])

/** A line that is typed and not shown; Ctrl-C gives nothing at all. */
const typed = (): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const { stdin } = process
    const parts: number[] = []
    const end = (bytes: Uint8Array): void => {
      stdin.setRawMode(false)
      stdin.pause()
      stdin.off('data', take)
      resolve(bytes)
    }
    const take = (chunk: Buffer): void => {
      for (const byte of chunk) {
        if (ends.has(byte)) {
          end(byte === interrupt ? new Uint8Array() : Uint8Array.from(parts))
          return
        }
        if (byte === 127 || byte === 8) parts.pop()
        else parts.push(byte)
      }
    }
    stdin.setRawMode(true)
    stdin.on('data', take)
    stdin.resume()
  })

/** Bytes of a pipe that are read at most: no secret is longer, and nothing else is read here. */
const longest = 1_048_576

const piped = async (): Promise<Uint8Array> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of process.stdin) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size > longest) break
  }
  return Buffer.concat(parts)
}

/** Standard input, for what may not stand in an argument. */
export const createInput = (): Input => ({
  terminal: process.stdin.isTTY === true,
  read: () => (process.stdin.isTTY === true ? typed() : piped()),
  parts: () => process.stdin,
})
