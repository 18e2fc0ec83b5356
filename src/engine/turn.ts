import { verdictOf } from '../gates/list.ts'
import type { GateVerdict } from '../gates/types.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Verdict } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import { order, pairs, type Waiting } from '../queue/order.ts'
import {
  candidate as candidateOf,
  followInstead,
  setCandidateSecrets,
  setRelease,
} from '../records/candidates.ts'
import { changeEntry, entriesOf, queueOf } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { addRelease, kept } from '../records/releases.ts'
import { dropRollout } from '../records/rollouts.ts'
import { setSecretsOf } from '../records/secrets.ts'
import type { Candidate, Environment, QueueEntry, Rollout } from '../records/types.ts'
import { changeWaits, openWaits, turn } from '../records/waits.ts'
import { compositionOf } from './asked-for.ts'
import { beginRollout, subjectOf } from './begin.ts'
import { checkEdge } from './edge-check.ts'
import { environmentConfig, readGates } from './gatekeeping.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages.ts'
import { migratingOf } from './migrations-gate.ts'
import { ownOf } from './own-secrets.ts'
import { deployedOf, judgePlanOf } from './planning.ts'
import { rulingOf } from './policy-in-force.ts'
import { prognosisOf } from './prognosis.ts'
import { conclude, covers } from './promotion.ts'
import { lastHourOf } from './reference.ts'
import { keepPlan, planBack } from './rollback-plan.ts'
import { changesOf, closingOf } from './rules.ts'
import { secretsInForce } from './secrets-in-force.ts'
import { renewSecretShips } from './secrets-turn.ts'
import { tellWaiting } from './telling-waits.ts'
import { carryAlong, putBackAboard } from './train-carry.ts'
import { byTrain } from './train-gate.ts'
import { gatesPayload, noteHeld } from './verdicts.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

type Contender = {
  readonly entry: QueueEntry
  readonly candidate: Candidate
  readonly gates: readonly GateVerdict[]
  readonly verdict: Verdict
}

const contenders = async (works: Works, row: Environment): Promise<readonly Contender[]> => {
  const { records } = works.parts
  const found: Contender[] = []
  for (const entry of await queueOf(records, row.key)) {
    const candidate = await candidateOf(records, entry.candidate)
    if (entry.state !== 'waiting' || candidate === null) continue
    const gates = await byTrain(
      works,
      row,
      { entry, candidate },
      await readGates(works, row, candidate, entry),
    )
    found.push({ entry, candidate, gates, verdict: verdictOf(gates) })
  }
  return found
}

/** Who comes next, and who is left out for a later one that may go: one that is held or refused replaces nobody. */
const orderOf = async (works: Works, row: Environment, all: readonly Contender[]) => {
  const waiting = all.map(
    ({ entry, candidate }): Waiting => ({
      candidate: candidate.id,
      commit: candidate.commit,
      position: entry.position,
    }),
  )
  const going = new Set(
    all.filter((one) => one.verdict.outcome === 'pass').map((one) => one.candidate.commit),
  )
  const known = new Map<string, boolean | null>()
  const withCommit = (commit: string) => all.filter((one) => one.candidate.commit === commit)
  for (const [descendant, ancestor] of pairs(waiting)) {
    if (!going.has(descendant)) continue
    // One that ends earlier on the way would lose the other's last environments.
    const [later, earlier] = [withCommit(descendant), withCommit(ancestor)]
    // A train says itself whom it carries, once it leaves.
    if (later.some(({ candidate }) => candidate.train?.environment === row.key)) continue
    // Of several commits: containing one of them says nothing of the others.
    if ([...later, ...earlier].some(({ candidate }) => compositionOf(candidate) !== null)) continue
    if (!later.every((one) => earlier.every((other) => covers(one.candidate, other.candidate)))) continue
    const contains = await works.parts.source.contains(row.application, descendant, ancestor)
    known.set(`${descendant} ${ancestor}`, contains)
  }
  return order(waiting, (descendant, ancestor) => known.get(`${descendant} ${ancestor}`) ?? null)
}

/** Its `ship` goes on with the one that contains its commit; one that is on its way elsewhere keeps its place. */
const skip = async (works: Works, row: Environment, one: Contender, by: Candidate): Promise<boolean> => {
  const { parts } = works
  return inTransaction(parts.records, async (records) => {
    const entries = await entriesOf(records, one.candidate.id)
    if (entries.some((entry) => entry.state === 'live')) return false
    for (const entry of entries) {
      if (entry.state === 'waiting') {
        await changeEntry(records, entry.environment, entry.candidate, { state: 'ended' })
      }
    }
    await followInstead(records, one.candidate.id, by.id)
    const { id, application } = one.candidate
    await journal(records, {
      at: parts.clock.now(),
      actor: engineActor,
      action: 'skipped',
      subject: { application, environment: row.name, candidate: id },
      payload: { by: by.id, commit: by.commit },
      text: words.skipped(one.candidate.number, by.number),
    })
    return true
  })
}

