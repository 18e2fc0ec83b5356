import { ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import { pass, refuse, type Verdict } from '../kernel/verdict.ts'
import type { Job } from '../ports/supervision.ts'
import type { QuestionSpec, RevisionSpec } from '../ports/target.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { putEvidence } from '../records/releases.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { revisionsOf } from './candidate-revisions.ts'
import { engineActor, journal } from './journal.ts'
import { problemLine } from './messages.ts'
import * as words from './messages-printed.ts'
import { evidenceName, type Pair, pairsOf, printedOf } from './printed.ts'
import { takesTrain } from './train-passengers.ts'
import { trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

const often: Ms = 500
const resting: Ms = 3_600_000
/** More than this is not read. */
const mostBytes = 1_048_576
/** What failed is asked again after a minute, then later and later. */
const patience = (tries: number): Ms => Math.min(3_600_000, 60_000 * 5 ** (tries - 1))

const prefix = 'sql-'

/** Whether a one-off command is one of these. */
export const isQuestion = (id: string): boolean => id.startsWith(prefix)

/** A place of its own in the candidate's image: nothing of the component that runs, and the secrets that it names. */
const questionOf = (revision: RevisionSpec, pair: Pair, tries: number, within: Ms): QuestionSpec => {
  const { application, environment, component, secrets = {}, ...rest } = revision
  const named = Object.entries(secrets).filter(([name]) => pair.command.secrets.includes(name))
  const short = `sql-${evidenceName(pair).slice(-12)}-${pair.to.slice(0, 12)}-${(pair.from ?? '').slice(0, 12)}`
  return {
    id: `${prefix}${tries}`,
    revision: {
      ...rest,
      application,
      environment,
      component,
      key: `${application}/${environment}/${component}/${short}`,
      revision: short,
      secrets: Object.fromEntries(named),
      needs: {},
      keep: [],
    },
    run: pair.command.run,
    within,
    variables: { ECLUSE_FROM: pair.from ?? '', ECLUSE_TO: pair.to },
    sources: { ECLUSE_FROM_FOLDER: pair.from, ECLUSE_TO_FOLDER: pair.to },
  }
}

/** What its end says: the SQL, or why there is none. */
const verdictOf = async (
  works: Works,
  pair: Pair,
  question: QuestionSpec,
  job: Job,
  tries: number,
): Promise<Verdict> => {
  const { text, lastLines } = await works.parts.target.answer(question, mostBytes)
  const ended = job.timedOut || job.code !== 0
  const why = ended
    ? words.endedBadly(job, question.within, lastLines)
    : text === null
      ? words.printedTooMuch(mostBytes)
      : text.trim() === ''
        ? words.printedNothing
        : null
  if (why === null && text !== null) return saidVerdict(pair, text)
  return failedVerdict(works, pair, tries, why ?? words.printedNothing)
}

const saidVerdict = (pair: Pair, sql: string): Verdict =>
  pass({ code: 'schema-sql', text: words.printed(pair.component, pair.name), values: { sql } })

const failedVerdict = (works: Works, pair: Pair, tries: number, why: ReturnType<typeof words.printed>) => {
  const again = works.parts.clock.now() + patience(tries)
  const text = words.notPrinted(pair.command.run, why)
  return refuse({ code: 'schema-sql-failed', text, values: { tries, again } })
}

const note = async (works: Works, row: Environment, candidate: Candidate, pair: Pair, verdict: Verdict) => {
  const { application, name: environment } = row
  const { records, clock } = works.parts
  const [reason] = verdict.reasons
  const said = verdict.outcome === 'pass'
  await inTransaction(records, async (inside) => {
    const at = clock.now()
    // Another environment may have asked meanwhile: the first answer stands.
    if ((await printedOf(inside, application, pair)).kind === 'said') return
    const name = evidenceName(pair)
    await putEvidence(inside, { application, subject: pair.to, kind: 'schema-sql', name, verdict, at })
    await journal(inside, {
      at,
      actor: engineActor,
      action: said ? 'schema-printed' : 'schema-not-printed',
      subject: { application, environment, candidate: candidate.id },
      payload: {
        component: pair.component,
        command: pair.command.run,
        from: pair.from,
        to: pair.to,
        sql: said ? (reason?.values?.['sql'] ?? null) : null,
      },
      text: said
        ? (reason?.text ?? words.printedNothing)
        : words.ofComponent(pair.component, pair.name, verdict),
      level: said ? 'info' : 'alarm',
    })
  })
  works.bell.ring()
}

/** Starts the command once for each time that it is asked, or notes how it ended. */
const ask = async (works: Works, row: Environment, candidate: Candidate, pair: Pair, tries: number) => {
  const { target: hand, trouble } = works.parts
  const { target } = await works.eyes.read()
  const revision = (await revisionsOf(works, row, candidate)).find(
    ({ component }) => component === pair.component,
  )
  if (target === null || revision === undefined) return
  const within = revision.migrations?.within ?? 0
  const question = questionOf(revision, pair, tries, within)
  const { key } = question.revision
  const job = target.once?.find((one) => one.id === question.id && one.revision === key)
  if (job?.state === 'running') return
  try {
    if (job === undefined) return await hand.ask(question)
    await note(works, row, candidate, pair, await verdictOf(works, pair, question, job, tries))
    await hand.clean(key, true)
  } catch (error) {
    const lasting =
      error instanceof ProblemError && error.problems.every(({ kind }) => kind !== 'unavailable')
    // Asked for again at the next look.
    if (!lasting) return trouble(`print the SQL of ${pair.component}`, error)
    const [why = words.printedNothing] = error.problems.map(problemLine)
    await note(works, row, candidate, pair, failedVerdict(works, pair, tries, why))
  }
}

/**
 * Has the SQL printed of what waits for the free turn, the newest first and one at a time: what it contains may never be
 * asked for. Gives the time until the next look.
 */
export const printStep = async (works: Works, row: Environment, live: Rollout | null): Promise<Ms> => {
  const { records, clock } = works.parts
  if (live !== null) return resting
  const train = await trainOf(works, row)
  let next = resting
  for (const entry of (await queueOf(records, row.key)).toReversed()) {
    const candidate = entry.state === 'waiting' ? await candidateOf(records, entry.candidate) : null
    if (candidate === null || takesTrain(train, candidate, row.key)) continue
    for (const pair of await pairsOf(records, row, candidate)) {
      const known = await printedOf(records, row.application, pair)
      if (known.kind === 'said') continue
      const wait = known.kind === 'failed' ? known.again - clock.now() : 0
      if (wait > 0) {
        next = Math.min(next, wait)
        continue
      }
      await ask(works, row, candidate, pair, known.tries + 1)
      return often
    }
  }
  return next
}
