import type { Config } from '../config/types.ts'
import type { HistoryView } from '../engine/facade.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { PolicyNote } from '../notes/types.ts'
import type { Policy } from '../policy/types.ts'
import { pathOf } from './application.ts'
import type { Checkout } from './machine.ts'
import type { Context } from './verb.ts'

/** One end of what the notes are about: its commit, and what its own file says there. */
export type End = { readonly commit: string; readonly config: Config | null }

/** An environment's policy at a commit; null: it does not stand there, or cannot be read. */
const policyAt = async (
  checkout: Checkout,
  { commit, config }: End,
  name: string,
): Promise<Policy | null> => {
  const environment = config?.environments.find((one) => one.name === name)
  if (config === null || environment === undefined) return null
  const { policyFiles, policyOf } = await import('../policy/read.ts')
  const read = await Promise.all(
    policyFiles(environment).map(async (path) => [path, await checkout.file(commit, path)] as const),
  )
  const files = new Map(
    read.flatMap(([path, bytes]) =>
      bytes === null ? [] : [[path, new TextDecoder().decode(bytes)] as const],
    ),
  )
  try {
    return policyOf(config, environment, (path) => files.get(path) ?? null)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/** What of the policy, environment by environment, one commit loosens and tightens against another. */
export const policyNotes = async (
  context: Context,
  checkout: Checkout,
  from: End | null,
  to: End,
): Promise<readonly PolicyNote[]> => {
  if (from === null || from.commit === to.commit) return []
  const found: PolicyNote[] = []
  for (const { name } of to.config?.environments ?? []) {
    const [old, fresh] = [await policyAt(checkout, from, name), await policyAt(checkout, to, name)]
    if (old === null || fresh === null) continue
    const { compare, loosensLines } = await import('../policy/loosens.ts')
    const { tightensLine } = await import('../policy/messages.ts')
    const { loosens, tightens } = compare(old, fresh, context.now())
    found.push(
      ...loosensLines(loosens).map((text): PolicyNote => ({ kind: 'loosens', environment: name, text })),
      ...(tightens.length === 0
        ? []
        : [{ kind: 'tightens', environment: name, text: tightensLine(tightens) } satisfies PolicyNote]),
    )
  }
  return found
}

/** Gates that administrators let a release pass, wherever it was rolled out. */
export const overrideNotes = async (
  context: Context,
  application: string | null,
  release: number | null,
): Promise<readonly PolicyNote[]> => {
  if (application === null || release === null) return []
  const client = await context.api('unless-stopped')
  const { rollouts } = await client.get<HistoryView>(pathOf(application, 'history'), { limit: 1_000 })
  const { overridden } = await import('../policy/messages.ts')
  return rollouts
    .filter((one) => one.release === release)
    .flatMap(({ environment, overrides }) =>
      (overrides ?? []).map(
        ({ gate, by, why, signed }): PolicyNote => ({
          kind: 'overridden',
          environment,
          text: overridden(gate, by, why, signed),
        }),
      ),
    )
}
