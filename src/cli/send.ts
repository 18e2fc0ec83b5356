import type { ApiClient } from '../api/client.ts'
import { packType } from '../api/pack-type.ts'
import { sourceOf } from '../config/decode.ts'
import { readConfigWithWarnings } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import { refusePublicSuffix } from '../engine/public-suffix.ts'
import { ProblemError } from '../kernel/problem.ts'
import { configName, pathOf } from './application.ts'
import { warningLines } from './complain.ts'
import { hasLowPorts } from './low-ports.ts'
import type { Checkout } from './machine.ts'
import { noConfigAt, otherApplication } from './messages.ts'
import { notShipped, sending, unknownEnvironmentHere } from './messages-ship.ts'
import { steady } from './steady.ts'
import type { Terminal } from './terminal.ts'
import type { Context } from './verb.ts'

/** A commit of the person's repository, read and found fit before anything is started or sent. */
export type Ready = {
  readonly checkout: Checkout
  readonly commit: string
  readonly version: string
  readonly config: Config
  /** The branch that REF is, where it is one. */
  readonly branch: string | null
}

/** Resolves a REF, reads the commit's own `ecluse.yaml`, and refuses what the server would refuse. */
export const prepare = async (context: Context, ref: string | null): Promise<Ready> => {
  const { machine, terminal } = context
  const checkout = await machine.checkout(machine.folder)
  const commit = await checkout.resolve(ref ?? 'HEAD')
  const bytes = await checkout.file(commit, configName)
  if (bytes === null) throw new ProblemError(noConfigAt(commit))
  const source = sourceOf(configName, bytes)
  const { config, warnings } = readConfigWithWarnings(source, hasLowPorts(context))
  await refusePublicSuffix(source)
  if (context.application !== null && context.application !== config.application)
    throw new ProblemError(otherApplication(context.application, config.application))
  const environments = config.environments.map(({ name }) => name)
  if (context.environment !== null && !environments.includes(context.environment))
    throw new ProblemError(unknownEnvironmentHere(context.environment, environments))
  await checkout.inspect(
    commit,
    config.components.map(({ build }) => build.context),
  )
  terminal.aside(...warnings.flatMap((warning) => warningLines(warning).slice(0, 1)))
  if (commit === (await checkout.resolve('HEAD'))) {
    const left = await checkout.uncommitted()
    if (left.length > 0) terminal.aside(notShipped(left))
  }
  return {
    checkout,
    commit,
    version: await checkout.describe(commit),
    config,
    branch: await checkout.branch(ref),
  }
}

/** The offer, then the pack; what is long is told while it goes. */
async function* offered(
  terminal: Terminal,
  offer: { commit: string; shallow: readonly string[]; version: string },
  pack: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array | string> {
  yield `${JSON.stringify(offer)}\n`
  const began = performance.now()
  let sent = 0
  let told = false
  for await (const chunk of pack) {
    yield chunk
    sent += chunk.length
    if (performance.now() - began < patience) continue
    if (!told && !terminal.interactive) terminal.aside(sending(null))
    told = true
    terminal.live(sending(sent))
  }
  terminal.live(null)
}

/** How long a commit may travel before a person is told. */
const patience = 1_000

const lacking: ReadonlySet<string> = new Set(['pack-incomplete', 'bad-pack'])

const lacksBase = (error: unknown): boolean =>
  error instanceof ProblemError && error.problems.some(({ code }) => lacking.has(code))

/** Makes the commit known to the server: asks what it has, sends the rest. Repeated whole where the way breaks. */
export const send = async (context: Context, client: ApiClient, ready: Ready): Promise<void> => {
  const { checkout, commit, version, config } = ready
  const tips = await checkout.tips(commit)
  await steady(context, async () => {
    const { have } = await client.post<{ have: readonly string[] }>(pathOf(config.application, 'have'), {
      commits: tips,
    })
    if (have.includes(commit)) return
    const upload = async (base: readonly string[]): Promise<void> => {
      const { shallow, stream } = await checkout.pack(commit, base)
      const body = offered(context.terminal, { commit, shallow, version }, stream)
      await client.upload(pathOf(config.application, 'receive'), packType, body)
    }
    try {
      await upload(have)
    } catch (error) {
      // The server knows a commit whose objects it has lost: everything is sent once, and it is whole again.
      if (have.length === 0 || !lacksBase(error)) throw error
      await upload([])
    }
  })
}
