import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { noCanaryRequest, noSample, ratioBroken } from './messages.ts'
import { brokenRatio, logBrokenRatio } from './sample-ratio.ts'
import type { JudgeState } from './types.ts'

/** Silence of the source, in milliseconds, from which nothing is known. Zeros are not silence. */
export const silence = 10_000
/** What the weight must predict before a canary without a request is called blind. */
const predictedRequests = 30
const predictedClients = 10

export type Blind = {
  readonly cause: 'no-sample' | 'no-canary-request' | 'sample-ratio'
  readonly text: Text
}

/** Whether the judge sees at all (JUDGE, "Verdicts"); `now` by the clock of whoever calls `observe`. */
export const blindness = (state: JudgeState, now: Instant): Blind | null => {
  const silent = now - state.heardAt
  if (silent >= silence) return { cause: 'no-sample', text: noSample(silent) }
  if (state.level === null) return null
  const { old, new: canary } = state.proving.totals
  const share = state.level.weight / 100
  const requests = share * (old.rawRequests + canary.rawRequests)
  const clients = old.newClients + canary.newClients
  if (canary.rawRequests === 0 && requests >= predictedRequests && share * clients >= predictedClients)
    return { cause: 'no-canary-request', text: noCanaryRequest(requests, share * clients) }
  if (share <= 0 || share >= 1) return null
  return logBrokenRatio(clients, canary.newClients, share) < brokenRatio
    ? null
    : { cause: 'sample-ratio', text: ratioBroken(clients, canary.newClients, state.level.weight) }
}
