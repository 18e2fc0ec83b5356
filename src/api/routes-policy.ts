import { z } from 'zod'
import type { AskedView, FreezesView, MineView, StatementTaken } from '../engine/facade-policy.ts'
import { commitId, digest, instant, ms, name, plainName, text, verdict } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const base = '/v1/applications/{application}'
const environment = plainName.nullable().default(null)
const why = z.string().max(1_000).regex(/\S/)
const label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/)

const asked = name(
  'Asked',
  z.object({
    application: z.string(),
    environment: z.string(),
    candidate: z.string(),
    number: z.int(),
    release: z.int().nullable(),
    commit: commitId,
    subject: z.string(),
    manifest: digest.nullable(),
    loosens: digest.nullable().describe('Of what it loosens of the policy in force'),
    loosened: z.array(z.object({ key: z.string(), old: text, new: text })),
    tightens: z.array(z.string()),
    authors: z.array(z.object({ name: z.string(), email: z.string() })).nullable(),
    canary: z.string().nullable().describe('The share that it does not pass without a sign-off'),
    signed: z.boolean().describe('Whether anybody may sign here'),
    overrideSigned: z.boolean().describe('Whether an override has to be signed here'),
    expires: ms,
    now: instant,
    gates: z.array(z.object({ gate: z.string(), verdict: verdict })),
  }),
) satisfies z.ZodType<AskedView>

export const taken = name(
  'StatementTaken',
  z.object({ text, id: z.string(), environment: z.string(), candidate: z.string() }),
) satisfies z.ZodType<StatementTaken>

export const frozen = name(
  'Freezes',
  z.object({
    text,
    freezes: z.array(
      z.object({
        id: z.string(),
        application: z.string().nullable().describe('Null: the whole server'),
        since: instant,
        until: instant.nullable(),
        why: z.string(),
        except: z.string().nullable(),
        by: z.string(),
      }),
    ),
  }),
) satisfies z.ZodType<FreezesView>

export const mine = name(
  'Mine',
  z.object({
    items: z.array(
      z.object({
        application: z.string(),
        environment: z.string(),
        number: z.int(),
        subject: z.string(),
        text,
        line: text.nullable(),
      }),
    ),
  }),
) satisfies z.ZodType<MineView>

const statement = {
  text: z.string().max(16_384),
  signature: z.string().max(65_536).nullable().default(null),
}
const freezing = z.object({
  until: instant.nullable().default(null),
  why,
  except: label.nullable().default(null),
})
const thawing = z.object({ id: z.string().max(64).nullable().default(null) })

const people: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/asked`,
    id: 'asked',
    summary: 'What one needs to decide about a candidate, and to sign it',
    params: application,
    query: z.object({
      environment: plainName.exactOptional(),
      candidate: z.coerce.number().int().min(1).exactOptional(),
      release: z.coerce.number().int().min(1).exactOptional(),
      canary: z.enum(['true', 'false']).exactOptional(),
    }),
    body: null,
    answers: 'json',
    schema: asked,
    handle: ({ engine }, { params, query }) =>
      engine.policy.asked({
        application: params.application,
        environment: query.environment ?? null,
        candidate: query.candidate ?? null,
        release: query.release ?? null,
        canary: query.canary === 'true',
      }),
  }),
  route({
    method: 'POST',
    path: `${base}/statements`,
    id: 'state',
    summary:
      'Takes a statement as its text was signed; unsigned only of an administrator where nobody may sign',
    params: application,
    query: nothing,
    body: z.object({ environment, ...statement }),
    answers: 'json',
    schema: taken,
    handle: ({ engine }, { params, body, actor, caller }) =>
      engine.policy.state({ application: params.application, ...body }, actor, caller.role === 'admin'),
  }),
  route({
    method: 'POST',
    path: `${base}/override`,
    id: 'override',
    summary:
      'Lets one candidate pass one gate once, by a statement that stays with its release; unsigned only where nobody may sign it',
    params: application,
    query: nothing,
    body: z.object({
      environment,
      ...statement,
      candidate: z.int().min(1).nullable().default(null),
    }),
    answers: 'json',
    schema: taken,
    handle: ({ engine }, { params, body, actor }) =>
      engine.policy.override({ application: params.application, ...body }, actor),
  }),
]

const freezes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/freezes`,
    id: 'freezes',
    summary: 'What is frozen for an application, the whole server included',
    params: application,
    query: nothing,
    body: null,
    answers: 'json',
    schema: frozen,
    handle: ({ engine }, { params }) => engine.policy.freezes(params.application),
  }),
  route({
    method: 'POST',
    path: `${base}/freeze`,
    id: 'freeze',
    summary: 'A closed window for an application: nothing starts or widens',
    params: application,
    query: nothing,
    body: freezing,
    answers: 'json',
    schema: frozen,
    handle: ({ engine }, { params, body, actor }) =>
      engine.policy.freeze({ application: params.application, ...body }, actor),
  }),
  route({
    method: 'POST',
    path: `${base}/thaw`,
    id: 'thaw',
    summary: 'Ends freezes of an application that were set at run time',
    params: application,
    query: nothing,
    body: thawing,
    answers: 'json',
    schema: frozen,
    handle: ({ engine }, { params, body, actor }) =>
      engine.policy.thaw({ application: params.application, ...body }, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/freeze',
    id: 'freeze-all',
    summary: 'A closed window for every application of the server',
    params: nothing,
    query: nothing,
    body: freezing,
    answers: 'json',
    schema: frozen,
    handle: ({ engine }, { body, actor }) => engine.policy.freeze({ application: null, ...body }, actor),
  }),
  route({
    method: 'POST',
    path: '/v1/thaw',
    id: 'thaw-all',
    summary: 'Ends freezes of the whole server',
    params: nothing,
    query: nothing,
    body: thawing,
    answers: 'json',
    schema: frozen,
    handle: ({ engine }, { body, actor }) => engine.policy.thaw({ application: null, ...body }, actor),
  }),
]

const mineRoute = route({
  method: 'GET',
  path: '/v1/mine',
  id: 'mine',
  summary: 'Everything that waits for whoever asks',
  params: nothing,
  query: z.object({
    keys: z
      .string()
      .max(4_000)
      .exactOptional()
      .describe('Fingerprints of the asker’s own keys, with commas between them'),
  }),
  body: null,
  answers: 'json',
  schema: mine,
  handle: ({ engine }, { query, actor, caller }) =>
    engine.policy.mine(actor, caller.role === 'admin', query.keys?.split(',') ?? []),
})

/** What people ask and say of the policy in force. */
export const policyRoutes: readonly AnyRoute[] = [...people, ...freezes, mineRoute]
