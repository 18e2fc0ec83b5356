import { ProblemError } from '../kernel/problem.ts'

/** One line of the control plane's log, which operators read: time, then words. */
export const say = (words: string): void =>
  void process.stderr.write(`${new Date().toISOString()} ${words}\n`)

const words = (error: unknown): string => {
  if (error instanceof ProblemError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const lastSaid = new Map<string, number>()
const quietFor = 10_000

/** A failure that nobody waits for. The same one again within ten seconds is left out: it is tried again often. */
export const logTrouble = (where: string, error: unknown): void => {
  const said = `${where}: ${words(error)}`
  const now = Date.now()
  if (now - (lastSaid.get(said) ?? 0) < quietFor) return
  if (lastSaid.size > 200) lastSaid.clear()
  lastSaid.set(said, now)
  say(said)
}
