import type { RevisionSpec } from '../ports/target.ts'
import type { Context } from '../records/types.ts'

/** It ran here before: all its kept folders were made. */
export const withAllKept = (revision: RevisionSpec): RevisionSpec =>
  revision.keep.length === 0
    ? revision
    : { ...revision, keep: revision.keep.map((one) => ({ ...one, made: true as const })) }

/** Which of a revision's kept folders the release that is out has; `context` null: it ran here before itself. */
export const withKept = (revision: RevisionSpec, context: Context | null): RevisionSpec => {
  if (revision.keep.length === 0) return revision
  if (context === null) return withAllKept(revision)
  const before = context.old?.revisions.find((one) => one.component === revision.component)
  const had = new Set(before?.keep.map(({ path }) => path) ?? [])
  const keep = revision.keep.map((one) => (had.has(one.path) ? { ...one, made: true as const } : one))
  return { ...revision, keep }
}
