import { z } from 'zod'
import { docs } from './documentation.ts'
import { checklistDocs } from './documentation-checklist.ts'
import { folder, leaf, name } from './leaves.ts'
import { approvalsKey, approversKey, keepReleasesKey } from './schema-approvals.ts'
import { calendarKey } from './schema-calendar.ts'
import { trainKey } from './schema-train.ts'
import { key, required, table } from './tables.ts'

const part = table(
  'floor',
  {
    after: key(name, docs.after),
    calendar: calendarKey,
    checklist: key(folder, checklistDocs.checklist),
    approvals: approvalsKey,
    approvers: approversKey,
    'keep-releases': keepReleasesKey,
    train: trainKey,
  },
  ['vulnerabilities'],
)

/** The policy file of a server: below it no application goes. */
export const floorFile = table('floorRoot', {
  environments: required(
    z.record(z.union([name, leaf('floorName', /^\*$/)], { error: 'floorName' }), part, {
      error: 'environments',
    }),
    docs.environments,
  ),
})

export type WrittenFloor = z.output<typeof floorFile>
