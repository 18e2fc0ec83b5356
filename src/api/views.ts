import { z } from 'zod'
import type {
  BuildView,
  CandidateView,
  Counts,
  DoneView,
  EnvironmentStatus,
  Evidence,
  HistoryView,
  Override,
  RolloutView,
  ShippedView,
  StatusView,
  WhyView,
} from '../engine/facade.ts'
import type { Happening, ShipEnd, Summary } from '../records/types.ts'
import type { Phase } from '../rollout/types.ts'
import { actor, count, digest, instant, json, ms, name, reason, text, texts, verdict } from './basics.ts'
import { rollbackPlanView } from './rollback-view.ts'
import { notesBrief } from './routes-notes.ts'
import { deaf, stalled } from './routes-notify.ts'

export { logLine } from './views-logs.ts'

const rolloutKind = z.enum(['ship', 'rollback', 'restart'])
const outcome = z.enum(['done', 'withdrawn', 'rolled-back', 'failed'])
const judgement = z.enum(['regressed', 'safe', 'not-enough-evidence', 'no-telemetry'])
const phase = z.enum([
  'waiting',
  'gating',
  'expanding',
  'starting',
  'proving',
  'moving',
  'observing',
  'rehearsing',
  'settling',
  'returning',
  'clearing',
  'handed-over',
  'ended',
]) satisfies z.ZodType<Phase>

export const shipEnd = name(
  'ShipEnd',
  z.object({
    code: z.union([z.literal(0), z.literal(1), z.literal(3), z.literal(4)]),
    outcome: z.enum(['done', 'already-live', 'rolled-back', 'withdrawn', 'failed', 'refused', 'not-built']),
    lines: texts,
    at: instant,
    notReached: z.array(z.string()),
  }),
) satisfies z.ZodType<ShipEnd>

export const shipped = name(
  'Shipped',
  z.union([
    z.object({ kind: z.enum(['new', 'followed']), candidate: z.string(), number: z.int(), text }),
    z.object({ kind: z.literal('already-live'), release: z.int(), text }),
  ]),
) satisfies z.ZodType<ShippedView>

export const candidate = name(
  'Candidate',
  z.object({
    id: z.string(),
    application: z.string(),
    number: z.int(),
    commit: z.string(),
    subject: z.string(),
    actor,
    at: instant,
    stage: z.enum(['building', 'queued', 'ended']),
    labels: z.array(z.string()),
    branch: z.string().nullable(),
    release: z.int().nullable(),
    followed: z.string().nullable(),
    ended: shipEnd.nullable(),
    environments: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['not-yet', 'waiting', 'live', 'ended']),
        ahead: count,
        earliest: instant.nullable(),
        rollout: z.string().nullable(),
        waits: texts,
      }),
    ),
    timeout: ms,
    pending: z.union([z.literal(5), z.literal(6)]),
  }),
) satisfies z.ZodType<CandidateView>

export const build = name(
  'Build',
  z.object({
    application: z.string(),
    commit: z.string(),
    took: ms,
    components: z.array(
      z.object({
        name: z.string(),
        digest,
        cached: z.boolean(),
        took: ms,
        runtime: z.string(),
        integrity: z.string(),
      }),
    ),
  }),
) satisfies z.ZodType<BuildView>

const counts = z.object({
  requests: count,
  errors: count,
  judgedRequests: count,
  judgedErrors: count,
}) satisfies z.ZodType<Counts>

export const evidence = name(
  'Evidence',
  z.object({
    judgement,
    text,
    new: counts,
    old: counts,
    e: z.number().nullable(),
    threshold: z.number().nullable(),
    missing: z.number().nullable(),
  }),
) satisfies z.ZodType<Evidence>

export const rollout = name(
  'Rollout',
  z.object({
    id: z.string(),
    kind: rolloutKind,
    candidate: z.string().nullable(),
    release: z.int(),
    previous: z.int().nullable(),
    commit: z.string(),
    actor,
    startedAt: instant,
    phase,
    step: z.int(),
    steps: z.array(z.number()),
    weight: z.number().nullable(),
    paused: z.boolean(),
    waits: texts,
    evidence: evidence.nullable(),
  }),
) satisfies z.ZodType<RolloutView>

const actual = z.object({
  at: instant,
  releases: z.array(
    z.object({
      release: z.int(),
      weight: z.number(),
      components: z.array(
        z.object({
          name: z.string(),
          revision: z.string(),
          digest,
          instances: count,
          ready: count,
          files: z.boolean().exactOptional(),
        }),
      ),
    }),
  ),
})

const override = z.object({
  gate: z.string(),
  by: z.string(),
  why: z.string(),
  at: instant,
  signed: z.boolean(),
}) satisfies z.ZodType<Override>

