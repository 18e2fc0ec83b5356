import { inOrder } from '../kernel/in-order.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { LogLine } from '../ports/target.ts'
import { liveRollout, rolloutsOf } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import type { LogsWanted } from './facade.ts'
import { nothingRuns, unknownComponent, unknownRelease } from './problems.ts'
import type { Works } from './works.ts'

export type EngineLogLine = LogLine & {
  readonly component: string
  readonly release: number | null
  readonly revision: string
}

type Source = {
  readonly key: string
  readonly component: string
  readonly revision: string
  readonly release: number
}

/** The releases whose lines are wanted: the one asked for, else what is out and what is on its way. */
const wanted = async (
  works: Works,
  row: Environment,
  { release, newest = false }: LogsWanted,
): Promise<readonly Deployed[]> => {
  const { records } = works.parts
  if (release !== null) {
    const where = { application: row.application, environment: row.key, release }
    const [found] = await rolloutsOf(records, where, 1)
    if (found === undefined) throw new ProblemError(unknownRelease(release, row.application))
    return [found.context.new]
  }
  const live = await liveRollout(records, row.key)
  const coming = live?.context.new ?? null
  const all = (newest ? [coming ?? row.deployed] : [row.deployed, coming]).filter((one) => one !== null)
  if (all.length === 0) throw new ProblemError(nothingRuns(row.name))
  return all
}

const sourcesOf = (deployed: readonly Deployed[], component: string | null): readonly Source[] => {
  const sources = new Map<string, Source>()
  for (const { release, revisions } of deployed) {
    for (const { key, component: name, revision } of revisions) {
      // A revision that two releases share is the older one's: it wrote the earlier lines.
      if (!sources.has(key)) sources.set(key, { key, component: name, revision, release })
    }
  }
  const names = [...new Set([...sources.values()].map((one) => one.component))]
  if (component !== null && !names.includes(component))
    throw new ProblemError(unknownComponent(component, names))
  return [...sources.values()].filter((one) => component === null || one.component === component)
}

/** Lines of several sources as they come; all of them end when the reader stops reading. */
async function* merged<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  type Turn = { readonly index: number; readonly result: IteratorResult<T> }
  const iterators = sources.map((source) => source[Symbol.asyncIterator]())
  const turn = async (index: number): Promise<Turn> => ({
    index,
    result: (await iterators[index]?.next()) ?? { done: true, value: undefined },
  })
  const open = new Map(iterators.map((_, index) => [index, turn(index)]))
  try {
    while (open.size > 0) {
      const { index, result } = await Promise.race(open.values())
      if (result.done === true) open.delete(index)
      else {
        open.set(index, turn(index))
        yield result.value
      }
    }
  } finally {
    for (const iterator of iterators) void iterator.return?.()
  }
}

/** What instances wrote: the last lines of each, then what comes until the signal aborts. */
export async function* logs(
  works: Works,
  row: Environment,
  what: LogsWanted,
  tail: number,
  signal: AbortSignal | null,
): AsyncGenerator<EngineLogLine> {
  const sources = sourcesOf(await wanted(works, row, what), what.component)
  const byKey = new Map(sources.map((source) => [source.key, source]))
  const { clock, target } = works.parts
  const since = what.since === undefined || what.since === null ? null : clock.now() - what.since
  const read = sources.map((source) => target.logs(source.key, tail, signal))
  const lines = signal === null ? inOrder(read, ({ at }) => at ?? 0) : merged(read)
  for await (const line of lines) {
    const source = byKey.get(line.key)
    if (source === undefined) continue
    // What has no time comes as it is written.
    if (since !== null && line.at !== undefined && line.at < since) continue
    if (since !== null && line.at === undefined && signal === null) continue
    yield { ...line, component: source.component, release: source.release, revision: source.revision }
  }
}
