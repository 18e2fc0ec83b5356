import { z } from 'zod'
import type { NotesBrief, NotesView, ProposedNotes } from '../engine/facade-notes.ts'
import type { Notes } from '../notes/types.ts'
import { commitId, count, digest, instant, name, plainName, text } from './basics.ts'
import { type AnyRoute, route } from './route.ts'

const sentence = z.object({ en: z.string().nullable(), fr: z.string().nullable() })
const origin = z.enum(['commit', 'trailer', 'fragment']).nullable()
const point = z.object({ name: z.string(), commit: z.string() })
const both = z.object({ en: count, fr: count })
const names = z.array(z.string())

export const notes = name(
  'Notes',
  z.object({
    from: point.nullable(),
    to: point,
    direction: z.enum(['forward', 'back', 'across', 'unrelated', 'same']),
    shallow: z.boolean(),
    cut: z.literal(true).exactOptional().describe('Only the newest commits were read'),
    parts: z.array(
      z.object({ name: z.string(), folders: names, from: z.string().nullable(), to: z.string() }),
    ),
    changes: z.array(
      z.object({
        commit: z.string(),
        commits: names,
        text: sentence,
        origin: z.object({ en: origin, fr: origin }),
        group: z.enum(['users', 'fixes', 'behind']),
        components: names,
        scope: z.string().nullable(),
        pull: z.int().nullable(),
        issues: z.array(z.int()),
        people: z.array(z.object({ name: z.string(), email: z.string() })),
        breaking: z.string().nullable(),
        security: z.boolean(),
        partly: z.boolean(),
      }),
    ),
    attention: z.array(
      z.object({
        kind: z.enum(['breaking', 'security', 'migrations', 'configuration']),
        text: sentence,
        commit: z.string().nullable(),
        components: names,
      }),
    ),
    takenBack: z.array(
      z.object({
        text: sentence,
        commit: z.string().nullable(),
        by: z.string().nullable(),
        why: z.enum(['reverted', 'not-contained', 'unknown']),
        partly: z.boolean(),
        components: names,
      }),
    ),
    dependencies: z.array(
      z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
    ),
    unbroken: z.array(sentence),
    leftOut: z.object({
      merges: count,
      releases: count,
      reverted: count,
      picked: count,
      unwanted: count,
    }),
    commits: count,
    machine: z
      .object({ en: names, fr: names })
      .exactOptional()
      .describe('Texts that a machine made and nobody has signed off'),
    policy: z
      .array(z.object({ kind: z.enum(['loosens', 'tightens', 'overridden']), environment: z.string(), text }))
      .exactOptional(),
    missing: both,
  }),
) satisfies z.ZodType<Notes>

const kind = z.enum(['release', 'taken-back'])

export const notesBrief = name('NotesBrief', z.object({ digest, kind, text })) satisfies z.ZodType<NotesBrief>

export const keptNotes = name(
  'KeptNotes',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int(),
    left: z.int().nullable(),
    kind,
    rollout: z.string(),
    at: instant,
    digest,
    text,
    notes,
    texts: text.describe('Markdown, as people read it'),
    hosting: z.object({ kind: z.enum(['github', 'gitlab']), url: z.string() }).nullable(),
    outside: names.describe('Fragments that are about nothing in them'),
    publication: z
      .object({
        state: z.enum(['waiting', 'published', 'given-up']),
        tag: z.string().nullable(),
        address: z.string().nullable(),
        why: text.nullable(),
        nextAt: instant.nullable(),
      })
      .exactOptional()
      .describe('At the hosting service'),
  }),
) satisfies z.ZodType<NotesView>

const proposed = name(
  'ProposedNotes',
  z.object({
    application: z.string(),
    environment: z.string(),
    candidate: z.int(),
    notes,
    hosting: z.object({ kind: z.enum(['github', 'gitlab']), url: z.string() }).nullable(),
    outside: names,
  }),
) satisfies z.ZodType<ProposedNotes>

const number = z.coerce.number().int().min(1)

export const notesRoutes: readonly AnyRoute[] = [
  route({
    method: 'GET',
    path: '/v1/applications/{application}/notes/proposed',
    id: 'proposed-notes',
    summary: 'The notes of the candidate that waits, with the translations that a person is to sign off',
    params: z.object({ application: plainName }),
    query: z.object({ environment: plainName.exactOptional() }),
    body: null,
    answers: 'json',
    schema: proposed,
    handle: ({ engine }, { params, query }) =>
      engine.notes.proposed({ application: params.application, environment: query.environment ?? null }),
  }),
  route({
    method: 'GET',
    path: '/v1/applications/{application}/notes',
    id: 'notes',
    summary: 'The notes that are kept with a release, or with what an environment runs',
    params: z.object({ application: plainName }),
    query: z.object({ environment: plainName.exactOptional(), release: number.exactOptional() }),
    body: null,
    answers: 'json',
    schema: keptNotes,
    handle: ({ engine }, { params, query }) =>
      engine.notes.of(
        { application: params.application, environment: query.environment ?? null },
        query.release ?? null,
      ),
  }),
  route({
    method: 'GET',
    path: '/v1/applications/{application}/releases/{release}',
    id: 'release',
    summary: 'The commit of a release, however long ago',
    params: z.object({ application: plainName, release: number }),
    query: z.object({}),
    body: null,
    answers: 'json',
    schema: z.object({
      release: z.int(),
      commit: commitId,
      at: instant,
      components: z.record(z.string(), commitId).exactOptional().describe('Each component at its own commit'),
    }),
    handle: ({ engine }, { params }) => engine.notes.release(params.application, params.release),
  }),
]
