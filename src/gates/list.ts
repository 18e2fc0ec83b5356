import type { Text } from '../kernel/text.ts'
import { hold, pass, refuse, together, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'
import type { Gate, GateInput, GateVerdict } from './types.ts'

const built: Gate = {
  name: 'built',
  check: ({ components }) => {
    const missing = components.filter((component) => component.image === null)
    if (missing.length === 0) {
      return pass({ code: 'built', text: words.built(components.map((component) => component.name)) })
    }
    return refuse(
      ...missing.map(({ name }) => ({
        code: 'not-built-yet',
        text: words.notBuilt(name),
        change: words.rerun,
      })),
    )
  },
}

/** One that the policy in force declares and the candidate dropped loosens it: the gate of the policy rules that. */
const testVerdict = (test: GateInput['tests'][number]): Verdict =>
  test.declaredBy === 'policy'
    ? pass({ code: 'test-dropped', text: words.testDropped(test.component, test.name) })
    : (test.evidence ??
      hold({ code: 'test-not-run', text: words.testNotRun(test.component, test.name), change: words.rerun }))

const tested: Gate = {
  name: 'tested',
  check: ({ tests }) => {
    if (tests.length === 0) return pass({ code: 'no-tests', text: words.noTests })
    const all = together(tests.map(testVerdict))
    if (all.outcome !== 'pass') return all
    const dropped = all.reasons.filter(({ code }) => code === 'test-dropped')
    const ran = tests.filter(({ declaredBy }) => declaredBy !== 'policy')
    if (ran.length === 0) return pass({ code: 'no-tests', text: words.noTests }, ...dropped)
    const names = ran.map((test) => `${test.component} ${test.name}`)
    return pass({ code: 'tests-passed', text: words.testsPassed(names) }, ...dropped)
  },
}

const imagePresent: Gate = {
  name: 'image-present',
  check: ({ components }) => {
    const missing = components.filter(({ image, present }) => image !== null && present === false)
    if (missing.length === 0) return pass({ code: 'images-present', text: words.imagesPresent })
    return refuse(
      ...missing.map(({ name, image }) => ({
        code: 'image-missing',
        text: words.imageMissing(name, image ?? ''),
        values: { component: name, image },
        change: words.imageMissingChange(name),
      })),
    )
  },
}

const after: Gate = {
  name: 'after',
  check: ({ after: earlier }) => {
    if (earlier === null) return pass()
    if (earlier.done) return pass({ code: 'after-done', text: words.afterDone(earlier.environment) })
    return hold({ code: 'after-pending', text: words.afterPending(earlier.environment) })
  },
}

/** What to do about a rehearsal that failed; nothing where it passed or still runs. */
const withChange = (verdict: Verdict, change: Text): Verdict =>
  verdict.outcome === 'hold'
    ? {
        ...verdict,
        reasons: verdict.reasons.map((one) => (one.code === 'rehearsal-failed' ? { ...one, change } : one)),
      }
    : verdict

type Rehearsal = NonNullable<GateInput['rehearsal']>

/** What counts of a rehearsal; null: there is none, or none that counts any more. */
const countsOf = (
  { environment, maxAge, now }: Rehearsal,
  evidence: Rehearsal['evidence'],
): Verdict | null =>
  evidence === null || now - evidence.at > maxAge
    ? null
    : withChange(evidence.verdict, words.mendRehearsal(environment))

const notRehearsed = ({ environment, maxAge, now }: Rehearsal, evidence: Rehearsal['evidence']): Verdict => {
  const change = words.rehearseAgain(environment)
  if (evidence === null) return hold({ code: 'not-rehearsed', text: words.notRehearsed(environment), change })
  const text = words.rehearsalOld(environment, now - evidence.at, maxAge)
  return hold({ code: 'rehearsal-old', text, values: { at: evidence.at }, change })
}

/** A composition is as rehearsed as what leads it, and that is said by name. */
const rehearsedAboard = (
  rehearsal: Rehearsal,
  { number, evidence }: NonNullable<Rehearsal['leads']>,
): Verdict => {
  const found = countsOf(rehearsal, evidence) ?? notRehearsed(rehearsal, evidence)
  if (found.outcome !== 'pass') return found
  const text = words.rehearsedAboard(rehearsal.environment, number)
  return pass({ code: 'rehearsed-aboard', text, values: { candidate: number } }, ...found.reasons)
}

const rehearsed: Gate = {
  name: 'rehearsed',
  check: ({ rehearsal }) => {
    if (rehearsal === null) return pass()
    const { evidence, leads } = rehearsal
    const found = countsOf(rehearsal, evidence)
    if (found !== null) return found
    return leads === undefined ? notRehearsed(rehearsal, evidence) : rehearsedAboard(rehearsal, leads)
  },
}

const takenBack: Gate = {
  name: 'taken-back',
  check: ({ takenBack: commit }) =>
    commit === null
      ? pass()
      : hold({
          code: 'taken-back',
          text: words.takenBack(commit.commit, commit.release),
          values: { commit: commit.commit, release: commit.release },
          change: words.takenBackChange,
        }),
}

/** The one ordered list. A new gate is a value here; nothing else changes. */
export const gates: readonly Gate[] = [built, tested, imagePresent, after, rehearsed, takenBack]

/** Reads every gate, in order; each answers for itself, so that `why` shows all of them at once. */
export const evaluate = (input: GateInput): readonly GateVerdict[] =>
  gates.map((gate) => ({ gate: gate.name, verdict: gate.check(input) }))

export const verdictOf = (verdicts: readonly GateVerdict[]): Verdict =>
  together(verdicts.map(({ verdict }) => verdict))
