import { z } from 'zod'
import type { LogLine } from '../ports/target.ts'
import { instant, name } from './basics.ts'

export const logLine = name(
  'LogLine',
  z.object({
    key: z.string(),
    instance: z.string(),
    run: z.object({ id: z.string(), kind: z.enum(['once', 'schedule', 'before']) }).exactOptional(),
    line: z.string(),
    component: z.string(),
    release: z.int().nullable(),
    revision: z.string(),
    at: instant.exactOptional(),
  }),
) satisfies z.ZodType<LogLine>
