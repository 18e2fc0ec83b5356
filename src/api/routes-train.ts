import { z } from 'zod'
import type { ChecklistView } from '../engine/facade-checklist.ts'
import type { TrainView } from '../engine/facade-train.ts'
import { commitId, count, instant, ms, name, plainName, text, texts } from './basics.ts'
import { type AnyRoute, route } from './route.ts'
import * as views from './views.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const base = '/v1/applications/{application}'
const whichEnvironment = z.object({ environment: plainName.exactOptional() })
const depart = z.object({ days: z.array(z.int()), at: z.int().describe('Minutes after midnight') })

export const train = name(
  'Train',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int().nullable().describe('Whose timetable it is'),
    train: z
      .object({
        departs: z.array(depart),
        cutOff: ms,
        conductor: z.string().nullable(),
        boards: z.union([
          z.literal('all'),
          z.object({ label: z.string() }),
          z.object({ branch: z.string() }),
        ]),
      })
      .nullable(),
    timeZone: z.string().nullable(),
    now: instant,
    departures: z.array(
      z.object({
        id: z.string().describe('What commands call it'),
        at: instant,
        cutOff: instant,
        kind: z.enum(['timetable', 'extra', 'after-rollback']),
        state: z.enum(['boarding', 'closed', 'delayed', 'not-leaving', 'left', 'cancelled']),
        candidate: z.object({ id: z.string(), number: z.int(), release: z.int().nullable() }).nullable(),
        aboard: z.array(
          z.object({
            candidate: z.string(),
            number: z.int(),
            commit: z.string(),
            subject: z.string(),
            by: z.string(),
            leads: z.boolean(),
          }),
        ),
        holds: texts,
        left: z.array(z.object({ candidate: z.string(), number: z.int(), why: text })),
      }),
    ),
  }),
) satisfies z.ZodType<TrainView>

const when = z.enum(['before', 'during', 'after'])
const opening = z.object({
  by: z.enum(['person', 'machine']),
  role: z.string(),
  names: z.array(z.string()),
  line: z.string().nullable().describe('What to type'),
})

export const checklist = name(
  'Checklist',
  z.object({
    application: z.string(),
    environment: z.string(),
    declared: z.boolean(),
    candidate: z
      .object({
        id: z.string(),
        number: z.int(),
        release: z.int().nullable(),
        commit: commitId,
        manifest: z.string().nullable(),
      })
      .nullable(),
    items: z.array(
      z.object({
        name: z.string(),
        title: text,
        help: text.nullable(),
        owner: z.string(),
        when,
        kind: z.enum(['evidence', 'person', 'link']),
        blocks: z.boolean(),
        state: z.enum(['done', 'open', 'failed', 'not-asked']),
        why: text,
        answered: z.object({ person: z.string(), note: z.string(), at: instant }).nullable(),
        cleared: z.array(z.object({ person: z.string(), at: instant })),
        opening: opening.nullable(),
      }),
    ),
    afterwards: z.array(
      z.object({
        release: z.int(),
        name: z.string(),
        title: text,
        owner: z.string(),
        blocks: z.boolean(),
        since: instant,
        state: z.enum(['planned', 'open', 'done', 'dropped']),
        answer: z.object({ by: z.string(), note: z.string() }).nullable(),
        line: z.string().nullable(),
      }),
    ),
  }),
) satisfies z.ZodType<ChecklistView>

/** The departure board and its orders, and the checklist in force. */
export const trainRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/train`,
    id: 'train',
    summary: 'The departure board: next departures, who is aboard, what holds each',
    params: application,
    query: whichEnvironment,
    body: null,
    answers: 'json',
    schema: train,
    handle: ({ engine }, { params, query }) =>
      engine.trains.view({ application: params.application, environment: query.environment ?? null }),
  }),
  route({
    method: 'POST',
    path: `${base}/train`,
    id: 'order-train',
    summary: 'An extra train (at null: now), or another time or none for a departure; for the conductor',
    params: application,
    query: nothing,
    body: z.object({
      environment: plainName.nullable().default(null),
      order: z.enum(['extra', 'delay', 'cancel']),
      departure: z.string().max(60).nullable().default(null),
      at: instant.nullable().default(null),
      candidate: count.nullable().default(null).describe('Of an extra one: for this one alone'),
      why: z.string().max(1_000).regex(/\S/),
    }),
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor, caller }) =>
      engine.trains.order({ application: params.application, ...body }, actor, caller.role === 'admin'),
  }),
  route({
    method: 'GET',
    path: `${base}/checklist`,
    id: 'checklist',
    summary: 'The checklist in force as it stands for a candidate, and what releases left to do',
    params: application,
    query: whichEnvironment.extend({ candidate: z.coerce.number().pipe(count).exactOptional() }),
    body: null,
    answers: 'json',
    schema: checklist,
    handle: ({ engine }, { params, query }) =>
      engine.checklist({
        application: params.application,
        environment: query.environment ?? null,
        candidate: query.candidate ?? null,
      }),
  }),
]
