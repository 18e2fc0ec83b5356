import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Language } from '../src/kernel/text.ts'

export type Ended = { readonly code: number; readonly lines: readonly string[]; readonly timedOut: boolean }

/** Runs `ecluse` as a user does: the same launcher, the same arguments, in the application's repository. */
export type Commands = {
  /** Resolves when the command has ended. `within`: milliseconds after which it is told to stop. */
  run(
    argv: readonly string[],
    options?: { readonly within?: number; readonly hear?: (line: string) => void },
  ): Promise<Ended>
}

const launcher = join(import.meta.dirname, '..', 'bin', 'ecluse.js')
const PATIENCE = 60_000

export const commandsIn = (repository: string, data: string, language: Language): Commands => ({
  run: (argv, { within = PATIENCE, hear = () => {} } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [launcher, ...argv, '--data', data, '--language', language], {
        cwd: repository,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const lines: string[] = []
      let timedOut = false
      const timer = setTimeout(() => {
        timedOut = true
        child.kill('SIGTERM')
      }, within)
      const take = (line: string) => {
        lines.push(line)
        hear(line)
      }
      createInterface({ input: child.stdout }).on('line', take)
      createInterface({ input: child.stderr }).on('line', (line) => hear(line))
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(timer)
        resolve({ code: code ?? 1, lines, timedOut })
      })
    }),
})