const refuse = (works: Works, row: Environment, one: Contender): Promise<void> => {
  const { parts } = works
  const reasons = one.verdict.reasons.map((reason) => reason.text)
  const changes = one.verdict.reasons.flatMap((reason) =>
    reason.change === undefined ? [] : [reason.change],
  )
  return inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await changeEntry(records, row.key, one.candidate.id, { state: 'ended', verdict: one.verdict })
    await journal(records, {
      at,
      actor: engineActor,
      action: 'refused',
      subject: { application: row.application, environment: row.name, candidate: one.candidate.id },
      payload: {
        environment: row.name,
        codes: one.verdict.reasons.map((reason) => reason.code),
        gates: gatesPayload(one.gates.filter(({ verdict }) => verdict.outcome === 'refuse')),
      },
      text: words.refused(row.name, reasons),
      level: 'alarm',
    })
    await carryAlong(records, one.candidate, 'cancelled', at)
    await conclude(records, one.candidate.id, at, {
      code: 4,
      outcome: 'refused',
      lines: [words.refused(row.name, reasons), ...words.nextLines(changes)],
    })
  })
}

/** Gates that hold it. */
const holding = (gates: readonly GateVerdict[]): readonly string[] =>
  gates.filter(({ verdict }) => verdict.outcome === 'hold').map(({ gate }) => gate)

/** Whoever begins waits no longer; nothing but the turn is known of the others from here on. */
const noteTurn = async (records: Records, row: Environment, candidate: string, at: number): Promise<void> => {
  for (const entry of await queueOf(records, row.key)) {
    if (entry.candidate === candidate) await changeWaits(records, row.key, candidate, [], at)
    else if (entry.state === 'waiting') await changeWaits(records, row.key, entry.candidate, [turn], at)
  }
}

/** Why it waits is kept with its place, and told once when it changes. */
const hold = async (works: Works, row: Environment, one: Contender): Promise<void> => {
  const { parts } = works
  const codes = (verdict: Verdict | null) => verdict?.reasons.map((reason) => reason.code).join(' ')
  const causes = holding(one.gates)
  const open = await openWaits(parts.records, row.key, one.candidate.id)
  const known = open.toSorted().join() === causes.toSorted().join()
  if (known && JSON.stringify(one.entry.verdict) === JSON.stringify(one.verdict)) return
  await inTransaction(parts.records, async (records) => {
    await changeWaits(records, row.key, one.candidate.id, causes, parts.clock.now())
    await changeEntry(records, row.key, one.candidate.id, { verdict: one.verdict })
    if (codes(one.entry.verdict) === codes(one.verdict)) return
    const subject = { application: row.application, environment: row.name, candidate: one.candidate.id }
    const text = words.held(row.name, one.verdict.reasons)
    await tell(records, { at: parts.clock.now(), subject, kind: 'held', text, level: 'info' })
    await noteHeld(records, subject, one.gates, parts.clock.now())
    await tellWaiting(records, row, one, parts.clock.now())
  })
  works.bell.ring()
}

/** A plan that cannot work ends the ship with all that makes it impossible. */
const impossible = (works: Works, row: Environment, one: Candidate, problems: readonly Problem[]) =>
  inTransaction(works.parts.records, async (records) => {
    const at = works.parts.clock.now()
    const lines = problems.map(words.problemLine)
    await changeEntry(records, row.key, one.id, { state: 'ended' })
    await journal(records, {
      at,
      actor: engineActor,
      action: 'not-started',
      subject: { application: row.application, environment: row.name, candidate: one.id },
      payload: { codes: problems.map((problem) => problem.code) },
      text: words.notStarted(row.name, lines),
      level: 'alarm',
    })
    await carryAlong(records, one, 'cancelled', at)
    await conclude(records, one.id, at, {
      code: 1,
      outcome: 'failed',
      lines: [
        words.notStarted(row.name, lines),
        ...words.nextLines(problems.flatMap(({ todo }) => todo ?? [])),
      ],
    })
  })

/** The release's number is given at its first turn, one for all environments. */
const numbered = async (records: Records, candidate: Candidate, at: number): Promise<number> => {
  if (candidate.release !== null) return candidate.release
  if (candidate.manifest === null) throw new Error(`candidate ${candidate.id} has no manifest`)
  const { application, manifest } = candidate
  const release = await addRelease(records, { application, manifest, candidate: candidate.id, at })
  await setRelease(records, candidate.id, release.number)
  return release.number
}

