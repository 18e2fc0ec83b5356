import { z } from 'zod'
import type { Figures } from '../figures/types.ts'
import { zoneOf } from '../kernel/zone.ts'
import { count, instant, ms, name, plainName } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

/** A zone's name; what is none is not told apart here: weeks are of UTC then. */
const zone = z.string().max(100)

const at = z.coerce.number().int().min(0)

const spread = name(
  'Spread',
  z.object({
    known: count,
    unknown: count,
    median: ms.nullable(),
    p90: ms.nullable(),
    longest: ms.nullable(),
  }),
)

export const figures = name(
  'Figures',
  z.object({
    period: z.object({ from: instant, to: instant }),
    environments: z.array(z.string()),
    deployments: count,
    underWay: count,
    perDay: z.number(),
    leadTime: z.object({
      written: spread,
      built: spread,
      waited: spread,
      'rolled-out': spread,
      whole: spread,
    }),
    waitedFor: z.array(
      z.object({
        cause: z.string(),
        deployments: count,
        unknown: count,
        median: ms.nullable(),
        p90: ms.nullable(),
        longest: ms.nullable(),
        total: ms,
      }),
    ),
    failures: z.array(
      z.object({
        environment: z.string(),
        release: z.int(),
        at: instant,
        restoredAt: instant.nullable(),
      }),
    ),
    changeFailureRate: z.number().nullable(),
    timeToRestore: spread,
    rework: count,
    reworkRate: z.number().nullable(),
    weeks: z.array(z.object({ from: instant, deployments: count, failures: count })),
  }),
) satisfies z.ZodType<Figures>

export const figureRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/applications/{application}/figures',
    id: 'figures',
    summary:
      'DORA’s figures of a period, half-open, the last 90 days where nothing is said; without an environment, of all of them together. `zone`: whose days weeks begin at',
    params: z.object({ application: plainName }),
    query: z.object({
      environment: plainName.exactOptional(),
      from: at.exactOptional(),
      to: at.exactOptional(),
      zone: zone.exactOptional(),
    }),
    body: null,
    answers: 'json',
    schema: figures,
    handle: ({ engine }, { params, query }) => {
      const own = zoneOf(query.zone ?? 'UTC')
      return engine.figures(
        { application: params.application, environment: query.environment ?? null },
        { from: query.from ?? null, to: query.to ?? null, ...(own === undefined ? {} : { zone: own }) },
      )
    },
  }),
]
