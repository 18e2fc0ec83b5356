import { z } from 'zod'
import type { PracticesView } from '../engine/facade-practices.ts'
import { name, plainName, text, texts } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

export const practices = name(
  'Practices',
  z.object({
    application: z.string(),
    environment: z.string(),
    practices: z.array(
      z.object({
        number: z.int(),
        name: text,
        state: z.enum(['shown', 'partly', 'not-shown', 'not-built']),
        shows: texts,
        missing: texts,
        config: z.array(z.object({ below: z.string(), line: z.string(), first: text.exactOptional() })),
      }),
    ),
  }),
) satisfies z.ZodType<PracticesView>

export const practicesRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/applications/{application}/practices',
    id: 'practices',
    summary:
      'The thirteen practices of a team, each by what shows it, what is missing, and what would close it',
    params: z.object({ application: plainName }),
    query: z.object({ environment: plainName.exactOptional() }),
    body: null,
    answers: 'json',
    schema: practices,
    handle: ({ engine }, { params, query }) =>
      engine.practices({ application: params.application, environment: query.environment ?? null }),
  }),
]
