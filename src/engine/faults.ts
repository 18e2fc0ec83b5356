import type { Text } from '../kernel/text.ts'
import type { Run } from '../ports/supervision.ts'
import type { Component } from '../rollout/types.ts'
import { lastWord } from './last-word.ts'
import * as words from './messages-end.ts'
import type { World } from './world.ts'

export type Fault = { readonly component: string; readonly text: Text }

/** The supervisor's own sentence where it has one; otherwise how the last instance ended. */
const faultOf = (run: Run): Text | null => {
  const problem = run.instances.find((one) => one.problem !== undefined)?.problem
  if (problem !== undefined) return problem.message
  const crash = run.lastCrash
  if (crash !== undefined) return words.exited(crash.code, crash.signal, lastWord(crash.lastLines))
  return null
}

/** What is wrong with new revisions as they say it themselves; shared ones are left out. */
export const faultsOf = (world: World, components: readonly Component[]): readonly Fault[] =>
  components.flatMap(({ name, old, new: revision }) => {
    const run =
      revision === null || revision === old
        ? undefined
        : world.target?.runs.find((one) => one.key === revision)
    const text = run === undefined || run.value === 'ready' ? null : faultOf(run)
    return text === null ? [] : [{ component: name, text }]
  })
