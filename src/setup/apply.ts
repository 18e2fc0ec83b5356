import type { Readable } from 'node:stream'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { type Facts, probe, readFacts } from './facts.ts'
import * as say from './messages.ts'
import { namesOf, planSetup, problemsOf, type Step, scriptOf, type Wanted } from './plan.ts'

export type Answer = { readonly code: number | null; readonly out: string; readonly err: string }

/** A shell of the server: runs one script, whose standard input is `input`. */
export type Shell = (script: string, input?: string | Readable) => Promise<Answer>

export const askServer = async (shell: Shell): Promise<Facts> => {
  const { out, err } = await shell(probe)
  const facts = readFacts(out)
  if (facts === null) throw new ProblemError(say.cutShort(err.trim().slice(-500)))
  return facts
}

/** Opens the archive of the package, as it is sent. */
export type Archive = () => Readable

const perform = async (shell: Shell, step: Step, archive: Archive): Promise<void> => {
  const input = step.input === 'package' ? archive() : step.input?.text
  const { code, err, out } = await shell(scriptOf(step), input)
  if (typeof input === 'object') input.destroy()
  if (code === 0) return
  const said = (err || out).slice(-1_000)
  throw new ProblemError(
    /No space left on device|Disk quota exceeded/.test(said)
      ? say.diskFilled(step.says)
      : say.stepFailed(step.says, code, said),
  )
}

export const performAll = async (
  shell: Shell,
  steps: readonly Step[],
  archive: Archive,
  tell: (step: Text) => void,
): Promise<void> => {
  let last = ''
  for (const step of steps) {
    if (step.name !== last) tell(step.says)
    last = step.name
    await perform(shell, step, archive)
  }
}

const check = (facts: Facts, wanted: Wanted): void => {
  const problems = problemsOf(facts, wanted)
  if (problems.length > 0) throw new ProblemError(problems)
}

/** What would be done, each thing once; refuses what cannot be prepared. */
export const whatToDo = (facts: Facts, wanted: Wanted): readonly Text[] => {
  check(facts, wanted)
  return namesOf(planSetup(facts, wanted)).map(({ says }) => says)
}

/** Prepares the server. What is done already is not done twice, whenever it was interrupted. */
export const setUp = async (
  shell: Shell,
  facts: Facts,
  wanted: Wanted,
  archive: Archive,
  tell: (step: Text) => void,
): Promise<Facts> => {
  check(facts, wanted)
  const first = ['deed', 'tools', 'account', 'users']
  const accounts = planSetup(facts, wanted).filter(({ name }) => first.includes(name))
  await performAll(shell, accounts, archive, tell)
  const told = accounts.length === 0 ? facts : await askServer(shell)
  const rest = planSetup(told, wanted).filter(({ name }) => name !== 'deed')
  await performAll(shell, rest, archive, tell)
  return askServer(shell)
}
