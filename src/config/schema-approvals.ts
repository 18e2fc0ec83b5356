import { z } from 'zod'
import { approvalsDocs as docs } from './documentation-approvals.ts'
import { duration, folder, weight } from './leaves.ts'
import { key, required, table } from './tables.ts'

const people = z
  .int({ error: 'peopleCount' })
  .min(1, { error: 'peopleCount' })
  .max(20, { error: 'peopleCount' })

const canary = table('canaryApprovals', { at: required(weight, docs.canaryAt) }).catchall(people)

export const approvals = table('approvals', {
  'not-the-author': key(z.boolean({ error: 'truth' }), docs.notTheAuthor),
  expires: key(duration(60_000), docs.expires),
  canary: key(canary, docs.canary),
}).catchall(people)

export const approvalsKey = key(approvals, docs.approvals)
export const approversKey = key(folder, docs.approvers)
export const keepReleasesKey = key(
  z.int({ error: 'keepReleases' }).min(1, { error: 'keepReleases' }).max(100, { error: 'keepReleases' }),
  docs.keepReleases,
)

export type WrittenApprovals = z.output<typeof approvals>
