import type { Ms } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { environments, queueOf } from '../records/environments.ts'
import { withoutNotes } from '../records/notes.ts'
import { candidateNotes } from './notes-finding.ts'
import { keepNotes } from './notes-keep.ts'
import { translateFor } from './notes-translating.ts'
import type { Works } from './works.ts'

const often: Ms = 5_000
const afterFailure: Ms = 60_000
/** What ended before is made when somebody asks for it. */
const back: Ms = 86_400_000

/** What waits is translated before anybody is asked about it. */
const translateWaiting = async (works: Works): Promise<void> => {
  const { records, trouble } = works.parts
  for (const row of await environments(records))
    for (const entry of await queueOf(records, row.key)) {
      const candidate = await candidateOf(records, entry.candidate)
      if (candidate?.config.notes?.translate === undefined) continue
      try {
        const made = await candidateNotes(works, row, candidate)
        const came =
          made !== null && (await translateFor(works, candidate.config, candidate.commit, made.notes))
        if (came) works.wake(row.key)
      } catch (error) {
        trouble(`translate notes of ${row.key}`, error)
      }
    }
}

/** Notes of what has ended, made by themselves; one that cannot be made holds up no other. */
export const notesStep = (works: Works): (() => Promise<Ms>) => {
  const none = new Set<string>()
  const later = new Map<string, number>()
  return async () => {
    const { records, clock, trouble } = works.parts
    const now = clock.now()
    for (const id of await withoutNotes(records, now - back)) {
      if (none.has(id) || (later.get(id) ?? 0) > now) continue
      try {
        const row = await keepNotes(works, id)
        if (row === null) none.add(id)
        else works.bell.ring()
        later.delete(id)
      } catch (error) {
        later.set(id, now + afterFailure)
        trouble(`notes of ${id}`, error)
      }
    }
    await translateWaiting(works)
    return often
  }
}
