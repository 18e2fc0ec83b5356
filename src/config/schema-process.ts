import { z } from 'zod'
import { processDocs as docs } from './documentation-process.ts'
import { argv, duration } from './leaves.ts'
import { key, required, table } from './tables.ts'

/** Keys of a component that say how its processes run beside serving people. */
const before = z.union(
  [
    argv,
    table('before', { run: required(argv, docs.beforeRun), within: key(duration(1_000), docs.beforeWithin) }),
  ],
  { error: 'before' },
)

export const processKeys = {
  before: key(before, docs.before),
} as const