const begin = async (
  works: Works,
  row: Environment,
  one: Contender,
  world: World,
): Promise<Rollout | null> => {
  const { parts } = works
  const { candidate } = one
  const config = environmentConfig(candidate, row.name)
  if (config === undefined || candidate.manifest === null) {
    throw new Error(`candidate ${candidate.id} does not know ${row.name}`)
  }
  const manifest = await kept<Manifest>(parts.records, 'manifests', candidate.manifest)
  if (manifest === null) throw new Error(`manifest ${candidate.manifest} is not kept`)
  await checkEdge(works, row, candidate, config, manifest)
  const now = parts.clock.now()
  const hour = await lastHourOf(parts, row, now)
  const judge = judgePlanOf(config, hour.reference)
  const beginning = {
    id: parts.ids.next(),
    now,
    world,
    judge,
    prognosis: row.deployed === null ? null : prognosisOf(config, judge, hour.traffic),
    cursor: await parts.signals.cursorAt(Math.floor(now / 1_000)),
  }
  const ruling = await rulingOf(works, row, candidate)
  const migrating = await migratingOf(works, row, candidate)
  const next = deployedOf(
    candidate.config,
    config,
    { number: candidate.release ?? 0, manifest, digest: candidate.manifest, commit: candidate.commit },
    secretsInForce(
      candidate.config,
      config,
      candidate.secrets[row.name] ?? {},
      await setSecretsOf(parts.records, row.key),
    ),
  )
  const planned = await planBack(works, row, candidate, {
    from: next,
    to: row.deployed,
    wayBack: migrating.wayBack ?? 'automatic',
    settledAt: null,
  })
  return inTransaction(parts.records, async (records) => {
    const number = await numbered(records, candidate, now)
    const read = candidate.secrets[row.name] ?? {}
    const secrets = secretsInForce(candidate.config, config, read, await setSecretsOf(records, row.key))
    const kept = { ...ownOf(read), ...secrets }
    await setCandidateSecrets(records, candidate.id, { ...candidate.secrets, [row.name]: kept })
    const { digest, commit } = { digest: candidate.manifest ?? 'sha256:', commit: candidate.commit }
    const rollout = await beginRollout(records, beginning, {
      environment: row.key,
      config,
      kind: 'ship',
      new: deployedOf(candidate.config, config, { number, manifest, digest, commit }, secrets),
      candidate: candidate.id,
      actor: candidate.actor,
      why: null,
      whenClosed: closingOf(ruling),
      policy: changesOf(ruling),
      migrating,
      gates: gatesPayload(one.gates),
    })
    if (rollout === null) return null
    await changeEntry(records, row.key, candidate.id, { state: 'live', rollout: rollout.id, verdict: null })
    await keepPlan(records, rollout, { ...planned, from: { ...planned.from, release: number } }, now)
    await noteTurn(records, row, candidate.id, now)
    await carryAlong(records, candidate, 'left', now)
    return rollout
  })
}

/** A rollout that touched nothing, and whose gates hold by now, frees the turn and keeps its place in the queue. */
export const giveBackTurn = async (works: Works, row: Environment, rollout: Rollout): Promise<boolean> => {
  const { parts } = works
  const candidate = rollout.candidate === null ? null : await candidateOf(parts.records, rollout.candidate)
  const entry = (await queueOf(parts.records, row.key)).find((one) => one.candidate === candidate?.id)
  if (candidate === null || entry === undefined) return false
  const gates = await readGates(works, row, candidate, entry)
  const verdict = verdictOf(gates)
  if (verdict.outcome !== 'hold') return false
  await inTransaction(parts.records, async (records) => {
    await dropRollout(records, rollout.id)
    await changeEntry(records, row.key, candidate.id, { state: 'waiting', verdict })
    await changeWaits(records, row.key, candidate.id, holding(gates), parts.clock.now())
    if (candidate.train?.environment === row.key) await putBackAboard(records, candidate)
    await journal(records, {
      at: parts.clock.now(),
      actor: engineActor,
      action: 'turn-given-back',
      subject: subjectOf(rollout),
      payload: { codes: verdict.reasons.map((reason) => reason.code) },
      text: words.held(row.name, verdict.reasons),
    })
  })
  works.bell.ring()
  return true
}

/**
 * Gives the free turn to the first waiting candidate whose gates pass. Those left out, refused or impossible on the
 * way get their end; null: nobody can go now.
 */
export const takeTurn = async (works: Works, row: Environment, world: World): Promise<Rollout | null> => {
  await renewSecretShips(works, row)
  const all = await contenders(works, row)
  if (all.length === 0) return null
  const { next, skipped } = await orderOf(works, row, all)
  const byId = new Map(all.map((one) => [one.candidate.id, one]))
  for (const { candidate, by } of skipped) {
    const [one, later] = [byId.get(candidate), byId.get(by)]
    if (one !== undefined && later !== undefined) await skip(works, row, one, later.candidate)
  }
  for (const { candidate } of next) {
    const one = byId.get(candidate)
    if (one === undefined) continue
    if (one.verdict.outcome === 'refuse') await refuse(works, row, one)
    else if (one.verdict.outcome === 'hold') await hold(works, row, one)
    else {
      try {
        return await begin(works, row, one, world)
      } catch (error) {
        const lasting =
          error instanceof ProblemError && error.problems.every(({ kind }) => kind !== 'unavailable')
        if (!lasting) throw error
        await impossible(works, row, one.candidate, error.problems)
      }
    }
  }
  works.bell.ring()
  return null
}
