import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { type Facts, probe, readFacts } from './facts.ts'
import * as say from './messages.ts'
import {
  namesOf,
  planSetup,
  planUpgrade,
  problemsOf,
  type Step,
  scriptOf,
  switchTo,
  type Wanted,
} from './plan.ts'

export type Answer = { readonly code: number | null; readonly out: string; readonly err: string }

/** A shell of the server: runs one script, whose standard input is `input`. */
export type Shell = (script: string, input?: string | Readable) => Promise<Answer>

export const askServer = async (shell: Shell): Promise<Facts> => {
  const { out, err } = await shell(probe)
  const facts = readFacts(out)
  if (facts === null) throw new ProblemError(say.cutShort(err.trim().slice(-500)))
  return facts
}

const perform = async (shell: Shell, step: Step, archive: string): Promise<void> => {
  const input = step.input === 'package' ? createReadStream(archive) : step.input?.text
  const { code, err, out } = await shell(scriptOf(step), input)
  if (code !== 0) throw new ProblemError(say.stepFailed(step.says, code, (err || out).slice(-1_000)))
}

const performAll = async (
  shell: Shell,
  steps: readonly Step[],
  archive: string,
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
  archive: string,
  tell: (step: Text) => void,
): Promise<Facts> => {
  check(facts, wanted)
  const accounts = planSetup(facts, wanted).filter(({ name }) => ['tools', 'account', 'users'].includes(name))
  await performAll(shell, accounts, archive, tell)
  const told = accounts.length === 0 ? facts : await askServer(shell)
  await performAll(shell, planSetup(told, wanted), archive, tell)
  return askServer(shell)
}

export const whatToUpgrade = (facts: Facts, wanted: Wanted): readonly Text[] => {
  const { before, change } = planUpgrade(facts, wanted)
  return namesOf([...before, ...change]).map(({ says }) => says)
}

/**
 * Brings a prepared server to another version. The new one lies beside the old one before anything changes; the change
 * is a link, then the supervisor, then the planes, and what serves people goes on through all three. Where the new one
 * does not come up the link and the supervisor go back.
 */
export const upgrade = async (
  shell: Shell,
  facts: Facts,
  wanted: Wanted,
  archive: string,
  tell: (step: Text) => void,
): Promise<void> => {
  const { before, change } = planUpgrade(facts, wanted)
  await performAll(shell, before, archive, tell)
  try {
    await performAll(shell, change, archive, tell)
  } catch (error) {
    if (facts.current !== null) {
      const commands = [...switchTo(facts.current), ['systemctl', 'restart', 'ecluse.service']]
      await shell(scriptOf({ name: 'back', says: say.steps.current(facts.current), commands }))
    }
    throw error
  }
}
