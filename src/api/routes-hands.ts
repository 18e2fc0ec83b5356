import { z } from 'zod'
import type { HandedView } from '../engine/facade.ts'
import { count, name, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'
import * as views from './views.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const environment = z.object({ environment: plainName.nullable().default(null) })

const instance = z.object({
  id: z.string(),
  pid: z.int().nullable(),
  port: z.int().nullable(),
  state: z.enum(['starting', 'ready', 'unready', 'draining', 'stopping', 'backoff', 'failed']),
})

export const handed = name(
  'HandedOver',
  z.object({
    text,
    rollout: z.string().nullable(),
    environment: z.string(),
    listening: z.array(z.string()),
    stands: z.array(
      z.object({
        release: count.nullable(),
        weight: z.number(),
        runs: z.array(
          z.object({
            component: z.string(),
            revision: z.string(),
            value: z.enum(['starting', 'ready', 'failed', 'stopping', 'absent']),
            instances: z.array(instance),
          }),
        ),
      }),
    ),
    waits: z.array(z.object({ release: count, phase: z.string() })),
  }),
) satisfies z.ZodType<HandedView>

/** Out of the machine's hands, and back. */
export const handRoutes: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: '/v1/applications/{application}/hand-over',
    id: 'hand-over',
    summary:
      'Takes an environment, with what is on its way there, out of the machine’s hands; says what stands',
    params: application,
    query: nothing,
    body: environment,
    answers: 'json',
    schema: handed,
    handle: ({ engine }, { params, body, actor }) =>
      engine.handOver({ application: params.application, environment: body.environment }, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/applications/{application}/take-back',
    id: 'take-back',
    summary: 'Reads the world, then goes on; to: where a rollout that was handed over goes on',
    params: application,
    query: nothing,
    body: environment.extend({ to: z.enum(['returning', 'moving']).nullable().default(null) }),
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor }) =>
      engine.takeBack({ application: params.application, environment: body.environment, to: body.to }, actor),
  }),
]
