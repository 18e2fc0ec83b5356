import { z } from 'zod'
import type { RemovedView } from '../engine/facade.ts'
import { name, plainName, texts } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

export const removed = name(
  'Removed',
  z.object({ application: z.string(), environments: z.array(z.string()), data: z.boolean(), lines: texts }),
) satisfies z.ZodType<RemovedView>

export const removeRoutes: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: '/v1/applications/{application}/remove',
    id: 'remove',
    summary: 'Stops everything of an application; data: takes away all that it left, but the ledger',
    params: z.object({ application: plainName }),
    query: z.object({}),
    body: z.object({ data: z.boolean().default(false) }),
    answers: 'json',
    schema: removed,
    handle: ({ engine }, { params, body, actor }) => engine.remove(params.application, body.data, actor),
  }),
]
