import { z } from 'zod'
import type { RollbackPlan } from '../rollback/types.ts'
import { count, digest, instant, ms, name, texts } from './basics.ts'

const side = z.object({ release: count, manifest: digest, commit: z.string() })
const part = z.object({
  version: z.string().nullable(),
  commit: z.string().nullable(),
  image: digest,
  revision: z.string(),
})
const changes = z.array(
  z.object({ component: z.string(), name: z.string(), change: z.enum(['added', 'removed', 'changed']) }),
)

export const rollbackPlanView = name(
  'RollbackPlan',
  z.object({
    format: z.literal(1),
    application: z.string(),
    environment: z.string(),
    madeAt: instant,
    from: side,
    to: side.nullable(),
    components: z.array(
      z.object({
        component: z.string(),
        change: z.enum(['back', 'same', 'gone', 'again']),
        from: part.nullable(),
        to: part.nullable(),
      }),
    ),
    variables: changes,
    secrets: changes,
    secretsOnRollback: z.enum(['current', 'recorded']),
    migrations: z.array(
      z.object({
        component: z.string(),
        phase: z.enum(['expand', 'contract']),
        file: z.string(),
        is: z.enum(['safe', 'unsafe', 'unknown']),
        ran: z.boolean(),
        since: z.object({ release: count, at: instant }).exactOptional(),
        why: texts,
      }),
    ),
    kept: z.array(z.object({ component: z.string(), path: z.string() })),
    infrastructure: z.null(),
    measured: z.object({ by: z.enum(['rehearsal', 'history']), median: ms, count }).nullable(),
    wayBack: z.enum(['automatic', 'person']),
    strategy: z.enum(['blue-green', 'canary']),
    keepPrevious: ms,
    warmUntil: instant.nullable(),
    drain: ms.exactOptional(),
    keepReleases: count,
    target: z.enum(['cold', 'candidate']).exactOptional().describe('Absent: it still runs, or will'),
    gone: z.literal(true).exactOptional().describe('What ran since does not let it come back'),
    contracts: z.array(z.string()),
  }),
) satisfies z.ZodType<RollbackPlan>
