import { inOrder } from '../../kernel/in-order.ts'
import type { Instant } from '../../kernel/time.ts'
import type { LogLine } from '../../ports/target.ts'
import { Changes } from './changes.ts'
import { Follower } from './follow.ts'
import { endOfLines, LineCutter, linesFrom, openIfThere, tailBegins } from './lines.ts'
import { type Output, outputsIn } from './outputs.ts'
import { readTimes } from './times.ts'

type Part = { readonly path: string; readonly offset: number; readonly end: number }

/** Where the last lines of an output stand, rotated files included, oldest first. */
const tailOf = async (output: Output, count: number, whole: boolean): Promise<readonly Part[]> => {
  const parts: Part[] = []
  let missing = count
  for (const path of [output.current, ...output.rotated]) {
    await using file = await openIfThere(path)
    if (file === undefined) continue
    const { size } = await file.stat()
    // Who follows gets the line under way when it is whole.
    const end = whole || path !== output.current ? size : await endOfLines(file, size)
    const { offset, lines } = await tailBegins(file, end, missing)
    parts.unshift({ path, offset, end })
    missing -= lines
    if (missing <= 0) break
  }
  return parts
}

async function* linesOf(parts: readonly Part[], cutter: LineCutter): AsyncGenerator<string> {
  for (const { path, offset, end } of parts) {
    await using file = await openIfThere(path)
    if (file !== undefined) yield* linesFrom(file, offset, end, cutter)
  }
}

/**
 * The last `tail` lines of each instance of a run, gone ones and rotated files included; then, until `follow` aborts,
 * every line as it comes, also of instances that begin later. `folder`: where the supervisor writes `INSTANCE.log`.
 */
export async function* readLogs(
  folder: string,
  key: string,
  tail: number,
  follow: AbortSignal | null,
): AsyncGenerator<LogLine> {
  if (follow !== null) return yield* followLogs(folder, key, tail, follow)
  const outputs = await outputsIn(folder)
  yield* inOrder(
    outputs.map((output) => timedLines(output, key, tail)),
    ({ at }) => at ?? 0,
  )
}

/** The last lines of one instance, each with the time by which it was written: never earlier than the one before. */
async function* timedLines(output: Output, key: string, tail: number): AsyncGenerator<LogLine> {
  const cutter = new LineCutter()
  const instance = `${key}#${output.instance}`
  let last: Instant | null = null
  const timed = (line: string, at: Instant | null): LogLine => {
    last = at === null ? last : Math.max(at, last ?? at)
    return { key, instance, line, ...(last === null ? {} : { at: last }) }
  }
  for (const { path, offset, end } of await tailOf(output, tail, true)) {
    await using file = await openIfThere(path)
    if (file === undefined) continue
    const times = await readTimes(path)
    let at = offset
    for await (const line of linesFrom(file, offset, end, cutter)) {
      at += Buffer.byteLength(line) + 1
      yield timed(line, times(Math.min(at, end)))
    }
  }
  for (const line of cutter.rest()) yield timed(line, Date.now())
}

/** The current file's part of the tail is read as what follows is: it may be rotated while somebody takes lines. */
async function* followLogs(
  folder: string,
  key: string,
  tail: number,
  follow: AbortSignal,
): AsyncGenerator<LogLine> {
  using changes = new Changes(folder, follow)
  const followers = new Map<string, Follower>()
  for (const output of await outputsIn(folder)) {
    const parts = await tailOf(output, tail, false)
    const current = parts.find((part) => part.path === output.current)
    const follower = new Follower()
    followers.set(output.instance, follower)
    await follower.begin(output, current?.offset ?? 0)
    const earlier = parts.filter((part) => part !== current)
    for await (const line of linesOf(earlier, follower.cutter))
      yield { key, instance: `${key}#${output.instance}`, line }
  }
  while (!follow.aborted) {
    for (const output of await outputsIn(folder)) {
      const follower = followers.get(output.instance) ?? new Follower()
      followers.set(output.instance, follower)
      for await (const line of follower.read(output))
        yield { key, instance: `${key}#${output.instance}`, line }
      if (follow.aborted) return
    }
    await changes.next()
  }
}
