import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { type Archive, askServer, performAll, type Shell } from './apply.ts'
import { changeEnds, waitForChange } from './change-script.ts'
import type { Facts } from './facts.ts'
import * as say from './messages.ts'
import * as upgrades from './messages-upgrade.ts'
import { namesOf, type Step, scriptOf, type Wanted } from './plan.ts'
import { planUpgrade, upgradeProblemsOf } from './plan-upgrade.ts'

/** The server once no change of its version is under way: one that goes on by itself is waited for. */
export const settled = async (shell: Shell, facts: Facts, tell: (words: Text) => void): Promise<Facts> => {
  if (!facts.underWay) return facts
  tell(upgrades.steps.waits)
  await shell(waitForChange)
  return askServer(shell)
}

const check = (facts: Facts, wanted: Wanted): void => {
  const problems = upgradeProblemsOf(facts, wanted)
  if (problems.length > 0) throw new ProblemError(problems)
}

export const whatToUpgrade = (facts: Facts, wanted: Wanted): readonly Text[] => {
  check(facts, wanted)
  const { before, change } = planUpgrade(facts, wanted)
  return namesOf([...before, ...(change === null ? [] : [change])]).map(({ says }) => says)
}

const problemOf = (code: number | null, before: string, wanted: string, step: Step, said: string) => {
  if (code === changeEnds.refused) return upgrades.refused(before, wanted, said)
  if (code === changeEnds.wentBack) return upgrades.wentBack(before, wanted, said)
  if (code === changeEnds.stuck) return upgrades.stuck(before, wanted, said)
  return say.stepFailed(step.says, code, said)
}

/** The connection may be lost here as everywhere: the change is not. */
const changeOver = async (shell: Shell, step: Step, before: string, wanted: string): Promise<void> => {
  const { code, err } = await shell(scriptOf(step)).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error
    const said = error.problems[0]?.message ?? { en: error.message, fr: error.message }
    throw new ProblemError(upgrades.unfollowed(wanted, said), error)
  })
  if (code !== 0) throw new ProblemError(problemOf(code, before, wanted, step, err))
}

/**
 * Brings a prepared server to another version. The new one lies beside the old one before anything changes. Throws
 * `upgrade-refused`, `upgrade-went-back` where the old one serves on, `upgrade-not-followed` where nobody saw the end.
 */
export const upgrade = async (
  shell: Shell,
  facts: Facts,
  wanted: Wanted,
  archive: Archive,
  tell: (step: Text) => void,
): Promise<void> => {
  check(facts, wanted)
  const { from, before, change } = planUpgrade(facts, wanted)
  await performAll(shell, before, archive, tell)
  if (change === null) return
  tell(change.says)
  await changeOver(shell, change, from, wanted.id)
}
