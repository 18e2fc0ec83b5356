import { type FileHandle, open } from 'node:fs/promises'

const block = 65_536
const newline = 10

/** A file that may have gone meanwhile: undefined then. */
export const openIfThere = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The bytes of a file from `start` up to `end`, less where it ends before. */
export const bytesAt = async (file: FileHandle, start: number, end: number): Promise<Buffer> => {
  const bytes = Buffer.alloc(Math.max(0, end - start))
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
  return bytes.subarray(0, bytesRead)
}

/** Makes lines of bytes. One of more than a block is cut, so that an application without newlines fills no memory. */
export class LineCutter {
  #rest: Buffer = Buffer.alloc(0)

  /** The lines that end in these bytes; what follows the last newline waits for more. */
  cut(bytes: Buffer): string[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const lines: string[] = []
    let begins = 0
    for (let ends = all.indexOf(newline); ends >= 0; ends = all.indexOf(newline, begins)) {
      lines.push(all.toString('utf8', begins, ends))
      begins = ends + 1
    }
    for (; all.length - begins > block; begins += block)
      lines.push(all.toString('utf8', begins, begins + block))
    this.#rest = Buffer.from(all.subarray(begins))
    return lines
  }

  /** The line that never ended, where there is one. */
  rest(): string[] {
    const { length } = this.#rest
    const line = this.#rest.toString('utf8')
    this.#rest = Buffer.alloc(0)
    return length === 0 ? [] : [line]
  }
}

/** Where the last `count` lines of the first `size` bytes begin, and how many they are. */
export const tailBegins = async (
  file: FileHandle,
  size: number,
  count: number,
): Promise<{ readonly offset: number; readonly lines: number }> => {
  if (count <= 0 || size === 0) return { offset: size, lines: 0 }
  let lines = 0
  let upper = size
  const last = await bytesAt(file, size - 1, size)
  if (last[0] !== newline) lines += 1
  while (upper > 0) {
    const lower = Math.max(0, upper - block)
    const bytes = await bytesAt(file, lower, upper)
    for (
      let at = bytes.lastIndexOf(newline);
      at >= 0;
      at = at === 0 ? -1 : bytes.lastIndexOf(newline, at - 1)
    ) {
      if (lines === count) return { offset: lower + at + 1, lines }
      lines += 1
    }
    upper = lower
  }
  return { offset: 0, lines }
}

/** Where the last whole line of the first `size` bytes ends. */
export const endOfLines = async (file: FileHandle, size: number): Promise<number> => {
  const last = size === 0 ? undefined : (await bytesAt(file, size - 1, size))[0]
  return last === undefined || last === newline ? size : (await tailBegins(file, size, 1)).offset
}

/** The lines of a file from an offset up to `end`, block by block. */
export async function* linesFrom(
  file: FileHandle,
  offset: number,
  end: number,
  cutter: LineCutter,
): AsyncGenerator<string, number> {
  let at = offset
  while (at < end) {
    const bytes = await bytesAt(file, at, Math.min(end, at + block))
    if (bytes.length === 0) break
    at += bytes.length
    yield* cutter.cut(bytes)
  }
  return at
}
