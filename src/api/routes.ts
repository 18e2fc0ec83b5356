import { z } from 'zod'
import type { Engine } from '../engine/facade.ts'
import { commitId, count, digest, entry, instant, ledgerCheck, name, plainName } from './basics.ts'
import { splitOffer } from './offer.ts'
import { type AnyRoute, route } from './route.ts'
import { auditRoutes } from './routes-audit.ts'
import { backupRoutes } from './routes-backup.ts'
import { calendarRoutes } from './routes-calendar.ts'
import { figureRoutes } from './routes-figures.ts'
import { handRoutes } from './routes-hands.ts'
import { manifestRoutes } from './routes-manifest.ts'
import { memberRoutes } from './routes-members.ts'
import { notesRoutes } from './routes-notes.ts'
import { notifyRoutes } from './routes-notify.ts'
import { policyRoutes } from './routes-policy.ts'
import { practicesRoutes } from './routes-practices.ts'
import { removeRoutes } from './routes-remove.ts'
import { rollbackRoutes } from './routes-rollback.ts'
import { runRoutes } from './routes-run.ts'
import { secretRoutes, variable } from './routes-secrets.ts'
import { trainRoutes } from './routes-train.ts'
import { spoken } from './spoken.ts'
import * as views from './views.ts'

const nothing = z.object({})
const application = z.object({ application: plainName })
const environment = z.object({ environment: plainName.nullable().default(null) })
const whichEnvironment = z.object({ environment: plainName.exactOptional() })
const label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/)
const release = z.coerce.number().int().min(1).exactOptional()
const base = '/v1/applications/{application}'

const where = (params: { application: string }, given: { environment?: string | null | undefined }) => ({
  application: params.application,
  environment: given.environment ?? null,
})

const commits: readonly AnyRoute[] = [
  route({
    method: 'POST',
    path: `${base}/have`,
    id: 'have',
    summary: 'Which of these commits the server has',
    params: application,
    query: nothing,
    body: z.object({ commits: z.array(commitId).max(2_000) }),
    answers: 'json',
    schema: z.object({ have: z.array(commitId) }),
    handle: async ({ engine }, { params, body }) => ({
      have: await engine.source.have(params.application, body.commits),
    }),
  }),
  route({
    method: 'POST',
    path: `${base}/receive`,
    id: 'receive',
    summary: 'Takes a pack in: a line of JSON (Offer), a newline, then the bytes of the pack',
    params: application,
    query: nothing,
    body: 'pack',
    answers: 'json',
    schema: z.object({ commit: commitId }),
    handle: async ({ engine }, { params, body }) => {
      const { offer, pack } = await splitOffer(body as AsyncIterable<Uint8Array>)
      await engine.source.receive(params.application, offer, pack)
      return { commit: offer.commit }
    },
  }),
  route({
    method: 'POST',
    path: `${base}/ship`,
    id: 'ship',
    summary: 'The whole way of a commit that is here; upTo: no environment after it',
    params: application,
    query: nothing,
    body: z.object({
      commit: commitId,
      upTo: plainName.nullable().default(null),
      environment: z.record(variable, z.string()).exactOptional(),
      labels: z.array(label).max(20).exactOptional(),
      branch: z.string().max(200).nullable().exactOptional(),
    }),
    answers: 'json',
    schema: views.shipped,
    handle: ({ engine }, { params, body, actor }) =>
      engine.ship({ application: params.application, actor, ...body }),
  }),
  route({
    method: 'POST',
    path: `${base}/build`,
    id: 'build',
    summary: 'Builds a commit that is here and ships nothing',
    params: application,
    query: nothing,
    body: z.object({ commit: commitId }),
    answers: 'json',
    schema: views.build,
    handle: ({ engine }, { params, body, actor }) => engine.build(params.application, body.commit, actor),
  }),
  route({
    method: 'GET',
    path: '/v1/candidates/{id}',
    id: 'candidate',
    summary: 'How far a candidate is',
    params: z.object({ id: z.string().max(64) }),
    query: nothing,
    body: null,
    answers: 'json',
    schema: views.candidate,
    handle: ({ engine }, { params }) => engine.candidate(params.id),
  }),
]

