import type { FileHandle } from 'node:fs/promises'
import { bytesAt, LineCutter, linesFrom, openIfThere } from './lines.ts'
import { copiesOf, type Output } from './outputs.ts'

/** By so many first bytes a file is known again. */
const headLength = 256

/**
 * Follows one instance's output through its rotations, which copy the file and then truncate it: a file that is
 * shorter than what was read, or begins otherwise, was truncated, and what was not read yet stands in its copy.
 */
export class Follower {
  #offset = 0
  #head: Buffer = Buffer.alloc(0)
  /** Shared with who reads rotated files before: a line may begin in one and end in the next. */
  readonly cutter = new LineCutter()

  /** Begins in the current file at an offset. */
  async begin(output: Output, offset: number): Promise<void> {
    await using file = await openIfThere(output.current)
    if (file === undefined) return
    this.#offset = offset
    this.#head = await bytesAt(file, 0, Math.min(headLength, offset))
  }

  /** Every whole line that was not read yet. */
  async *read(output: Output): AsyncGenerator<string> {
    await using file = await openIfThere(output.current)
    if (file === undefined) return
    const { size } = await file.stat()
    if (await this.#truncated(file, size)) {
      yield* this.#fromCopies(output)
      this.#offset = 0
      this.#head = Buffer.alloc(0)
    }
    yield* this.#from(file, size)
  }

  async #truncated(file: FileHandle, size: number): Promise<boolean> {
    return size < this.#offset || !(await this.#isOurs(file))
  }

  async #isOurs(file: FileHandle): Promise<boolean> {
    return (await bytesAt(file, 0, this.#head.length)).equals(this.#head)
  }

  async *#from(file: FileHandle, end: number): AsyncGenerator<string> {
    // Before the first line is handed out: whoever takes it may take so long that the file is rotated meanwhile.
    if (this.#head.length < headLength) this.#head = await bytesAt(file, 0, Math.min(headLength, end))
    this.#offset = yield* linesFrom(file, this.#offset, end, this.cutter)
  }

  /** The copy of what was followed from where reading stopped, then every later copy whole. */
  async *#fromCopies(output: Output): AsyncGenerator<string> {
    const rotated = await copiesOf(output)
    for (const [age, path] of rotated.entries()) {
      await using file = await openIfThere(path)
      if (file === undefined || (await file.stat()).size < this.#offset || !(await this.#isOurs(file)))
        continue
      yield* this.#from(file, (await file.stat()).size)
      for (const later of rotated.slice(0, age).toReversed()) {
        await using copy = await openIfThere(later)
        if (copy !== undefined) yield* linesFrom(copy, 0, (await copy.stat()).size, this.cutter)
      }
      return
    }
  }
}
