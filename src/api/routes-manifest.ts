import { z } from 'zod'
import type { ManifestView } from '../engine/facade-manifest.ts'
import { manifestShape } from '../manifest/manifest-schema.ts'
import { actor, commitId, digest, instant, name, place, plainName } from './basics.ts'
import { type AnyRoute, route } from './route.ts'
import { variable } from './routes-secrets.ts'
import { shipped } from './views.ts'

const application = z.object({ application: plainName })
const number = z.coerce.number().int().min(1).exactOptional()
const base = '/v1/applications/{application}'
const version = z.string().min(1).max(256)

export const manifestView = name(
  'ManifestView',
  z.object({
    application: z.string(),
    digest,
    manifest: manifestShape,
    release: z.int().nullable(),
    candidate: z
      .object({ number: z.int(), commit: z.string(), subject: z.string(), actor, at: instant })
      .nullable(),
    environments: z.array(
      z.object({
        environment: z.string(),
        kind: z.enum(['ship', 'rollback', 'restart']),
        release: z.int(),
        replaces: z.object({ release: z.int(), digest: digest.nullable() }).nullable(),
        actor,
        why: z.string(),
        startedAt: instant,
        endedAt: instant.nullable(),
        outcome: z.string().nullable() as unknown as z.ZodType<
          ManifestView['environments'][number]['outcome']
        >,
        out: z.boolean(),
      }),
    ),
  }),
) satisfies z.ZodType<ManifestView>

export const manifestRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/manifest`,
    id: 'manifest',
    summary:
      'A manifest by release, candidate, environment or digest, and beside it where it went: what it replaced, who, when, why',
    params: application,
    query: z
      .object({
        release: number,
        candidate: number,
        environment: plainName.exactOptional(),
        digest: z.string().max(100).exactOptional(),
      })
      .refine((asked) => Object.keys(asked).length === 1, 'exactlyOne'),
    body: null,
    answers: 'json',
    schema: manifestView,
    handle: ({ engine }, { params, query }) => engine.manifests.show(params.application, query),
  }),
  route({
    method: 'POST',
    path: `${base}/manifest/images`,
    id: 'manifest-images',
    summary: 'Of which component and commit images are, by the manifests that are kept',
    params: application,
    query: z.object({}),
    body: z.object({ digests: z.array(z.string().max(100)).max(1_000) }),
    answers: 'json',
    schema: z.object({
      images: z.array(z.object({ component: z.string(), commit: commitId, version: z.string() }).nullable()),
    }),
    handle: async ({ engine }, { params, body }) => ({
      images: await engine.manifests.images(params.application, body.digests),
    }),
  }),
  route({
    method: 'POST',
    path: `${base}/manifest/ship`,
    id: 'manifest-ship',
    summary:
      'A candidate of several commits that are here: each component of its own, ecluse.yaml of the commit that leads',
    params: application,
    query: z.object({}),
    body: z.object({
      commit: commitId,
      components: z
        .record(
          plainName,
          z.object({
            commit: commitId,
            version,
            image: digest.exactOptional(),
            place: place.exactOptional(),
          }),
        )
        .refine((all) => Object.keys(all).length <= 1_000, 'mostComponents'),
      file: z.string().min(1).max(400),
      backwards: z.string().min(1).max(1_000).nullable().default(null),
      upTo: plainName.nullable().default(null),
      environment: z.record(variable, z.string()).exactOptional(),
      labels: z
        .array(z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/))
        .max(20)
        .exactOptional(),
    }),
    answers: 'json',
    schema: shipped,
    handle: ({ engine }, { params, body, actor: by }) =>
      engine.manifests.ship({ application: params.application, actor: by, ...body }),
  }),
]
