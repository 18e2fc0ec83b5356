import { z } from 'zod'
import { plainName } from './basics.ts'
import { rollbackPlanView } from './rollback-view.ts'
import { type AnyRoute, route } from './route.ts'

export const rollbackRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/applications/{application}/rollback-plan',
    id: 'rollback-plan',
    summary:
      'What rollback would do: of the live rollout as it was written before it began, else of what runs; to: an older release',
    params: z.object({ application: plainName }),
    query: z.object({
      environment: plainName.exactOptional(),
      to: z.coerce.number().int().min(1).exactOptional(),
    }),
    body: null,
    answers: 'json',
    schema: rollbackPlanView,
    handle: ({ engine }, { params, query }) =>
      engine.rollbackPlan(
        { application: params.application, environment: query.environment ?? null },
        query.to ?? null,
      ),
  }),
]
