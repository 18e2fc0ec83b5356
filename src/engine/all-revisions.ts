import type { RevisionSpec } from '../ports/target.ts'
import type { Deployed } from '../records/types.ts'

/** What runs, and what runs by a timetable: all that a release needs images and folders for. */
export const allRevisions = (deployed: Deployed | null): readonly RevisionSpec[] => [
  ...(deployed?.revisions ?? []),
  ...(deployed?.scheduled ?? []),
]
