import { archiveSlowly } from '../audit/archive.ts'
import type {
  Audited,
  AuditedEvidence,
  AuditedLedger,
  AuditedRelease,
  AuditedRollout,
  Link,
  Scope,
} from '../audit/types.ts'
import { type Digest, digestOf, type Json } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor, Entry } from '../ledger/entry.ts'
import type { Source } from '../ports/source.ts'
import * as rows from '../records/audited.ts'
import { decode, decodeOrNull, type Records } from '../records/handle.ts'
import { headsNoted } from '../records/ledger.ts'
import { releasesOf } from '../records/releases.ts'
import type { Seen, Summary } from '../records/types.ts'
import { freezesFor, isVerdict, plansIn } from './audit-papers.ts'
import { approversOf, signerOf, statementsBy } from './audit-statements.ts'
import { unknownRelease } from './problems.ts'

type RolloutRow = Awaited<ReturnType<typeof rows.rolloutRows>>[number]
type CandidateRow = Awaited<ReturnType<typeof rows.candidateRows>>[number]

const rolloutOf = (row: RolloutRow, application: string): AuditedRollout => {
  const summary = decodeOrNull<Summary>(row.summary)
  return {
    id: row.id,
    environment: row.environment.slice(application.length + 1),
    kind: row.kind,
    release: row.release,
    previous: row.previous,
    actor: decode(row.actor),
    why: row.why,
    startedAt: row.started_at,
    movedAt: row.moved_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    cause: decode<{ cause?: Json }>(row.state).cause ?? null,
    headline: summary?.headline ?? null,
    lines: summary?.lines ?? [],
    counts: (summary?.counts ?? null) as Json,
    plan: decode<Json>(row.plan),
    policy: decodeOrNull<Seen>(row.seen)?.policy ?? [],
  }
}

/** Fields by name: what is sealed for a candidate stays where it is. */
const candidateOf = (row: CandidateRow): AuditedRelease['candidate'] & { readonly config: Json } => ({
  id: row.id,
  number: row.number,
  commit: row.commit,
  subject: row.subject,
  actor: decode(row.actor),
  at: row.at,
  labels: decodeOrNull<readonly string[]>(row.labels) ?? [],
  branch: row.branch,
  configuration: digestOf(decode<Json>(row.config)),
  config: decode<Json>(row.config),
})

const overlaps = (one: AuditedRollout, from: Instant, to: Instant): boolean =>
  one.startedAt < to && (one.endedAt ?? to) >= from

/** Every release of the application, with all that is kept of it; `wanted` chooses. */
const gather = async (
  records: Records,
  source: Pick<Source, 'file'>,
  application: string,
  wanted: (release: { number: number; at: Instant }, rollouts: readonly AuditedRollout[]) => boolean,
) => {
  const releases = await releasesOf(records, application)
  const manifests = await rows.manifestsOf(records, application)
  const candidates = new Map((await rows.candidateRows(records, application)).map((row) => [row.id, row]))
  const evidence = await rows.evidenceRows(records, application)
  const rollouts = (await rows.rolloutRows(records, application)).map((row) => rolloutOf(row, application))
  const byRelease = Map.groupBy(rollouts, ({ release }) => release)
  // What took a release back is about that release too.
  const leaving = Map.groupBy(
    rollouts.filter(({ kind, previous, release }) => kind === 'rollback' && previous !== release),
    ({ previous }) => previous,
  )
  const bySubject = Map.groupBy(evidence, ({ subject }) => subject)
  const configurations: Record<Digest, Json> = {}
  const said = await statementsBy(records, application)
  const found: AuditedRelease[] = []
  for (const release of releases) {
    const own = [...(byRelease.get(release.number) ?? []), ...(leaving.get(release.number) ?? [])].toSorted(
      (a, b) => a.startedAt - b.startedAt,
    )
    const row = candidates.get(release.candidate)
    if (row === undefined || !wanted(release, own)) continue
    const mine = said.get(release.candidate) ?? []
    const approvers = mine.length === 0 ? [] : await approversOf(records, source, application, row.id, own)
    const { config, ...candidate } = candidateOf(row)
    configurations[candidate.configuration] = config
    const about = [...(bySubject.get(candidate.commit) ?? []), ...(bySubject.get(release.manifest) ?? [])]
    found.push({
      number: release.number,
      at: release.at,
      manifest: release.manifest,
      content: manifests.get(release.manifest) ?? null,
      candidate,
      evidence: about.filter(isVerdict).map(
        ({ kind, name, subject, verdict, at }): AuditedEvidence => ({
          kind,
          name,
          subject,
          verdict: decode(verdict),
          at,
        }),
      ),
      statements: mine.map((one) => ({ ...one, signer: signerOf(one, approvers) })),
      approvers: approvers.map(({ name, text }) => ({ name, text })),
      rollouts: own,
      ...plansIn(about),
    })
  }
  return { releases: found, configurations }
}

