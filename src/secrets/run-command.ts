import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../folder/layout.ts'
import { runToEnd } from '../jobs/run-to-end.ts'
import { systemPath } from '../jobs/system-path.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Supervision } from '../ports/supervision.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { type Envelope, newPair, openEnvelope } from './envelope.ts'
import { commandFailed, commandHung, commandLost, commandNotStarted, empty, tooLarge } from './messages.ts'
import { longestValue, textIn } from './value.ts'

export const commandWithin = 10_000
const main = fileURLToPath(new URL(`./command-main${extname(import.meta.url)}`, import.meta.url))

const envelopeIn = (log: string): Envelope | null => {
  try {
    return JSON.parse(readFileSync(log, 'utf8')) as Envelope
  } catch {
    return null
  }
}

/** What a command of the server prints, run as a job of the supervisor that ends with it. */
export const runSecretCommand = async (
  { folder, supervision }: { folder: Folder; supervision: Supervision },
  place: SecretPlace,
  command: readonly string[],
): Promise<string> => {
  const pair = newPair()
  const id = `secret-${randomBytes(9).toString('hex')}`
  const log = join(folder.jobs, `${id}.log`)
  try {
    const job = await runToEnd(supervision, {
      id,
      argv: [process.execPath, main, pair.publicKey, ...command],
      cwd: '/',
      variables: {
        PATH: systemPath,
        HOME: '/',
        LANG: 'C.UTF-8',
        SECRET_APPLICATION: place.application,
        SECRET_ENVIRONMENT: place.environment,
        SECRET_COMPONENT: place.component,
        SECRET_NAME: place.name,
      },
      log,
      within: commandWithin,
      nice: 0,
      application: place.application,
    })
    if (job === null || job.timedOut) throw new ProblemError(commandHung(place, command, commandWithin))
    const envelope = envelopeIn(log)
    if (envelope === null) throw new ProblemError(commandLost(place, command))
    if (envelope.failure !== null) throw new ProblemError(commandNotStarted(place, command, envelope.failure))
    if (envelope.tooLarge) throw new ProblemError(tooLarge(place, longestValue))
    if (envelope.code !== 0)
      throw new ProblemError(commandFailed(place, command, envelope.code ?? envelope.signal ?? '?'))
    const bytes = openEnvelope(pair.privateKey, envelope)
    if (bytes.toString('utf8').trim() === '') throw new ProblemError(empty(place, command))
    return textIn(place, bytes)
  } finally {
    rmSync(log, { force: true })
  }
}
