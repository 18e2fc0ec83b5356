import { afterEach } from 'vitest'
import type { Split } from '../../ports/router.ts'
import {
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  type StandIn,
  sideOf,
  splitOf,
  type Upstream,
  upstream,
} from './proxy.fixture.ts'

/** What a test opened is closed after it, the last first. */
export const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
export const begin = async (standIn?: StandIn): Promise<Rig> => {
  const rigged = await rig(standIn)
  closing.push(rigged.close)
  return rigged
}
/** An application that answers with these words. */
export const app = async (words: string): Promise<Upstream> => {
  const server = await upstream((_req, res) => res.end(words))
  closing.push(server.close)
  return server
}
export const [one, two] = [keyOf('web', 'r1'), keyOf('web', 'r2')]

/** Two releases, both ready, and an address that leads to them. */
export const colours = async (
  rigged: Rig,
): Promise<{ port: number; split: (given: Partial<Split>) => Split }> => {
  rigged.standIn.set(runOf(one, [(await app('old')).port]))
  rigged.standIn.set(runOf(two, [(await app('new')).port]))
  const port = await freePort()
  const sides = { listen: [`127.0.0.1:${port}`], old: sideOf(1, one), new: sideOf(2, two) }
  return { port, split: (given) => splitOf({ generation: 1, ...sides, ...given }) }
}
