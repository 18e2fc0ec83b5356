import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { hostname, tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { createFetcher } from '../build/fetch.ts'
import { extractPackage } from '../build/lay-out.ts'
import { readNpmConfig } from '../build/npm-config.ts'
import { shipped, shippedVersion } from '../build/runtime-shipped.ts'
import { parseIntegrity } from '../build/sri.ts'
import { createTarballs } from '../build/tarballs.ts'
import type { Machine, Preparation, Prepared } from '../cli/machine.ts'
import { ProblemError } from '../kernel/problem.ts'
import { askServer, setUp, whatToDo } from '../setup/apply.ts'
import { settled, upgrade, whatToUpgrade } from '../setup/apply-upgrade.ts'
import type { Doer } from '../setup/deeds.ts'
import type { Facts } from '../setup/facts.ts'
import * as say from '../setup/messages.ts'
import { makePayload, type Payload } from '../setup/payload.ts'
import { publicPorts } from '../setup/places.ts'
import { platformOf, type Wanted } from '../setup/plan.ts'
import { parseServer } from '../ssh/address.ts'
import { runScript } from '../ssh/shell.ts'
import { openSettings } from '../ssh/way.ts'
import { createIds } from './ids.ts'
import { thisPackage } from './package-root.ts'

type Here = Pick<Machine, 'environment' | 'home'>

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

/** The Node of a platform as npm has it: the installed one where it is that very file, else by integrity from npm. */
const nodeOf = async (platform: string, here: Here, folder: string): Promise<string> => {
  const known = shipped[platform]
  if (known === undefined) throw new ProblemError(say.wrongMachine(platform))
  try {
    const require = createRequire(join(thisPackage.root, 'package.json'))
    const installed = dirname(require.resolve(`node-${platform}/package.json`))
    if ((await digestOf(join(installed, 'bin', 'node'))) === known.node) return installed
  } catch {
    // This platform is another one.
  }
  const config = await readNpmConfig(here.environment, here.home, '')
  const fetcher = createFetcher(config)
  try {
    const integrity = parseIntegrity(known.integrity)
    if (integrity === null) throw new ProblemError(say.wrongMachine(platform))
    const name = `node-${platform}`
    const tarballs = createTarballs(join(folder, 'cache'), config, fetcher)
    const bytes = await tarballs.get({ name, version: shippedVersion, integrity, resolved: null })
    await extractPackage(bytes, join(folder, name), name)
    return join(folder, name)
  } finally {
    fetcher.close()
  }
}

/** Whoever sits here, as this machine calls them. */
const doer = (): Doer => ({
  id: createIds(Date.now).next(),
  by: `${userInfo().username}@${hostname()}`,
  at: new Date().toISOString(),
})

const wantedOf = (payload: Payload, platform: string, ports: readonly number[]): Wanted => ({
  doer: doer(),
  id: payload.id,
  platform,
  sha256: payload.sha256,
  bytes: payload.bytes,
  ports,
})

/** Ports that the server's socket unit holds already, where it was prepared before. */
const portsOf = (chosen: readonly number[] | null, { ports }: Facts): readonly number[] =>
  chosen ?? (ports.length > 0 ? ports : publicPorts)

/**
 * Prepares a server, or brings a prepared one to this version, over the system's ssh. The plan is told before anything
 * is done; with `only: 'plan'` that is all.
 */
export const prepareServer = async (
  here: Here,
  server: string,
  { what, only, ports, interactive, tell }: Preparation,
): Promise<Prepared> => {
  const address = parseServer(server)
  const { settings, remove } = openSettings(here.environment, interactive)
  const folder = await mkdtemp(join(tmpdir(), 'ecluse-server-'))
  try {
    const shell = (script: string, input?: Parameters<typeof runScript>[4]) =>
      runScript(server, address, settings, script, input)
    const facts = await settled(shell, await askServer(shell), (words) => tell('warning', words))
    const skew = Math.round((facts.clock - Date.now()) / 1_000)
    const platform = platformOf(facts.machine)
    if (platform === null) throw new ProblemError(say.wrongMachine(facts.machine))
    tell('found', say.found(facts, platform))
    const node = await nodeOf(platform, here, folder)
    const { root, version } = thisPackage
    const payload = await makePayload({ root, version, platform, node })
    const wanted = wantedOf(payload, platform, portsOf(ports, facts))
    if (Math.abs(skew) > 5) tell('warning', say.clockDiffers(skew))
    const steps = what === 'setup' ? whatToDo(facts, wanted) : whatToUpgrade(facts, wanted)
    for (const step of steps) tell('plan', step)
    const did: string[] = []
    const doing = (step: { en: string; fr: string }): void => {
      did.push(step.en)
      tell('step', step)
    }
    if (only === 'plan') return { version: wanted.id, before: facts.current, did }
    if (what === 'upgrade') await upgrade(shell, facts, wanted, payload.open, doing)
    const after =
      what === 'setup' ? await setUp(shell, facts, wanted, payload.open, doing) : await askServer(shell)
    if (!after.tools.includes('nft')) tell('warning', say.withoutFilter)
    return { version: after.current ?? wanted.id, before: facts.current, did }
  } finally {
    remove()
    await rm(folder, { recursive: true, force: true })
  }
}
