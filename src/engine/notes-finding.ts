import type { NotesFinding } from '../checklist/types.ts'
import { machineMade, owed } from '../notes/translate.ts'
import { translatedSince } from '../records/notes.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { composed, endOf, type Made, withTranslations } from './notes-making.ts'
import { failureOf } from './notes-translating.ts'
import type { Works } from './works.ts'

/** What a candidate would change of what runs there, before anything is translated. */
export const candidateNotes = async (
  works: Pick<Works, 'parts'>,
  row: Pick<Environment, 'application' | 'deployed'>,
  candidate: Pick<Candidate, 'config' | 'commit' | 'release' | 'manifest'>,
): Promise<Made | null> => {
  const { application, deployed } = row
  const from = deployed === null ? null : await endOf(works, application, deployed, deployed.release)
  const to = await endOf(works, application, candidate, candidate.release)
  return composed(works, candidate.config, from, to)
}

/** What the notes of a candidate still lack in an environment; null where no history can be read. */
export const notesFinding = async (
  works: Pick<Works, 'parts'>,
  row: Environment,
  candidate: Candidate,
): Promise<NotesFinding | null> => {
  const made = await candidateNotes(works, row, candidate)
  if (made === null) return null
  const { application } = row
  const notes = await withTranslations(works, candidate.config, made.notes)
  const machine = { en: machineMade(notes, 'en'), fr: machineMade(notes, 'fr') }
  return {
    missing: { en: owed(notes, 'en'), fr: owed(notes, 'fr') },
    machine,
    since: await translatedSince(works.parts.records, application, machine),
    outside: made.outside,
    failing: failureOf(works, application),
  }
}
