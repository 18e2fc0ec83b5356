import { z } from 'zod'
import type { RunView } from '../engine/facade.ts'
import { count, name, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'
import * as views from './views.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const ofRun = application.extend({ id: z.string().max(64) })
const word = z
  .string()
  .max(100_000)
  .regex(/^[^\0]*$/)
const side = z.int().min(1).max(10_000)

export const running = name(
  'Running',
  z.object({ id: z.string(), text, environment: z.string(), component: z.string(), release: count }),
) satisfies z.ZodType<RunView>

/** One-off commands and counts of instances. */
const scaleRoute = route({
  method: 'POST',
  path: '/v1/applications/{application}/scale',
  id: 'scale',
  summary: 'How many instances a component has from now on: recorded, and no release',
  params: application,
  query: nothing,
  body: z.object({
    environment: plainName.nullable().default(null),
    component: plainName,
    instances: z.int().min(0).max(100),
  }),
  answers: 'json',
  schema: views.done,
  handle: ({ engine }, { params, body, actor }) =>
    engine.scale({ application: params.application, ...body }, actor),
})

/** One-off commands: begun, then sat before in frames (`lines/frames.ts`). */
export const runRoutes: readonly AnyRoute[] = [
  scaleRoute,
  route({
    method: 'POST',
    path: '/v1/applications/{application}/run',
    id: 'run',
    summary:
      'Begins a one-off command in the image and the configuration of what is out; seat null: detached',
    params: application,
    query: nothing,
    body: z.object({
      environment: plainName.nullable().default(null),
      component: plainName,
      argv: z.array(word).min(1).max(1_000),
      seat: z
        .object({
          terminal: z
            .object({ rows: side, columns: side, name: z.string().regex(/^[\w.+-]{1,64}$/) })
            .nullable(),
        })
        .nullable(),
    }),
    answers: 'json',
    schema: running,
    handle: ({ engine }, { params, body, actor }) =>
      engine.run({ application: params.application, ...body }, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/applications/{application}/run/{id}/output',
    id: 'run-output',
    summary: 'Frames that the command writes, and last its exit; a reader that goes away ends the command',
    params: ofRun,
    query: nothing,
    body: nothing,
    answers: 'bytes',
    schema: z.string(),
    handle: ({ engine }, { params, signal }) => engine.runOutput(params.id, signal),
  }),
  route({
    method: 'POST',
    path: '/v1/applications/{application}/run/{id}/input',
    id: 'run-input',
    summary: 'Frames for the command, streamed: what is typed, the size of the terminal, the end of input',
    params: ofRun,
    query: nothing,
    body: 'pack',
    answers: 'json',
    schema: nothing,
    handle: async ({ engine }, { params, body }) => {
      await engine.runInput(params.id, body as AsyncIterable<Uint8Array>)
      return {}
    },
  }),
]
