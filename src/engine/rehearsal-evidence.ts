import type { RehearsalConfig } from '../config/types-rehearsal.ts'
import { join, type Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { hold, pass, type Verdict } from '../kernel/verdict.ts'
import type { Job } from '../ports/supervision.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { evidenceOf, putEvidence } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import type { Probed, Rehearsal } from '../records/types-rehearsal.ts'
import type { State } from '../rollout/types.ts'
import { environmentConfig } from './gatekeeping.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-rehearsal.ts'
import { loadId } from './rehearsing.ts'
import type { Works } from './works.ts'

const nothing: Omit<Rehearsal, 'probed'> = { since: null, back: null, forth: null }

/** A rehearsal as it goes, from one decision to the next; undefined: none. */
export const rehearsalSeen = (
  before: Rollout,
  state: State,
  probed: Probed | null,
  now: Instant,
): Rehearsal | undefined => {
  const seen = before.seen.rehearsal
  if (seen === undefined && probed === null) return undefined
  const known: Rehearsal = { ...nothing, ...seen, probed: probed ?? seen?.probed ?? noRequests }
  const was = before.state
  if (was.phase !== 'rehearsing' && state.phase === 'rehearsing')
    return { since: now, back: null, forth: null, probed: known.probed }
  const arrived = was.phase === 'rehearsing' && (state.rehearsed === 'passed' || onlyTime(state))
  if (arrived && known.back === null && known.since !== null) return { ...known, back: now - known.since }
  const forth = was.phase === 'moving' && was.rehearsed !== undefined && state.phase !== 'moving'
  return forth ? { ...known, forth: now - was.entered } : known
}

const noRequests: Probed = { sent: 0, failed: 0, first: null, interrupted: false }

const onlyTime = ({ phase, waits }: State): boolean =>
  phase === 'rehearsing' && waits.length > 0 && waits.every(({ code }) => code === 'time')

type Values = { readonly back: Ms | null; readonly forth: Ms | null; readonly rollout: string }

const reason = (code: string, text: Text, values: Values & Partial<Probed>) => ({
  code,
  text,
  values: { ...values },
})

/** What a rollout that is out says about its way back. Without what the team's own command says of it. */
const verdictOf = (rollout: Rollout, environment: string): Verdict => {
  const { seen, plan, state, previous, id } = rollout
  const values: Values = {
    back: seen.rehearsal?.back ?? null,
    forth: seen.rehearsal?.forth ?? null,
    rollout: id,
  }
  if (plan.rehearse === undefined && plan.wayBack === 'person')
    return pass(reason('nothing-to-rehearse', words.noWayBack(environment), values))
  if (plan.rehearse === undefined)
    return pass(reason('nothing-to-rehearse', words.nothingBefore(environment), values))
  const { rehearsal } = seen
  if (rehearsal === undefined || state.rehearsed === undefined)
    return hold(reason('not-rehearsed', words.byHand(environment), values))
  const { probed, back, forth } = rehearsal
  const all = { ...values, ...probed }
  if (state.rehearsed === 'failed' || back === null || forth === null || previous === null)
    return hold(reason('rehearsal-failed', words.notBack(environment, previous ?? 0), all))
  const text = words.rehearsed(environment, previous, back, forth, probed)
  if (probed.failed === 0 && probed.sent + (probed.open ?? 0) > 0) return pass(reason('rehearsed', text, all))
  return hold(reason('rehearsal-failed', join([text, words.firstFailure(probed)], ''), all))
}

/** What an end says of it; null: nothing was rehearsed. */
export const rehearsalText = (rollout: Rollout): Text | null =>
  rollout.plan.rehearse === undefined ? null : (verdictOf(rollout, nameOf(rollout)).reasons[0]?.text ?? null)

const configOf = (candidate: Candidate | null, name: string): RehearsalConfig | null =>
  (candidate && environmentConfig(candidate, name)?.rehearsal) ?? null

const nameOf = ({ application, environment }: Rollout): string => environment.slice(application.length + 1)

/** The same, where the team's own command still runs, or an answer is still waited for. */
const awaited = (verdict: Verdict, load: RehearsalConfig['load'], rollout: Rollout): Verdict => {
  const open = rollout.seen.rehearsal?.probed.open ?? 0
  if (verdict.outcome !== 'pass' || (load === null && open === 0)) return verdict
  const text = load === null ? words.answersOpen(open) : words.loadRuns(load)
  return hold({ code: stillRuns, text, values: { rollout: rollout.id } })
}

/** With what the team's own command said in the end; null: it runs. `job` undefined: it is not remembered. */
const answered = (verdict: Verdict, load: readonly string[], job: Job | undefined): Verdict | null => {
  if (job === undefined) return hold({ code: 'rehearsal-failed', text: words.loadLost(load) })
  if (job.state === 'running') return null
  const text = words.loadEnded(load, job)
  if (job.code !== 0) return hold({ code: 'rehearsal-failed', text, values: { code: job.code } })
  return { ...verdict, reasons: [...verdict.reasons, { code: 'rehearsal-load', text }] }
}

const stillRuns = 'rehearsal-load-runs'

/** Evidence of a rehearsal, written with the end of its rollout; nothing where none is declared. */
export const putRehearsal = async (records: Records, rollout: Rollout, at: Instant): Promise<void> => {
  if (rollout.kind !== 'ship' || rollout.outcome !== 'done' || rollout.candidate === null) return
  const candidate = await candidateOf(records, rollout.candidate)
  const name = nameOf(rollout)
  const config = configOf(candidate, name)
  if (config === null) return
  const found = verdictOf(rollout, name)
  const ran = rollout.plan.rehearse !== undefined && rollout.seen.rehearsal !== undefined
  await write(records, rollout, ran ? awaited(found, config.load, rollout) : found, at)
}

const often: Ms = 1_000
/** An older one has no candidate any more that waits for it. */
const lately = 10
const resting: Ms = 3_600_000

/** Rollouts whose rehearsal is open: the last ones, also where another release is out by now. */
const openIn = async (records: Records, row: Environment): Promise<readonly Rollout[]> => {
  const where = { application: row.application, environment: row.key }
  const open: Rollout[] = []
  for (const rollout of await rolloutsOf(records, where, lately)) {
    if (rollout.kind !== 'ship' || rollout.outcome !== 'done') continue
    const { manifest } = rollout.context.new
    const known = await evidenceOf(records, row.application, manifest, 'rehearsal')
    const [first] = known.find(({ name }) => name === row.name)?.verdict.reasons ?? []
    if (first?.code === stillRuns && first.values?.['rollout'] === rollout.id) open.push(rollout)
  }
  return open
}

/** With what became of the requests that were under way at its end. */
const probedOut = (works: Works, rollout: Rollout): Rollout => {
  const { rehearsal } = rollout.seen
  if (rehearsal === undefined) return rollout
  const { probed: at } = rehearsal
  const lost = { ...at, open: 0, interrupted: at.interrupted || (at.open ?? 0) > 0 }
  const probed = works.rehearsing.after(rollout.id) ?? lost
  return { ...rollout, seen: { ...rollout.seen, rehearsal: { ...rehearsal, probed } } }
}

/** Waits for the end of the team's own commands and for the last answers. Gives the time until the next look. */
export const rehearsalStep = async (works: Works, row: Environment): Promise<Ms> => {
  let next: Ms = resting
  for (const rollout of await openIn(works.parts.records, row))
    if (!(await closeRehearsal(works, row, rollout))) next = often
  return next
}

/** Whether it is written now how it went. */
const closeRehearsal = async (works: Works, row: Environment, ended: Rollout): Promise<boolean> => {
  const { records, clock } = works.parts
  const rollout = probedOut(works, ended)
  if ((rollout.seen.rehearsal?.probed.open ?? 0) > 0) return false
  const candidate = rollout.candidate === null ? null : await candidateOf(records, rollout.candidate)
  const load = configOf(candidate, row.name)?.load ?? null
  const { target } = await works.eyes.read()
  if (target === null) return false
  const found = verdictOf(rollout, row.name)
  const job = target.once?.find(({ id }) => id === loadId(rollout))
  const verdict = load === null ? found : answered(found, load, job)
  if (verdict === null) return false
  await inTransaction(records, (inside) => write(inside, rollout, verdict, clock.now()))
  works.bell.ring()
  for (const { name } of candidate?.config.environments ?? []) works.wake(`${row.application}/${name}`)
  return true
}

const write = async (
  records: Records,
  rollout: Pick<Rollout, 'application' | 'environment' | 'release' | 'id' | 'candidate'> & {
    readonly context: { readonly new: { readonly manifest: Rollout['context']['new']['manifest'] } }
  },
  verdict: Verdict,
  at: Instant,
): Promise<void> => {
  const { application, environment, release, id, context } = rollout
  const name = environment.slice(application.length + 1)
  const { manifest } = context.new
  await putEvidence(records, { application, subject: manifest, kind: 'rehearsal', name, verdict, at })
  const [first] = verdict.reasons
  if (first === undefined) return
  await journal(records, {
    at,
    actor: engineActor,
    action: verdict.outcome === 'pass' ? 'rehearsed' : 'rehearsal-open',
    subject: { application, environment: name, release, rollout: id },
    payload: { manifest, text: first.text, ...(first.values ?? {}) },
    text: first.text,
    level: verdict.outcome === 'pass' || first.code === stillRuns ? 'info' : 'alarm',
  })
}