const reading: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/status',
    id: 'status',
    summary: 'Desired and actual of every environment; never waits for a reading',
    params: nothing,
    query: z.object({ application: plainName.exactOptional() }),
    body: null,
    answers: 'json',
    schema: views.status,
    handle: ({ engine }, { query }) => engine.status(query.application ?? null),
  }),
  route({
    method: 'GET',
    path: `${base}/why`,
    id: 'why',
    summary: 'What is waited for, or what decided, with values and thresholds',
    params: application,
    query: whichEnvironment.extend({ release }),
    body: null,
    answers: 'json',
    schema: views.why,
    handle: ({ engine }, { params, query }) =>
      engine.why({ ...where(params, query), release: query.release ?? null }),
  }),
  route({
    method: 'GET',
    path: `${base}/history`,
    id: 'history',
    summary: 'Rollouts, newest first',
    params: application,
    query: whichEnvironment.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(20) }),
    body: null,
    answers: 'json',
    schema: views.history,
    handle: ({ engine }, { params, query }) => engine.history(where(params, query), query.limit),
  }),
  route({
    method: 'GET',
    path: `${base}/logs`,
    id: 'logs',
    summary:
      'Lines of instances and commands in order of time; with follow also those to come. Blank lines are heartbeats',
    params: application,
    query: whichEnvironment.extend({
      component: plainName.exactOptional(),
      release,
      tail: z.coerce.number().int().min(0).max(100_000).default(100),
      follow: z.enum(['true', 'false']).default('false'),
      newest: z.enum(['true', 'false']).default('false'),
      run: z.string().min(1).max(200).exactOptional(),
      /** Milliseconds before now. */
      since: z.coerce.number().int().min(1).exactOptional(),
    }),
    body: null,
    answers: 'lines',
    schema: views.logLine,
    handle: ({ engine }, { params, query, signal }) =>
      engine.logs(
        {
          ...where(params, query),
          component: query.component ?? null,
          release: query.release ?? null,
          newest: query.newest === 'true',
          run: query.run ?? null,
          since: query.since ?? null,
        },
        query.tail,
        query.follow === 'true' ? signal : null,
      ),
  }),
  route({
    method: 'GET',
    path: `${base}/secret`,
    id: 'secret',
    summary: 'The header and the secret that force a version on a tester',
    params: application,
    query: whichEnvironment,
    body: null,
    answers: 'json',
    schema: z.object({ header: z.string(), secret: z.string().nullable() }),
    handle: ({ engine }, { params, query }) => engine.secret(where(params, query)),
  }),
]

const command = (id: 'pause' | 'resume' | 'promote', summary: string): AnyRoute =>
  route({
    method: 'POST',
    path: `${base}/${id}`,
    id,
    summary,
    params: application,
    query: nothing,
    body: environment,
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor }) => engine.command(where(params, body), id, actor),
  })

