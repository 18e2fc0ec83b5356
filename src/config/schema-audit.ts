import type { z } from 'zod'
import { auditDocs as docs } from './documentation-audit.ts'
import { leaf, read } from './leaves.ts'
import { key, table } from './tables.ts'

const least = 90

/** Days; a year counts 366, so that nothing goes too soon. */
const retention = read(
  'retention',
  (words) => {
    const [, count, unit] = /^(\d{1,5})(d|y)$/.exec(words) ?? []
    if (count === undefined) return undefined
    const days = Number(count) * (unit === 'y' ? 366 : 1)
    return days >= least && days <= 100 * 366 ? days : undefined
  },
  '^\\d{1,5}(d|y)$',
)

const anchor = table('anchor', {
  file: key(leaf('anchorFile', /^\/[^\0\n]{1,1000}$/), docs.file),
  repository: key(
    leaf(
      'anchorRepository',
      /^(?:https:\/\/[^\s@]{1,500}|ssh:\/\/[A-Za-z0-9_][^\s]{1,500}|\/[^\0\n]{1,1000})$/,
    ),
    docs.repository,
  ),
  branch: key(
    leaf('anchorBranch', /^(?!.*(?:\.\.|\/\/|@\{|\.lock$|\/$))[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/),
    docs.branch,
  ),
})

export const auditKey = key(
  table('audit', {
    'keep-evidence': key(retention, docs.keepEvidence),
    anchor: key(anchor, docs.anchor),
  }),
  docs.audit,
)

export type WrittenAudit = NonNullable<z.output<typeof auditKey>>