const linkOf = ({ seq, digest, previous }: Entry): Link => ({ seq, digest, previous, link: true })

/** What comes after, as links, up to the next head that was written down outside: it vouches for all before it. */
const upToHead = async (records: Records, last: number): Promise<readonly Link[]> => {
  const next = (await headsNoted(records)).find(({ head }) => head.seq >= last)
  return next === undefined ? [] : (await rows.entriesFrom(records, last + 1, next.head.seq)).map(linkOf)
}

/** The part of the chain from the first entry about it to the last; what others did in between is a link. */
const ledgerOf = async (
  records: Records,
  application: string,
  scope: Scope,
  releases: readonly AuditedRelease[],
): Promise<AuditedLedger> => {
  const everything = await rows.seqsBetween(records, 0, Number.MAX_SAFE_INTEGER)
  const [release] = releases
  const ends =
    'from' in scope
      ? await rows.seqsBetween(records, scope.from, scope.to)
      : release === undefined
        ? null
        : await rows.seqsAbout(records, application, {
            release: release.number,
            candidate: release.candidate.id,
            rollouts: release.rollouts.map(({ id }) => id),
          })
  const entries = ends === null ? [] : await rows.entriesFrom(records, ends.first, ends.last)
  const shown = [
    ...entries.map((entry): Entry | Link =>
      entry.subject.application === undefined || entry.subject.application === application
        ? entry
        : linkOf(entry),
    ),
    ...(ends === null ? [] : await upToHead(records, ends.last)),
  ]
  const payloads = shown.flatMap((one) => ('link' in one ? [] : [one.payload]))
  return {
    before: await rows.headBefore(records, ends?.first ?? (everything?.last ?? 0) + 1),
    entries: shown,
    payloads: await rows.keptAmong(records, 'payloads', payloads),
  }
}

/** One archive for an auditor: of a release, or of a time. Throws `unknown-release`. */
export const audit = async (
  parts: {
    readonly records: Records
    readonly source: Pick<Source, 'file'>
    readonly now: () => Instant
    readonly version: string
    /** Lets what waits go first. */
    readonly pause: () => Promise<void>
  },
  application: string,
  scope: Scope,
  actor: Actor,
): Promise<Uint8Array> => {
  const { records, source } = parts
  const { releases, configurations } = await gather(records, source, application, (release, rollouts) =>
    'release' in scope
      ? release.number === scope.release
      : (release.at >= scope.from && release.at < scope.to) ||
        rollouts.some((one) => overlaps(one, scope.from, scope.to)),
  )
  if ('release' in scope && releases.length === 0)
    throw new ProblemError(unknownRelease(scope.release, application))
  const all: Audited = {
    application,
    scope,
    madeAt: parts.now(),
    madeBy: actor,
    version: parts.version,
    releases,
    ...(await freezesFor(records, application, scope, releases, parts.now())),
    configurations,
    ledger: await ledgerOf(records, application, scope, releases),
  }
  return archiveSlowly(all, parts.pause)
}
