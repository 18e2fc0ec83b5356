import { applies } from '../checklist/applies.ts'
import { answers } from '../checklist/evaluate.ts'
import type { ChecklistItem } from '../config/types-checklist.ts'
import type { Ms } from '../kernel/time.ts'
import { pass, refuse } from '../kernel/verdict.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { type Afterwards, afterwardsOf, changeAfterwards, planAfterwards } from '../records/afterwards.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { evidenceOf, putEvidence } from '../records/releases.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { revisionsOf } from './candidate-revisions.ts'
import { commandName, factsOf, signOffsOf } from './checklist.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-checklist.ts'
import { policiesOf, policyInForce, rulingOf } from './policy-in-force.ts'
import { takesTrain } from './train-passengers.ts'
import { trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

const often: Ms = 1_000
const resting: Ms = 3_600_000

type Command = ChecklistItem & { readonly answer: Extract<ChecklistItem['answer'], { by: 'command' }> }
const isCommand = (item: ChecklistItem): item is Command => item.answer.by === 'command'

type Ended = { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean }

/** Starts a command once, or says how it ended. An id that was used runs no second time. */
const look = async (
  works: Works,
  id: string,
  revision: RevisionSpec,
  { run, within }: Command['answer'],
): Promise<Ended | null> => {
  const { target } = await works.eyes.read()
  const job = target?.once?.find((one) => one.id === id && one.revision === revision.key)
  if (job !== undefined) return job.state === 'running' ? null : job
  if (target !== null) {
    try {
      await works.parts.target.once({ id, revision, run, within }, null)
    } catch (error) {
      // Asked for again at the next look.
      works.parts.trouble(`checklist ${id}`, error)
    }
  }
  return null
}

/** Commands that are due for one candidate: those that have no answer yet run, and their end is evidence. */
const runFor = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  live: Rollout | null,
): Promise<boolean> => {
  const { records, clock } = works.parts
  const ruling = await rulingOf(works, row, candidate)
  const all = policiesOf(ruling).flatMap(({ checklist }) => checklist?.items ?? [])
  const during = live?.candidate === candidate.id && live.state.phase === 'observing'
  const due = all.filter(isCommand).filter(({ when }) => when === 'before' || (when === 'during' && during))
  if (due.length === 0) return false
  const facts = await factsOf(works, row, candidate)
  const known = await evidenceOf(records, candidate.application, candidate.id, 'checklist')
  const open = due.filter(
    (item) => applies(item, facts) && !known.some(({ name }) => name === commandName(row.name, item.name)),
  )
  const revisions = open.length === 0 ? [] : await revisionsOf(works, row, candidate)
  for (const item of open) {
    const { answer } = item
    const revision = revisions.find(({ component }) => component === answer.component)
    if (revision === undefined) continue
    const id = `checklist-${candidate.id}-${item.name}`
    const end = await look(works, id, revision, answer)
    if (end === null) continue
    const text = words.commandEnded(answer.run, answer.component, end)
    const verdict =
      end.code === 0 ? pass({ code: 'command-passed', text }) : refuse({ code: 'command-failed', text })
    const subject = { application: row.application, environment: row.name, candidate: candidate.id }
    await inTransaction(records, async (inside) => {
      const at = clock.now()
      await putEvidence(inside, {
        application: row.application,
        subject: candidate.id,
        kind: 'checklist',
        name: commandName(row.name, item.name),
        verdict,
        at,
      })
      await journal(inside, {
        at,
        actor: engineActor,
        action: 'checklist-command',
        subject,
        payload: { item: item.name, run: id, code: end.code, signal: end.signal },
        text: words.itemAnswered(item, text),
        level: end.code === 0 ? 'info' : 'alarm',
      })
    })
    works.bell.ring()
  }
  return open.length > 0
}