export const environmentStatus = name(
  'EnvironmentStatus',
  z.object({
    name: z.string(),
    url: z.string().nullable(),
    desired: z.object({ release: z.int(), commit: z.string() }).nullable(),
    actual: actual.nullable(),
    unknown: z.array(z.string()),
    rollout: rollout.nullable(),
    queue: z.array(
      z.object({
        candidate: z.string(),
        number: z.int(),
        commit: z.string(),
        subject: z.string(),
        actor: actor.exactOptional(),
        position: z.int(),
        earliest: instant.nullable(),
        waits: texts,
      }),
    ),
    tails: z.array(z.object({ release: z.int(), phase: z.string(), until: instant.nullable() })),
    takenBack: z.object({ commit: z.string(), release: z.int(), at: instant }).nullable(),
    handedOver: z.object({ by: z.string(), at: instant }).exactOptional(),
    hindered: texts.exactOptional(),
    schedules: z
      .array(
        z.object({
          component: z.string(),
          at: z.string(),
          timeZone: z.string(),
          next: instant.nullable(),
          running: z.object({ id: z.string(), since: instant, release: z.int() }).nullable(),
        }),
      )
      .exactOptional(),
    commands: z
      .array(z.object({ id: z.string(), component: z.string(), release: z.int().nullable(), since: instant }))
      .exactOptional(),
    maintenance: z.object({ by: z.string(), at: instant, why: z.string().nullable() }).exactOptional(),
    certificates: z.array(z.object({ names: z.array(z.string()), until: instant })).exactOptional(),
    edge: z.array(z.object({ code: z.string(), text, todo: text.nullable() })).exactOptional(),
    removing: z.literal(true).exactOptional(),
    freezes: z
      .array(
        z.object({
          scope: z.enum(['server', 'application', 'calendar', 'floor']),
          since: instant,
          until: instant.nullable(),
          why: z.string(),
          by: z.string().nullable().describe('Null: it stands in a file'),
          except: z.string().nullable().describe('Candidates with this label go on'),
        }),
      )
      .exactOptional()
      .describe('What is frozen now'),
    overrides: z
      .array(override.extend({ candidate: z.int(), release: z.int().nullable() }))
      .exactOptional()
      .describe('Gates that what runs, is on its way or waits was let pass'),
  }),
) satisfies z.ZodType<EnvironmentStatus>

export const status = name(
  'Status',
  z.object({
    separated: z.boolean().exactOptional(),
    applications: z.array(
      z.object({
        application: z.string(),
        environments: z.array(environmentStatus),
        disk: z
          .object({ bytes: z.number(), atMost: z.number(), at: instant, over: z.boolean() })
          .exactOptional(),
        deaf: deaf.exactOptional(),
        stalled: stalled.exactOptional(),
      }),
    ),
  }),
) satisfies z.ZodType<StatusView>

const forecast = z
  .object({ steps: z.array(z.object({ atLeast: ms, atMost: ms }).catchall(json)) })
  .catchall(json)

export const why = name(
  'Why',
  z.object({
    application: z.string(),
    environment: z.string(),
    release: z.int().nullable(),
    commit: z.string().nullable(),
    rollout: z.string().nullable(),
    kind: z.enum(['ship', 'rollback', 'restart', 'waiting', 'building']),
    phase: phase.nullable(),
    outcome: outcome.nullable(),
    headline: text,
    lines: texts,
    gates: z.array(z.object({ gate: z.string(), verdict })),
    reasons: z.array(reason),
    open: z
      .array(
        z.object({
          gate: z.string(),
          code: z.string(),
          text,
          by: z.enum(['person', 'machine', 'time']),
          role: z.string().nullable(),
          names: z.array(z.string()),
          line: text.nullable(),
          until: instant.nullable(),
        }),
      )
      .exactOptional()
      .describe('What is open, from all gates together'),
    wayBack: z.object({ text, plan: rollbackPlanView }).exactOptional().describe('The plan of the way back'),
    earliest: instant.nullable().exactOptional().describe('If all of it were answered now; null: never'),
    evidence: evidence.nullable(),
    culprits: z.array(
      z.object({
        component: z.string(),
        route: z.string().nullable(),
        requests: count,
        errors: count,
        faults: z
          .array(
            z.object({
              method: z.string(),
              path: z.string(),
              status: z.union([z.int(), z.enum(['timeout', 'broken'])]),
              count,
              first: instant,
            }),
          )
          .exactOptional(),
      }),
    ),
    next: texts,
    values: z
      .object({
        startedAt: instant.exactOptional(),
        endedAt: instant.nullable().exactOptional(),
        earliest: instant.nullable().exactOptional(),
        elapsed: ms.exactOptional(),
        forecast: forecast.nullable().exactOptional(),
      })
      .catchall(json),
  }),
) satisfies z.ZodType<WhyView>

const sideCounts = z.object({ requests: count, errors: count })
export const summary = name(
  'Summary',
  z.object({
    headline: text,
    lines: texts,
    counts: z.object({ new: sideCounts, old: sideCounts }).nullable(),
    returned: ms.nullable(),
    weight: z.number().nullable(),
  }),
) satisfies z.ZodType<Summary>

export const history = name(
  'History',
  z.object({
    rollouts: z.array(
      z.object({
        id: z.string(),
        kind: rolloutKind,
        environment: z.string(),
        release: z.int(),
        previous: z.int().nullable(),
        commit: z.string(),
        subject: z.string(),
        actor,
        startedAt: instant,
        movedAt: instant.nullable(),
        endedAt: instant.nullable(),
        outcome: outcome.nullable(),
        summary: summary.nullable(),
        notes: notesBrief.exactOptional(),
        overrides: z.array(override).exactOptional(),
        policy: texts.exactOptional().describe('What it changed of the policy in force'),
      }),
    ),
  }),
) satisfies z.ZodType<HistoryView>

export const done = name(
  'Done',
  z.object({
    text,
    rollout: z.string().nullable(),
    environment: z.string(),
    candidate: z.string().exactOptional(),
    commit: z.string().exactOptional(),
  }),
) satisfies z.ZodType<DoneView>

export const happening = name(
  'Happening',
  z.object({
    seq: z.int(),
    at: instant,
    application: z.string(),
    environment: z.string().nullable(),
    candidate: z.string().nullable(),
    rollout: z.string().nullable(),
    kind: z.string(),
    text,
    level: z.enum(['info', 'alarm', 'progress']),
  }),
) satisfies z.ZodType<Happening>
