import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { randomFrom } from './crowd/random.ts'
import { accepts, alive, listeningPorts, until, withWords } from './processes.fixture.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'kill-'))
afterAll(() => {
  for (const pid of withWords(scratch)) process.kill(pid, 'SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

type Run = { readonly npm: ChildProcess; readonly temporary: string; readonly said: () => string }

/** `npm run demo`, everything of which is known by its temporary folder. */
const startDemo = (name: string, clone: string = root): Run => {
  const temporary = join(scratch, name)
  mkdirSync(temporary)
  const npm = spawn('npm', ['run', 'demo', '--', '--people', '30', '--rate', '30'], {
    cwd: clone,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
  }
  return { npm, temporary, said: () => said }
}

const demosIn = (temporary: string): readonly string[] =>
  readdirSync(temporary).filter((entry) => entry.startsWith('ecluse-demo-'))

/** The first process that is the demo's own: npm's child, once it is there. */
const firstProcess = async ({ npm, temporary }: Run): Promise<number> => {
  let found: number | undefined
  await until(() => {
    found = withWords(temporary).find((pid) => commandOf(pid).includes('demo/start.mjs'))
    return found !== undefined || npm.exitCode !== null
  }, 20_000)
  return found ?? 0
}

const commandOf = (pid: number): string => {
  try {
    return execFileSync('cat', [`/proc/${pid}/cmdline`])
      .toString()
      .replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const nothingRemains = async (run: Run, ports: readonly number[]): Promise<void> => {
  await until(
    () => withWords(run.temporary).length === 0 && demosIn(run.temporary).length === 0,
    5_000,
  ).catch((error: unknown) => {
    const left = withWords(run.temporary).map((pid) => `${pid} ${commandOf(pid)}`)
    throw new Error(`left: ${[...left, ...demosIn(run.temporary)].join('\n')}\n${run.said()}`, {
      cause: error,
    })
  })
  for (const port of ports) expect([port, await accepts(port)]).toEqual([port, false])
  // On its way out a process has no words left, and is there for a moment yet.
  await until(() => !alive(run.npm.pid ?? 0), 5_000)
}

const killAt = async (
  run: Run,
  whom: 'npm' | 'first',
  signal: NodeJS.Signals,
  moment: number,
): Promise<void> => {
  const first = await firstProcess(run)
  const begun = Date.now()
  await until(() => Date.now() - begun >= moment, 60_000)
  const ports = listeningPorts(withWords(run.temporary))
  process.kill(whom === 'npm' ? (run.npm.pid ?? 0) : first, signal)
  await nothingRemains(run, ports)
}

describe('whatever ends it at whatever moment, nothing remains', () => {
  const random = randomFrom(20_261_125)
  const cases = (['npm', 'first'] as const).flatMap((whom) =>
    (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const).map((signal) => ({
      whom,
      signal,
      // Most of what can go wrong is in the first seconds: watchdog, repository, processes, builds, first people.
      moment: Math.round(random() ** 2 * 14_000),
    })),
  )
  // Two at a time, in one clone: they must not disturb each other either.
  test.concurrent.each(cases)(
    '$signal to $whom after $moment ms',
    { timeout: 90_000 },
    async ({ whom, signal, moment }) => {
      await killAt(startDemo(`${whom}-${signal}`), whom, signal, moment)
    },
  )
})

/** A clone as git has it, with nothing installed. */
const freshClone = (name: string): string => {
  const clone = join(scratch, name)
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const file of files.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    cpSync(join(root, file), join(clone, file))
  }
  return clone
}

describe('the install included', () => {
  test.each([
    ['npm', 'SIGKILL', 900],
    ['first', 'SIGTERM', 2_100],
  ] as const)('%s, %s, %d ms into a fresh clone', { timeout: 90_000 }, async (whom, signal, moment) => {
    const run = startDemo(`install-${whom}`, freshClone(`clone-${whom}`))
    await until(() => run.said().includes('npm ci'), 20_000)
    await killAt(run, whom, signal, moment)
  })
})