/** What is due after a release is known when it begins: by the policy that let it through. */
const plan = async (works: Works, row: Environment, live: Rollout): Promise<void> => {
  const { records, clock } = works.parts
  const candidate = live.candidate === null ? null : await candidateOf(records, live.candidate)
  const known = (await afterwardsOf(records, row.key)).some(({ release }) => release === live.release)
  if (candidate === null || known) return
  const ruling = await rulingOf(works, row, candidate)
  const items = policiesOf(ruling).flatMap(({ checklist }) => checklist?.items ?? [])
  const due = items.filter(({ when, answer }) => when === 'after' && answer.by !== 'page')
  if (due.length === 0) return
  const facts = await factsOf(works, row, candidate)
  await inTransaction(records, async (inside) => {
    for (const item of due.filter((one) => applies(one, facts)))
      await planAfterwards(inside, {
        environment: row.key,
        release: live.release,
        item,
        manifest: candidate.manifest ?? '',
        since: clock.now(),
      })
  })
}

const change = async (
  works: Works,
  row: Environment,
  one: Afterwards,
  to: Parameters<typeof changeAfterwards>[2],
  action: string,
  text: ReturnType<typeof words.itemAnswered>,
): Promise<void> => {
  const { records, clock } = works.parts
  await inTransaction(records, async (inside) => {
    await changeAfterwards(inside, one, to)
    await journal(inside, {
      at: clock.now(),
      actor: engineActor,
      action,
      subject: { application: row.application, environment: row.name, release: one.release },
      payload: { item: one.item.name, release: one.release, by: to.answer?.by ?? null },
      text,
    })
  })
  works.bell.ring()
}

/** Items of a release that is out: answered by whoever signs, or by a command in what runs. */
const answerOne = async (works: Works, row: Environment, one: Afterwards): Promise<void> => {
  const { clock } = works.parts
  const { item } = one
  if (isCommand(item)) {
    const revisions = [...(row.deployed?.revisions ?? []), ...(row.deployed?.scheduled ?? [])]
    const revision = revisions.find(({ component }) => component === item.answer.component)
    if (revision === undefined) return
    const end = await look(works, `checklist-after-${one.release}-${item.name}`, revision, item.answer)
    if (end === null || end.code !== 0) return
    const text = words.commandEnded(item.answer.run, item.answer.component, end)
    const answer = { by: 'ecluse', note: text.en }
    await change(
      works,
      row,
      one,
      { state: 'done', answer, endedAt: clock.now() },
      'checklist-done',
      words.itemAnswered(item, text),
    )
    return
  }
  const policy = await policyInForce(works, row)
  const found =
    policy === null
      ? undefined
      : (await signOffsOf(works, row, policy)).find((said) => answers(item, one.manifest, said))
  if (found === undefined) return
  const answer = { by: found.person, note: found.note }
  const text = words.itemAnswered(item, words.signedBy(found.person, found.note))
  await change(works, row, one, { state: 'done', answer, endedAt: clock.now() }, 'checklist-done', text)
}

const afterwards = async (works: Works, row: Environment, live: Rollout | null): Promise<boolean> => {
  const { records, clock } = works.parts
  const release = row.deployed?.release ?? 0
  const all = (await afterwardsOf(records, row.key)).filter(
    ({ state }) => state === 'planned' || state === 'open',
  )
  for (const one of all) {
    const under = live?.release === one.release
    if (one.release === release && one.state === 'planned')
      await change(
        works,
        row,
        one,
        { state: 'open', since: clock.now() },
        'checklist-due',
        words.itemDue(one.item, one.release),
      )
    else if (one.release > release && !under)
      // Taken back, or never fully out: nothing of it is due any more.
      await changeAfterwards(records, one, { state: 'dropped', endedAt: clock.now() })
    else if (one.state === 'open') await answerOne(works, row, one)
  }
  return all.some(({ item, state }) => state === 'open' && isCommand(item))
}

/**
 * The checklist's own work in one environment: commands in images that answer an item, and what is due after a
 * release until it is done. Gives the time until the next look.
 */
export const checklistStep = async (works: Works, row: Environment, live: Rollout | null): Promise<Ms> => {
  const { records } = works.parts
  let busy = false
  if (live !== null && live.kind === 'ship') await plan(works, row, live)
  const train = await trainOf(works, row)
  for (const entry of await queueOf(records, row.key)) {
    const candidate = await candidateOf(records, entry.candidate)
    // Whoever takes a train is not asked: what leaves is.
    if (candidate !== null && !takesTrain(train, candidate, row.key))
      busy = (await runFor(works, row, candidate, live)) || busy
  }
  busy = (await afterwards(works, row, live)) || busy
  return busy ? often : resting
}
