import { canonical } from '../kernel/canonical.ts'
import type { Run } from '../ports/supervision.ts'
import type { RevisionSpec } from '../ports/target.ts'

/** Whether a run's processes are kept otherwise than its revision says. */
export const conductDiffers = ({ spec }: Run, wanted: RevisionSpec): boolean => {
  const { live, signal, restart, limits } = spec
  const is = { live, signal, restart, limits, by: spec.ready.by }
  const should = { ...wanted.conduct, by: wanted.ready.by }
  return plain(is) !== plain(should)
}

/** What is not said is the same as what is not there. */
const plain = (value: object): string =>
  canonical(JSON.parse(JSON.stringify(value)) as Parameters<typeof canonical>[0])
