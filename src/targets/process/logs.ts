import type { LogLine } from '../../ports/target.ts'
import { Changes } from './changes.ts'
import { Follower } from './follow.ts'
import { LineCutter, linesFrom, openIfThere, tailBegins } from './lines.ts'
import { type Output, outputsIn } from './outputs.ts'

/** The last lines of an output, rotated files included, oldest first; told where they end in the current file. */
async function* tailOf(
  output: Output,
  count: number,
  whole: boolean,
  ends: (offset: number) => void,
): AsyncGenerator<string> {
  const parts: { readonly path: string; readonly offset: number; readonly size: number }[] = []
  let missing = count
  for (const path of [output.current, ...output.rotated]) {
    await using file = await openIfThere(path)
    if (file === undefined) continue
    const { size } = await file.stat()
    const { offset, lines } = await tailBegins(file, size, missing)
    parts.unshift({ path, offset, size })
    missing -= lines
    if (missing <= 0) break
  }
  for (const { path, offset, size } of parts) {
    await using file = await openIfThere(path)
    if (file === undefined) continue
    const cutter = new LineCutter()
    yield* linesFrom(file, offset, size, cutter)
    const current = path === output.current
    if (current) ends(size - cutter.waiting)
    if (!current || whole) yield* cutter.rest()
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
  using changes = follow === null ? null : new Changes(folder, follow)
  const followers = new Map<string, Follower>()
  for (const output of await outputsIn(folder)) {
    let end = 0
    const told = (offset: number) => {
      end = offset
    }
    for await (const line of tailOf(output, tail, follow === null, told)) {
      yield { key, instance: output.instance, line }
    }
    const follower = new Follower()
    await follower.begin(output, end)
    followers.set(output.instance, follower)
  }
  while (changes !== null && !follow?.aborted) {
    for (const output of await outputsIn(folder)) {
      const follower = followers.get(output.instance) ?? new Follower()
      followers.set(output.instance, follower)
      for await (const line of follower.read(output)) yield { key, instance: output.instance, line }
      if (follow?.aborted) return
    }
    await changes.next()
  }
}
