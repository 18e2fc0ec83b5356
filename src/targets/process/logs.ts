import type { LogLine } from '../../ports/target.ts'
import { Changes } from './changes.ts'
import { Follower } from './follow.ts'
import { endOfLines, LineCutter, linesFrom, openIfThere, tailBegins } from './lines.ts'
import { type Output, outputsIn } from './outputs.ts'

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
  for (const output of await outputsIn(folder)) {
    const cutter = new LineCutter()
    const instance = `${key}#${output.instance}`
    for await (const line of linesOf(await tailOf(output, tail, true), cutter)) yield { key, instance, line }
    for (const line of cutter.rest()) yield { key, instance, line }
  }
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