const commanding: readonly AnyRoute[] = [
  command('pause', 'The live rollout stays at its weight; it still goes back when the judge sees harm'),
  command('resume', 'Goes on after a pause'),
  command(
    'promote',
    'Ends the step under way, lifts a hold of the queue, or ends the keeping of the release left',
  ),
  route({
    method: 'POST',
    path: `${base}/rollback`,
    id: 'rollback',
    summary: 'Returns the live rollout, or starts the way back; to: an older release that was fully out',
    params: application,
    query: nothing,
    body: environment.extend({
      to: z.int().min(1).nullable().default(null),
      why: z.string().max(2_000).nullable().default(null),
    }),
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor }) =>
      engine.rollback({ ...where(params, body), to: body.to, why: body.why }, actor),
  }),
  route({
    method: 'POST',
    path: `${base}/maintenance`,
    id: 'maintenance',
    summary: 'Closes an environment to everybody, or opens it; page: HTML. Refused in a live rollout',
    params: application,
    query: nothing,
    body: environment.extend({
      on: z.boolean(),
      page: z.string().max(262_144).nullable().default(null),
      why: z.string().max(2_000).nullable().default(null),
    }),
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor }) =>
      engine.maintenance({ ...where(params, body), on: body.on, page: body.page, why: body.why }, actor),
  }),
  route({
    method: 'POST',
    path: `${base}/restart`,
    id: 'restart',
    summary: 'Replaces the instances of a component, or of all, one after the other',
    params: application,
    query: nothing,
    body: environment.extend({ component: plainName.nullable().default(null) }),
    answers: 'json',
    schema: views.done,
    handle: ({ engine }, { params, body, actor }) =>
      engine.restart({ ...where(params, body), component: body.component }, actor),
  }),
]

const filterOf = (query: Parameters<Engine['follow']>[1]) => ({
  ...(query.application === undefined ? {} : { application: query.application }),
  ...(query.environment === undefined ? {} : { environment: query.environment }),
  ...(query.candidate === undefined ? {} : { candidate: query.candidate }),
  ...(query.rollout === undefined ? {} : { rollout: query.rollout }),
})

const record: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/events',
    id: 'events',
    summary: 'Everything that happens, as server-sent events; resumes after Last-Event-ID, or after `after`',
    params: nothing,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      application: plainName.exactOptional(),
      environment: plainName.exactOptional(),
      candidate: z.string().max(64).exactOptional(),
      rollout: z.string().max(64).exactOptional(),
    }),
    body: null,
    answers: 'events',
    schema: views.happening,
    handle: ({ engine }, { query, lastEvent, signal }) =>
      engine.follow(lastEvent ?? query.after, filterOf(query), signal),
  }),
  route({
    method: 'GET',
    path: '/v1/ledger',
    id: 'ledger',
    summary: 'Entries of the ledger after a number, oldest first',
    params: nothing,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
    }),
    body: null,
    answers: 'json',
    schema: z.object({ entries: z.array(entry) }),
    handle: async ({ engine }, { query }) => ({ entries: await engine.ledger(query.after, query.limit) }),
  }),
  route({
    method: 'GET',
    path: '/v1/ledger/verify',
    id: 'verify-ledger',
    summary:
      'Reads the whole chain and names the first entry that is not as it was written; `archive`: which entry wrote an archive of that digest down',
    params: nothing,
    query: z.object({ archive: digest.exactOptional() }),
    body: null,
    answers: 'json',
    schema: ledgerCheck,
    handle: ({ engine }, { query }) => engine.verifyLedger(query.archive),
  }),
  route({
    method: 'GET',
    path: '/v1/version',
    id: 'version',
    summary: 'The control plane of itself',
    params: nothing,
    query: nothing,
    body: null,
    answers: 'json',
    schema: name(
      'About',
      z.object({
        version: z.string(),
        node: z.string(),
        pid: count,
        data: z.string(),
        startedAt: instant,
        /** The server's clock, now. */
        now: instant,
        /** Versions of this API that are spoken here. */
        api: z.object({ from: z.int(), to: z.int() }),
      }),
    ),
    handle: async ({ about }) => ({ ...about, now: Date.now(), api: spoken }),
  }),
]

/** Every route of the API. */
export const routes: readonly AnyRoute[] = [
  ...commits,
  ...reading,
  ...commanding,
  ...record,
  ...handRoutes,
  ...runRoutes,
  ...backupRoutes,
  ...auditRoutes,
  ...figureRoutes,
  ...rollbackRoutes,
  ...manifestRoutes,
  ...notesRoutes,
  ...memberRoutes,
  ...removeRoutes,
  ...secretRoutes,
  ...calendarRoutes,
  ...policyRoutes,
  ...trainRoutes,
  ...notifyRoutes,
  ...practicesRoutes,
]
