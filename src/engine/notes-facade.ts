import { ProblemError } from '../kernel/problem.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { lastDeployment } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { type NotesRow, notesOf, notesOfRollouts } from '../records/notes.ts'
import { publicationOf } from '../records/publications.ts'
import { kept, releaseOf } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Rollout } from '../records/types.ts'
import { standingIn } from './asked.ts'
import type { HistoryView } from './facade.ts'
import type { NotesFacade, NotesView } from './facade-notes.ts'
import { howMuch } from './messages-notes.ts'
import { candidateNotes } from './notes-finding.ts'
import { keepNotes, keptNotes } from './notes-keep.ts'
import { hostingIn, withTranslations } from './notes-making.ts'
import { withPolicyOf } from './notes-policy.ts'
import { noNotes, nothingProposed, unknownRelease } from './problems.ts'
import { environmentsOf, resolveWhere } from './where.ts'
import type { Works } from './works.ts'

const looked = 100

const publicationIn = async (
  { parts }: Works,
  { application, release, environment }: NotesRow,
): Promise<Pick<NotesView, 'publication'>> => {
  const found = await publicationOf(parts.records, application, release)
  if (found === null || found.environment !== environment) return {}
  const { state, tag, address, why, nextAt } = found
  return { publication: { state, tag, address, why, nextAt: state === 'waiting' ? nextAt : null } }
}

const viewOf = async (works: Works, row: NotesRow): Promise<NotesView | null> => {
  const kept = await keptNotes(works, row)
  if (kept === null) return null
  const { left, text, notes, texts, hosting, outside } = kept
  const { application, environment, release, kind, rollout, at, digest } = row
  return {
    application,
    environment: environment.slice(application.length + 1),
    release,
    left,
    kind,
    rollout,
    at,
    digest,
    text,
    notes,
    texts,
    hosting,
    outside,
    ...(row.kind === 'release' ? await publicationIn(works, row) : {}),
  }
}

/** Notes of rollouts that ended before notes were kept are made now. */
const late = async (
  works: Works,
  application: string,
  environment: string | null,
  release: number,
): Promise<NotesRow | null> => {
  const key = environment === null ? {} : { environment }
  const all = await rolloutsOf(works.parts.records, { application, ...key, release }, looked)
  const ended = all.filter(({ endedAt, kind }: Rollout) => endedAt !== null && kind !== 'restart')
  for (const { id } of ended) {
    const row = await keepNotes(works, id)
    if (row !== null) return row
  }
  return null
}

export const notesFacade = (works: Works): NotesFacade => ({
  of: async (where, release) => {
    const { parts } = works
    const { application } = where
    const row =
      where.environment === null && release !== null ? null : await resolveWhere(parts, where, 'notes')
    if (row === null) await environmentsOf(parts, application)
    const key = row?.key ?? null
    const number = release ?? row?.deployed?.release ?? null
    if (number === null) throw new ProblemError(noNotes(row?.name ?? application, null))
    if ((await releaseOf(parts.records, application, number)) === null)
      throw new ProblemError(unknownRelease(number, application))
    const rows = await notesOf(parts.records, application, key, number)
    // What people have now came by a way back: then that is told.
    const last = release === null && key !== null ? await lastDeployment(parts.records, key) : null
    const back =
      last?.kind === 'rollback'
        ? (await notesOfRollouts(parts.records, [last.rollout])).get(last.rollout)
        : undefined
    const found = back ?? rows.find(({ kind }) => kind === 'release') ?? rows[0]
    const view = found ?? (await late(works, application, key, number))
    const shown = view === null ? null : await viewOf(works, view)
    if (shown === null) throw new ProblemError(noNotes(row?.name ?? application, number))
    return shown
  },
  proposed: async (where) => {
    const row = await resolveWhere(works.parts, where, 'notes')
    const [first] = await standingIn(works, row)
    const made = first === undefined ? null : await candidateNotes(works, row, first.candidate)
    if (first === undefined || made === null) throw new ProblemError(nothingProposed(row.name))
    const { config, number } = first.candidate
    return {
      application: row.application,
      environment: row.name,
      candidate: number,
      notes: await withPolicyOf(
        works,
        row,
        first.candidate,
        await withTranslations(works, config, made.notes),
      ),
      hosting: hostingIn(config),
      outside: made.outside,
    }
  },
  release: async (application, number) => {
    const { records } = works.parts
    const release = await releaseOf(records, application, number)
    const candidate = release === null ? null : await candidateOf(records, release.candidate)
    if (release === null || candidate === null) throw new ProblemError(unknownRelease(number, application))
    const manifest = await kept<Manifest>(records, 'manifests', release.manifest)
    const own = (manifest?.components ?? []).map(({ name, commit }) => [name, commit] as const)
    return {
      release: number,
      commit: candidate.commit,
      at: release.at,
      components: Object.fromEntries(own),
    }
  },
})

/** How much the notes of rollouts tell, by rollout. */
export const briefsOf = async (
  records: Records,
  rollouts: readonly string[],
): Promise<(id: string) => Pick<HistoryView['rollouts'][number], 'notes'>> => {
  const found = await notesOfRollouts(records, rollouts)
  return (id) => {
    const row = found.get(id)
    return row === undefined
      ? {}
      : { notes: { digest: row.digest, kind: row.kind, text: howMuch(row.counts) } }
  }
}
