import { z } from 'zod'
import { processDocs as docs } from './documentation-process.ts'
import { argv, duration, urlPath } from './leaves.ts'
import { bytes, cron, processors, timeZone } from './leaves-process.ts'
import { key, required, table } from './tables.ts'

/** Keys of a component that say how its processes run beside serving people. */
const before = z.union(
  [
    argv,
    table('before', { run: required(argv, docs.beforeRun), within: key(duration(1_000), docs.beforeWithin) }),
  ],
  { error: 'before' },
)

/** What is looked at instead of a path. */
export const checkKeys = {
  port: key(z.literal('open', { error: 'open' }), docs.checkPort),
  command: key(argv, docs.checkCommand),
} as const

const live = z.union(
  [
    urlPath,
    table('live', {
      path: key(urlPath, docs.livePath),
      status: key(
        z.int({ error: 'status' }).min(200, { error: 'status' }).max(599, { error: 'status' }),
        docs.liveStatus,
      ),
      ...checkKeys,
    }),
  ],
  { error: 'live' },
)

const schedule = z.union(
  [
    cron,
    table('schedule', {
      at: required(cron, docs.scheduleAt),
      'time-zone': key(timeZone, docs.timeZone),
      'run-late': key(z.enum(['yes', 'no'], { error: 'late' }), docs.runLate),
      within: key(duration(1_000), docs.scheduleWithin),
    }),
  ],
  { error: 'schedule' },
)

const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const

export const processKeys = {
  before: key(before, docs.before),
  schedule: key(schedule, docs.schedule),
  'side-by-side': key(z.boolean({ error: 'yesNo' }), docs.sideBySide),
  live: key(live, docs.live),
  'stop-signal': key(z.enum(signals, { error: 'signal' }), docs.stopSignal),
  restart: key(z.enum(['always', 'on-failure', 'never'], { error: 'restart' }), docs.restart),
  limits: key(
    table('processLimits', { memory: key(bytes, docs.memory), cpu: key(processors, docs.cpu) }),
    docs.limits,
  ),
} as const
