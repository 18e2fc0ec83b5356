import { z } from 'zod'
import { notifyEvents, notifyKinds } from '../config/types-notify.ts'
import type { DeafView, NotifyTestView, NotifyView } from '../engine/facade-notify.ts'
import type { StalledView } from '../engine/facade-stalled.ts'
import { count, instant, name, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const application = z.object({ application: plainName })
const base = '/v1/applications/{application}/notify'
const kind = z.enum(notifyKinds)

export const deaf = z
  .array(
    z.object({
      environment: z.string(),
      kind,
      to: z.string(),
      since: instant,
      why: text,
      waiting: count,
      dropped: count,
    }),
  )
  .describe('Receivers that take nothing') satisfies z.ZodType<readonly DeafView[]>

export const stalled = z
  .array(
    z.object({
      code: z.string(),
      since: instant,
      text,
      todo: text,
      tried: z.boolean().describe('Whether it is tried again by itself'),
      passed: z.boolean().describe('Whether what came later went well'),
    }),
  )
  .describe('What does not go on elsewhere') satisfies z.ZodType<readonly StalledView[]>

export const receivers = name(
  'Notify',
  z.object({
    application: z.string(),
    receivers: z.array(
      z.object({
        environment: z.string(),
        kind,
        to: z.string().describe('Name of its secret'),
        events: z.array(z.enum(notifyEvents)),
        role: z.string().nullable(),
        first: z.enum(['en', 'fr']),
        release: z.int().nullable().describe('Whose file names it'),
        waiting: count,
        takenAt: instant.nullable(),
        failingSince: instant.nullable(),
        why: text.nullable(),
        dropped: count,
      }),
    ),
  }),
) satisfies z.ZodType<NotifyView>

export const tested = name(
  'NotifyTest',
  z.object({
    text,
    receivers: z.array(
      z.object({
        environment: z.string(),
        kind,
        to: z.string(),
        recipient: z.string().nullable(),
        taken: z.boolean(),
        why: text.nullable(),
      }),
    ),
  }),
) satisfies z.ZodType<NotifyTestView>

export const notifyRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: base,
    id: 'notify',
    summary: 'Who is told of an application, and how each receiver is',
    params: application,
    query: z.object({ environment: plainName.exactOptional() }),
    body: null,
    answers: 'json',
    schema: receivers,
    handle: ({ engine }, { params, query }) =>
      engine.notify.view({ application: params.application, environment: query.environment ?? null }),
  }),
  route({
    method: 'POST',
    path: `${base}/test`,
    id: 'notify-test',
    summary: 'Sends each receiver a message now, once; what each said',
    params: application,
    query: z.object({}),
    body: z.object({ environment: plainName.nullable().default(null) }),
    answers: 'json',
    schema: tested,
    handle: ({ engine }, { params, body, actor }) =>
      engine.notify.test({ application: params.application, environment: body.environment }, actor),
  }),
]
