import { ProblemError } from '../kernel/problem.ts'
import type { LogLine } from '../ports/target.ts'
import { liveRollout, rolloutsOf } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import { allRevisions } from './all-revisions.ts'
import type { LogsWanted } from './facade.ts'
import { unknownRun } from './messages-processes.ts'
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

/** Rollouts whose releases are looked through for one command. */
const looked = 50

/** The releases whose lines are wanted: the one asked for, else what is out and what is on its way. */
const wanted = async (
  works: Works,
  row: Environment,
  { release, newest = false, run = null }: LogsWanted,
): Promise<readonly Deployed[]> => {
  const { records } = works.parts
  const where = { application: row.application, environment: row.key }
  if (release !== null) {
    const [found] = await rolloutsOf(records, { ...where, release }, 1)
    if (found === undefined) throw new ProblemError(unknownRelease(release, row.application))
    return [found.context.new]
  }
  const live = await liveRollout(records, row.key)
  const coming = live?.context.new ?? null
  const all = (newest ? [coming ?? row.deployed] : [row.deployed, coming]).filter((one) => one !== null)
  // A command goes on in the release that it began in.
  const before = run === null ? [] : await rolloutsOf(records, where, looked)
  const known = [...all, ...before.map(({ context }) => context.new)]
  if (known.length === 0) throw new ProblemError(nothingRuns(row.name))
  return known
}

const sourcesOf = (deployed: readonly Deployed[], component: string | null): readonly Source[] => {
  const sources = new Map<string, Source>()
  for (const one of deployed) {
    for (const { key, component: name, revision } of allRevisions(one)) {
      // A revision that two releases share is the older one's: it wrote the earlier lines.
      if (!sources.has(key)) sources.set(key, { key, component: name, revision, release: one.release })
    }
  }
  const names = [...new Set([...sources.values()].map((one) => one.component))]
  if (component !== null && !names.includes(component))
    throw new ProblemError(unknownComponent(component, names))
  return [...sources.values()].filter((one) => component === null || one.component === component)
}

/**
 * What instances and commands wrote, in order of time: the last lines of each, then what comes until the signal
 * aborts. Throws `unknown-run` where no output of that command is there and nobody waits for one.
 */
export async function* logs(
  works: Works,
  row: Environment,
  what: LogsWanted,
  tail: number,
  signal: AbortSignal | null,
): AsyncGenerator<EngineLogLine> {
  const { run = null } = what
  const sources = sourcesOf(await wanted(works, row, what), what.component)
  const byKey = new Map(sources.map((source) => [source.key, source]))
  const { clock, target } = works.parts
  const since = what.since === undefined || what.since === null ? null : clock.now() - what.since
  let none = true
  for await (const line of target.logs([...byKey.keys()], tail, signal, run)) {
    none = false
    const source = byKey.get(line.key)
    if (source === undefined) continue
    // A line of which nothing tells when it was written is in no span of time.
    if (since !== null && (line.at === undefined || line.at < since)) continue
    yield { ...line, component: source.component, release: source.release, revision: source.revision }
  }
  if (none && run !== null && signal === null && !(await isKnown(works, run)))
    throw new ProblemError(unknownRun(run))
}

/** A command that wrote nothing is known all the same. */
const isKnown = async (works: Works, run: string): Promise<boolean> => {
  const reading = works.eyes.last().target?.reading
  return reading?.once?.some(({ id }) => id.startsWith(run) || id.endsWith(run)) ?? false
}
