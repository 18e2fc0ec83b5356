import { z } from 'zod'
import type { ConfigView, SecretSetView, SecretState, SecretsView } from '../engine/facade-secrets.ts'
import { commitId, instant, name, place, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const whichEnvironment = z.object({ environment: plainName.exactOptional() })
const base = '/v1/applications/{application}'

/** As ecluse.yaml takes it. */
export const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/)

const state = name(
  'SecretState',
  z.object({
    digest: z.string().describe('Keyed and short: equal where the value is'),
    source: z.enum(['file', 'command', 'environment', 'set']),
    at: instant,
    by: z.string(),
  }),
) satisfies z.ZodType<SecretState>

export const secrets = name(
  'Secrets',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int().nullable(),
    secrets: z.array(
      z.object({
        component: z.string(),
        name: z.string(),
        running: state.nullable(),
        next: state.nullable(),
      }),
    ),
  }),
) satisfies z.ZodType<SecretsView>

export const taken = name(
  'SecretTaken',
  z.object({ text, environment: z.string(), candidate: z.string().nullable() }),
) satisfies z.ZodType<SecretSetView>

export const setting = z.object({
  path: z.array(z.string()),
  value: z.string(),
  from: z.union([z.literal('default'), place]),
  secret: state.exactOptional(),
})

export const config = name(
  'ConfigInForce',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int(),
    commit: commitId,
    settings: z.array(setting),
  }),
) satisfies z.ZodType<ConfigView>

const about = z.object({
  environment: plainName.nullable().default(null),
  component: plainName.nullable().default(null),
  name: variable,
})

/** Secrets go in here, and never come out. */
export const secretRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/secrets`,
    id: 'secrets',
    summary: 'Names, sources and keyed digests of the secrets of an environment; never values',
    params: application,
    query: whichEnvironment,
    body: null,
    answers: 'json',
    schema: secrets,
    handle: ({ engine }, { params, query }) =>
      engine.secrets.list({ application: params.application, environment: query.environment ?? null }),
  }),
  route({
    method: 'POST',
    path: `${base}/secrets`,
    id: 'set-secret',
    summary: 'Sets a secret and ships what runs with it; later: with the next ship',
    params: application,
    query: nothing,
    body: about.extend({ value: z.string().max(262_144), later: z.boolean().default(false) }),
    answers: 'json',
    schema: taken,
    handle: ({ engine }, { params, body, actor }) =>
      engine.secrets.set({ application: params.application, ...body }, actor),
  }),
  route({
    method: 'POST',
    path: `${base}/secrets/unset`,
    id: 'unset-secret',
    summary: 'From the next ship on the value comes from where ecluse.yaml says again',
    params: application,
    query: nothing,
    body: about,
    answers: 'json',
    schema: taken,
    handle: ({ engine }, { params, body, actor }) =>
      engine.secrets.unset({ application: params.application, ...body }, actor),
  }),
  route({
    method: 'GET',
    path: `${base}/config`,
    id: 'config',
    summary: 'What is in force in an environment, key by key, and where each value comes from',
    params: application,
    query: whichEnvironment,
    body: null,
    answers: 'json',
    schema: config,
    handle: ({ engine }, { params, query }) =>
      engine.config({ application: params.application, environment: query.environment ?? null }),
  }),
]
