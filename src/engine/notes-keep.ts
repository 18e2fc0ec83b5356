import type { Config } from '../config/types.ts'
import type { Json } from '../kernel/canonical.ts'
import { digestOf } from '../kernel/canonical.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Hosting } from '../notes/hosting.ts'
import { machineMade, signedOff } from '../notes/translate.ts'
import type { Notes } from '../notes/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { environment } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { addNotes, type NotesCounts, type NotesRow, translatedSince } from '../records/notes.ts'
import { publicationOf, wishPublication } from '../records/publications.ts'
import { kept, releaseOf } from '../records/releases.ts'
import { rollout as rolloutOf } from '../records/rollouts.ts'
import type { Candidate, Rollout } from '../records/types.ts'
import { signOffsOf } from './checklist.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-notes.ts'
import { composed, endOf, hostingIn, textsOf, withTranslations } from './notes-making.ts'
import { withPolicy } from './notes-policy.ts'
import { translateFor } from './notes-translating.ts'
import { policyInForce } from './policy-in-force.ts'
import type { Works } from './works.ts'

/** What is kept of the notes of a rollout: a payload of the ledger. */
export type KeptNotes = {
  readonly format: 1
  readonly text: Text
  readonly release: number
  /** The release that was left; null: none was there. */
  readonly left: number | null
  readonly notes: Notes
  /** Markdown, as people read it. */
  readonly texts: Readonly<Record<Language, string>>
  readonly hosting: Hosting | null
  /** Fragments that are about nothing in them. */
  readonly outside: readonly string[]
}

/** What people have after it, and what they had before; null: it changed nothing for anybody. */
const turnOf = ({ kind, outcome, context, movedAt }: Rollout) => {
  const forth = { kind: 'release' as const, left: context.old, now: context.new }
  if (outcome === 'rolled-back')
    return movedAt === null || context.old === null
      ? null
      : { kind: 'taken-back' as const, left: context.new, now: context.old }
  if (outcome !== 'done' && outcome !== 'failed') return null
  if (kind === 'restart') return null
  return kind === 'rollback' ? { ...forth, kind: 'taken-back' as const } : forth
}

const candidateFor = async (
  works: Works,
  application: string,
  release: number,
): Promise<Candidate | null> => {
  const { records } = works.parts
  const found = await releaseOf(records, application, release)
  return found === null ? null : candidateOf(records, found.candidate)
}

/** Languages whose translations a person has signed off for this very manifest. */
const readBy = async (
  works: Works,
  live: Rollout,
  manifest: string,
  notes: Notes,
): Promise<readonly Language[]> => {
  const row = await environment(works.parts.records, live.environment)
  const policy = row === null ? null : await policyInForce(works, row)
  if (row === null || policy === null) return []
  const made = { en: machineMade(notes, 'en'), fr: machineMade(notes, 'fr') }
  const since = await translatedSince(works.parts.records, live.application, made)
  const said = (await signOffsOf(works, row, policy)).filter(({ at }) => at >= since)
  return (policy.checklist?.items ?? []).flatMap(({ name, owner, answer }) =>
    answer.by === 'notes' &&
    said.some((one) => one.item === name && one.manifest === manifest && one.roles.includes(owner))
      ? answer.languages
      : [],
  )
}

const countsOf = ({ changes, takenBack, missing }: Notes): NotesCounts => {
  const of = (group: string) => changes.filter((one) => one.group === group).length
  return {
    users: of('users'),
    fixes: of('fixes'),
    behind: of('behind'),
    takenBack: takenBack.length,
    missing,
  }
}

/** What is out is to stand at the hosting service, too; what was taken back and stands there says so. */
const wish = async (
  records: Records,
  { application, environment: key, release, kind, at }: NotesRow,
  { notes, environments }: Config,
  runs: number,
): Promise<void> => {
  const name = key.slice(application.length + 1)
  const hosting = notes?.hosting
  const place = hosting?.environment ?? environments.at(-1)?.name
  if (hosting?.token === undefined || hosting.publish === 'no' || place !== name) return
  const about = { application, release, environment: key }
  if (kind === 'release') await wishPublication(records, { ...about, above: null }, at)
  else if ((await publicationOf(records, application, release)) !== null) {
    const day = new Date(at).toISOString().slice(0, 10)
    await wishPublication(records, { ...about, above: words.takenBackAbove(day, name, runs) }, at)
  }
}

/** Makes the notes of a rollout that has ended, and keeps them as evidence of its release; null: it has none. */
export const keepNotes = async (works: Works, id: string): Promise<NotesRow | null> => {
  const { records, clock } = works.parts
  const ended = await rolloutOf(records, id)
  const turn = ended === null ? null : turnOf(ended)
  if (ended === null || turn === null) return null
  const { application } = ended
  const candidate = await candidateFor(works, application, turn.now.release)
  if (candidate === null) return null
  // Taken back is told in the words of whoever wrote what is taken back.
  const { config } = candidate
  const from = turn.left === null ? null : await endOf(works, application, turn.left, turn.left.release)
  const to = await endOf(works, application, turn.now, turn.now.release)
  const made = await composed(works, config, from, to)
  if (made === null) return null
  await translateFor(works, config, turn.now.commit, made.notes)
  let notes = await withTranslations(works, config, made.notes)
  for (const language of await readBy(works, ended, turn.now.manifest, notes))
    notes = signedOff(notes, language)
  if (ended.kind === 'ship') notes = await withPolicy(records, ended, notes)
  const counts = countsOf(notes)
  const hosting = hostingIn(config)
  const kept: KeptNotes = {
    format: 1,
    text: words.notesMade(turn.kind, turn.now.release, turn.left?.release ?? null, counts),
    release: turn.now.release,
    left: turn.left?.release ?? null,
    notes,
    texts: textsOf(notes, hosting),
    hosting,
    outside: made.outside,
  }
  const payload = kept as unknown as Json
  const at = clock.now()
  const row: NotesRow = {
    rollout: id,
    application,
    environment: ended.environment,
    // What is taken back is told of the release that was left: people ask for that one.
    release: turn.kind === 'taken-back' ? (turn.left?.release ?? turn.now.release) : turn.now.release,
    kind: turn.kind,
    digest: digestOf(payload),
    counts,
    at,
  }
  await inTransaction(records, async (inside) => {
    await addNotes(inside, row)
    await wish(inside, row, config, turn.now.release)
    await journal(inside, {
      at,
      actor: engineActor,
      action: 'notes-made',
      subject: {
        application,
        environment: ended.environment.slice(application.length + 1),
        release: row.release,
        rollout: id,
      },
      payload,
      text: kept.text,
    })
  })
  return row
}

export const keptNotes = (works: Pick<Works, 'parts'>, { digest }: NotesRow): Promise<KeptNotes | null> =>
  kept<KeptNotes>(works.parts.records, 'payloads', digest)
