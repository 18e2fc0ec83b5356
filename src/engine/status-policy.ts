import { freezeOf } from '../calendar/calendar.ts'
import type { Instant } from '../kernel/time.ts'
import { zoneOf } from '../kernel/zone.ts'
import type { Policy } from '../policy/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { freezesOf } from '../records/freezes.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import type { EnvironmentStatus } from './facade.ts'
import { overridesIn } from './overrides.ts'
import { floorOf, policyInForce } from './policy-in-force.ts'
import type { Works } from './works.ts'

type Frozen = NonNullable<EnvironmentStatus['freezes']>[number]
type Passed = NonNullable<EnvironmentStatus['overrides']>[number]

const inFile = (policy: Policy | null, scope: 'calendar' | 'floor', now: Instant): readonly Frozen[] => {
  const calendar = policy?.calendar ?? null
  const zone = calendar === null ? undefined : zoneOf(calendar.timeZone)
  if (calendar === null || zone === undefined) return []
  return calendar.freezes
    .map((one) => freezeOf(one, zone))
    .filter(({ from, until }) => from <= now && now < until)
    .map(({ from, until, why }) => ({ scope, since: from, until, why, by: null, except: null }))
}

/** What is frozen now, whoever said so. */
const frozenNow = async (works: Works, row: Environment): Promise<readonly Frozen[]> => {
  const now = works.parts.clock.now()
  const said = (await freezesOf(works.parts.records, row.application, now)).map(
    ({ application, since, until, why, except, actor }): Frozen => ({
      scope: application === null ? 'server' : 'application',
      since,
      until,
      why,
      by: actor.name,
      except,
    }),
  )
  // A commit that cannot be read tells its own story elsewhere: status never fails for it.
  const policy = await policyInForce(works, row).catch(() => null)
  const { floor } = await floorOf(works, row.name)
  return [...said, ...inFile(policy, 'calendar', now), ...inFile(floor, 'floor', now)]
}

const passedBy = async (works: Works, row: Environment, candidate: Candidate): Promise<readonly Passed[]> =>
  (await overridesIn(works.parts.records, row.key, candidate.id)).map((one) => ({
    ...one,
    candidate: candidate.number,
    release: candidate.release,
  }))

/** What administrators let pass of what runs, is on its way, or waits. */
const passedHere = async (
  works: Works,
  row: Environment,
  live: Rollout | null,
): Promise<readonly Passed[]> => {
  const { records } = works.parts
  const release =
    row.deployed === null ? null : await releaseOf(records, row.application, row.deployed.release)
  const ids = [
    release?.candidate,
    live?.candidate,
    ...(await queueOf(records, row.key)).map((one) => one.candidate),
  ]
  const found: Passed[] = []
  for (const id of new Set(ids)) {
    const candidate = id == null ? null : await candidateOf(records, id)
    if (candidate !== null) found.push(...(await passedBy(works, row, candidate)))
  }
  return found
}

/** What of the policy everybody sees in `status`. */
export const policyStatus = async (
  works: Works,
  row: Environment,
  live: Rollout | null,
): Promise<Pick<EnvironmentStatus, 'freezes' | 'overrides'>> => {
  const [freezes, overrides] = [await frozenNow(works, row), await passedHere(works, row, live)]
  return {
    ...(freezes.length === 0 ? {} : { freezes }),
    ...(overrides.length === 0 ? {} : { overrides }),
  }
}
