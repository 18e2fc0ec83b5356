import type { Job, Message, Run, Scenario, World } from './scenario.fixture.ts'

const nowhere: Run = { value: 'absent', fence: 0, doomed: false }
const unknown: Job = { value: 'absent', fence: 0, doomed: false }

export const runOf = (world: World, revision: string): Run => world.runs[revision] ?? nowhere
export const jobOf = (world: World, key: string): Job => world.jobs[key] ?? unknown

export const withRun = (world: World, revision: string, change: Partial<Run>): World => ({
  ...world,
  runs: { ...world.runs, [revision]: { ...runOf(world, revision), ...change } },
})
export const withJob = (world: World, key: string, change: Partial<Job>): World => ({
  ...world,
  jobs: { ...world.jobs, [key]: { ...jobOf(world, key), ...change } },
})

/** The contract of each resource, as `Effect` words it: a lower generation than the fence changes nothing. */
export const deliver = (world: World, message: Message): World => {
  switch (message.kind) {
    case 'run':
    case 'stop':
      return deliverRun(world, message)
    case 'route':
    case 'hold':
      return deliverSplit(world, message)
    case 'job':
      return deliverJob(world, message)
  }
}

const deliverRun = (world: World, message: Extract<Message, { kind: 'run' | 'stop' }>): World => {
  const { revision, generation: fence, kind } = message
  const run = runOf(world, revision)
  if (fence < run.fence) return world
  if (kind === 'stop') {
    return withRun(world, revision, { fence, value: run.value === 'absent' ? 'absent' : 'stopping' })
  }
  const runs = run.value === 'ready' || run.value === 'starting'
  return withRun(world, revision, { fence, value: runs ? run.value : 'starting' })
}

const deliverSplit = (world: World, message: Extract<Message, { kind: 'route' | 'hold' }>): World => {
  const { split } = world
  if (message.generation < split.fence) return world
  if (message.kind === 'hold') return { ...world, split: { ...split, fence: message.generation } }
  const shares: Record<string, number> = {}
  if (message.weight > 0) shares[message.new] = message.weight
  if (message.weight < 100 && message.old !== null) shares[message.old] = 100 - message.weight
  const served = [...world.open, ...Object.keys(shares)]
  return {
    ...world,
    split: { shares, boot: message.boot, fence: message.generation },
    open: [...new Set(served)].sort(),
  }
}

const deliverJob = (world: World, message: Extract<Message, { kind: 'job' }>): World => {
  const { key, generation: fence, action } = message
  const job = jobOf(world, key)
  if (action === 'skip') {
    if (fence < job.fence) return world
    return withJob(world, key, { fence, value: job.value === 'absent' ? 'skipped' : job.value })
  }
  if (fence <= job.fence) return world
  const kept = job.value === 'running' || job.value === 'passed'
  return withJob(world, key, { fence, value: kept ? job.value : 'running' })
}

/** Everything on its way arrives, in the order in which it was sent, save at what is stalled. */
export const arrive = (world: World): World => {
  const { stalled, net } = world
  const moving = net.filter((message) => message.key !== stalled)
  if (moving.length === 0) return world
  const rest = { ...world, net: net.filter((message) => message.key === stalled) }
  return moving.reduce(deliver, rest)
}

/** Sent after what was sent before; a repetition replaces what it repeats. */
export const send = (world: World, messages: readonly Message[]): World => {
  if (messages.length === 0) return world
  const same = (one: Message, other: Message) => one.key === other.key && wording(one) === wording(other)
  const rest = world.net.filter((one) => !messages.some((other) => same(one, other)))
  return { ...world, net: [...rest, ...messages] }
}

export const wording = (message: Message): string => {
  if (message.kind === 'route') return `${message.weight}% ${message.new}, boots ${message.boot}`
  return message.kind === 'job' ? `${message.action} ${message.job}` : message.kind
}

/**
 * One step of what goes on by itself, save what is stalled, and save what only began since `before`: so everything
 * is seen under way by at least one decision, and can be met by a fault then.
 */
export const progress = (world: World, before: World): World => {
  let next = world
  for (const [revision, run] of Object.entries(world.runs)) {
    if (world.stalled === `run/${revision}` || runOf(before, revision).value !== run.value) continue
    if (run.value === 'starting') {
      next = withRun(next, revision, { value: run.doomed ? 'failed' : 'ready' })
    }
    if (run.value === 'stopping') next = withRun(next, revision, { value: 'absent' })
  }
  for (const [key, job] of Object.entries(world.jobs)) {
    if (job.value !== 'running' || world.stalled === key || jobOf(before, key).value !== 'running') continue
    next = withJob(next, key, { value: job.doomed ? 'failed' : 'passed' })
  }
  return world.stalled === 'open' ? next : closed(next)
}

/** Requests of a release that is no longer served end. */
const closed = (world: World): World => {
  const open = world.open.filter((release) => (world.split.shares[release] ?? 0) > 0)
  return open.length === world.open.length ? world : { ...world, open }
}

/** What a restart with nothing else known serves, at a generation of the router's own. */
export const restartRouter = (world: World): World => {
  const { boot, fence } = world.split
  const shares = boot === null ? {} : { [boot]: 100 }
  return { ...world, split: { shares, boot, fence: fence + 1 }, open: boot === null ? [] : [boot] }
}

/** Requests in flight by revision, as the router counts them. */
export const openOf = (scenario: Scenario, world: World): Record<string, number> => {
  const revisions = world.open.flatMap((release) => scenario.releases[release] ?? [])
  return Object.fromEntries(revisions.map((revision) => [revision, 1]))
}
