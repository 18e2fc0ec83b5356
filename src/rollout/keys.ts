import type { JobKind, Revision, Side, Weight } from './types.ts'

/** Names of resources in `State.wants` and `Effect.key`, and the values wanted of them. */
export const runKey = (revision: Revision): string => `run/${revision}`
export const splitKey = 'split'
export const jobKey = (job: JobKind, revision: Revision): string => `job/${job}/${revision}`

/** The value of a want of the split: `10/old` is 10 % on the new release, booting on the old one. */
export const routeValue = (weight: Weight, boot: Side): string => `${weight}/${boot}`
export const holdValue = 'hold'
