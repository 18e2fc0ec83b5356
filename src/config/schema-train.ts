import { z } from 'zod'
import { trainDocs as docs } from './documentation-train.ts'
import { duration, leaf } from './leaves.ts'
import { parseDepart } from './scalars-train.ts'
import { label, role } from './schema-checklist.ts'
import { key, required, table } from './tables.ts'

const depart = z
  .string({ error: 'depart' })
  .meta({ pattern: '^[A-Za-z]{3}([ ,-]+[A-Za-z]{3})* +\\d{1,2}:\\d\\d$' })
  .transform((words, context) => {
    const value = parseDepart(words)
    if (value !== undefined) return value
    context.issues.push({ code: 'custom', message: 'depart', input: words })
    return z.NEVER
  })

/** As git allows it, near enough: it is compared, and never given to git. */
const branch = leaf('branch', /^[^\s~^:?*[\\\p{Cc}]{1,200}$/u)

const boards = z.union(
  [
    z.enum(['all'], { error: 'boards' }),
    table('boards', { label: key(label, docs.boardsLabel), branch: key(branch, docs.boardsBranch) }),
  ],
  { error: 'boards' },
)

export const train = table('train', {
  departs: required(
    z.union(
      [depart, z.array(depart, { error: 'depart' }).min(1, { error: 'depart' }).max(50, { error: 'depart' })],
      { error: 'depart' },
    ),
    docs.departs,
  ),
  'cut-off': key(duration(0), docs.cutOff),
  conductor: key(role, docs.conductor),
  boards: key(boards, docs.boards),
})

export const trainKey = key(train, docs.train)

export type WrittenTrain = z.output<typeof train>
