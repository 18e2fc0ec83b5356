import { stat } from 'node:fs/promises'
import { inOrder } from '../../kernel/in-order.ts'
import type { Instant } from '../../kernel/time.ts'
import type { LogLine } from '../../ports/target.ts'
import { Changes } from './changes.ts'
import { Follower } from './follow.ts'
import { endOfLines, LineCutter, linesFrom, openIfThere, tailBegins } from './lines.ts'
import { type Output, outputsIn } from './outputs.ts'
import { readTimes } from './times.ts'

/** Where outputs of a run stand: those of instances as `INDEX.START.log`, or those of commands as `NAME.log`. */
export type Outputs = {
  readonly key: string
  readonly folder: string
  readonly of: 'instances' | 'commands'
}

/** One output, and whose it is. */
type Named = {
  readonly output: Output
  readonly from: Outputs
  readonly whose: Pick<LogLine, 'key' | 'instance' | 'run'>
}

type Part = { readonly path: string; readonly offset: number; readonly end: number }

const kindOf = (name: string): NonNullable<LogLine['run']>['kind'] => {
  if (name.startsWith('schedule-')) return 'schedule'
  return name.includes('@') ? 'before' : 'once'
}

const found = async (from: Outputs, run: string | null): Promise<readonly Named[]> => {
  if (run !== null && from.of === 'instances') return []
  return (await outputsIn(from.folder)).flatMap((output): Named[] => {
    const { instance: name } = output
    if (run !== null && !name.startsWith(run) && !name.endsWith(run)) return []
    const whose = { key: from.key, instance: `${from.key}#${name}` }
    const command = { id: name, kind: kindOf(name) }
    return [{ output, from, whose: from.of === 'instances' ? whose : { ...whose, run: command } }]
  })
}

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

/** The times of one output's lines: never earlier than the line's before. */
const rising = () => {
  let last: Instant | null = null
  return (at: Instant | null): Pick<LogLine, 'at'> => {
    last = at === null ? last : Math.max(at, last ?? at)
    return last === null ? {} : { at: last }
  }
}

/**
 * The last lines of one output, each with the time by which it was written. The current file's are read by the
 * follower, where there is one: it may be rotated while somebody takes lines.
 */
async function* timedLines(
  { output, whose }: Named,
  tail: number,
  follower: Follower | null,
): AsyncGenerator<LogLine> {
  const cutter = follower?.cutter ?? new LineCutter()
  const time = rising()
  const parts = await tailOf(output, tail, follower === null)
  const current = parts.find((part) => part.path === output.current)
  await follower?.begin(output, current?.offset ?? 0)
  for (const { path, offset, end } of parts) {
    await using file = await openIfThere(path)
    if (file === undefined) continue
    const times = await readTimes(path)
    const follows = follower !== null && path === output.current
    let at = offset
    for await (const line of follows ? follower.read(output) : linesFrom(file, offset, end, cutter)) {
      at += Buffer.byteLength(line) + 1
      yield { ...whose, line, ...time(times(Math.min(at, end))) }
    }
  }
  if (follower === null) for (const line of cutter.rest()) yield { ...whose, line, ...time(Date.now()) }
}

async function* lastOf(lines: AsyncIterable<LogLine>, count: number): AsyncGenerator<LogLine> {
  let kept: LogLine[] = []
  for await (const line of lines) {
    kept.push(line)
    if (kept.length > 2 * count + 1_000) kept = kept.slice(-count)
  }
  yield* count === 0 ? [] : kept.slice(-count)
}

const merged = (sources: readonly AsyncIterable<LogLine>[]) => inOrder(sources, ({ at }) => at ?? 0)

/** The last lines of each instance; of the commands of a run, which are many, all together. */
const tails = (named: readonly Named[], tail: number, followers: Map<string, Follower> | null) => {
  const linesOf = (one: Named) => {
    const follower = followers === null ? null : new Follower()
    if (follower !== null) followers?.set(one.output.current, follower)
    return timedLines(one, tail, follower)
  }
  const commands = Map.groupBy(
    named.filter(({ from }) => from.of === 'commands'),
    ({ from }) => from.key,
  )
  return merged([
    ...named.filter(({ from }) => from.of === 'instances').map(linesOf),
    ...[...commands.values()].map((all) => lastOf(merged(all.map(linesOf)), tail)),
  ])
}

export type LogQuestion = {
  readonly tail: number
  /** How the id of a command begins or ends: its output alone. */
  readonly run: string | null
  readonly follow: AbortSignal | null
}

/**
 * The last `tail` lines of each instance of these runs, gone ones and rotated files included, and of their commands,
 * in order of time; then, until `follow` aborts, every line as it comes, also of what begins later.
 */
export async function* readLogs(
  sources: readonly Outputs[],
  { tail, run, follow }: LogQuestion,
): AsyncGenerator<LogLine> {
  const all = async () => (await Promise.all(sources.map((one) => found(one, run)))).flat()
  if (follow === null) return yield* tails(await all(), tail, null)
  const folders = sources.map(({ folder }) => folder)
  using changes = new Changes(folders, follow)
  const followers = new Map<string, Follower>()
  yield* tails(await all(), tail, followers)
  const seen = new Map<string, string>()
  while (!follow.aborted) {
    for (const { output, whose } of await grown(await all(), seen)) {
      const follower = followers.get(output.current) ?? new Follower()
      followers.set(output.current, follower)
      for await (const line of follower.read(output)) yield { ...whose, line, at: Date.now() }
      if (follow.aborted) return
    }
    await changes.next()
  }
}

/** Those that were written since the last look, the one that was written longest ago first. */
const grown = async (all: readonly Named[], seen: Map<string, string>): Promise<readonly Named[]> => {
  const looked = await Promise.all(
    all.map(async (one) => {
      const { current } = one.output
      const stats = await stat(current).catch(() => null)
      const mark = stats === null ? '' : `${stats.size} ${stats.mtimeMs}`
      const isSame = seen.get(current) === mark
      seen.set(current, mark)
      return isSame || stats === null ? [] : [{ one, at: stats.mtimeMs }]
    }),
  )
  return looked
    .flat()
    .toSorted((left, right) => left.at - right.at)
    .map(({ one }) => one)
}
