import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeRepository, removeFolder } from './application.fixture.ts'
import { alive, kill, processesNaming, until } from './processes.fixture.ts'
import { warm } from './warm.fixture.ts'

const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

export type Ran = { readonly code: number; readonly out: string; readonly err: string }
export type Part = 'supervisor' | 'data-plane' | 'control-plane'

/** A data folder of its own with its processes, driven through the command as a person has it. */
export class System {
  readonly data = mkdtempSync(join(tmpdir(), 'ecl-'))
  readonly scratch = mkdtempSync(join(tmpdir(), 'ecs-'))

  /** Gives the data folder the runtime that another test built: the first to ask builds it for all. */
  warm(): Promise<void> {
    return warm(this.data, async () => {
      const repository = makeRepository(join(this.scratch, 'warm'), 19_001)
      repository.version('warm')
      await this.expect(0, repository.folder, ['build'])
      await this.expect(0, repository.folder, ['stop', '--all'])
    })
  }

  /** Runs `ecluse ARGS --data DATA`; ends however it ends. */
  run(cwd: string, args: readonly string[], within = 120_000): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const own = args.includes('--') ? args.indexOf('--') : args.length
      const argv = [...args.slice(0, own), '--data', this.data, ...args.slice(own)]
      const child = spawn(process.execPath, [binary, ...argv], {
        cwd,
        env: { ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', (part) => {
        out += part
      })
      child.stderr.setEncoding('utf8').on('data', (part) => {
        err += part
      })
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`ecluse ${args.join(' ')} did not end\n${out}\n${err}`))
      }, within)
      child.on('error', reject)
      child.on('close', (code) => {
        clearTimeout(timer)
        resolve({ code: code ?? -1, out, err })
      })
    })
  }

  /** The same, ending with the code that is expected, or an error with all that it said. */
  async expect(code: number, cwd: string, args: readonly string[]): Promise<string> {
    const ran = await this.run(cwd, args)
    if (ran.code !== code)
      throw new Error(`ecluse ${args.join(' ')}: ${ran.code} instead of ${code}\n${ran.out}\n${ran.err}`)
    return ran.out
  }

  async json<T>(cwd: string, args: readonly string[]): Promise<T> {
    return JSON.parse(await this.expect(0, cwd, [...args, '--json'])) as T
  }

  /** Living processes of ours, instances left out. */
  pid(part: Part): number | undefined {
    return processesNaming(this.data).find(
      (one) => one.command.includes(`/main/${part}.`) && one.command.includes(this.data),
    )?.pid
  }

  waitFor(part: Part, other?: number): Promise<number> {
    return until(`${part} lives`, () => {
      const pid = this.pid(part)
      return pid === undefined || pid === other ? undefined : pid
    })
  }

  killPart(part: Part): number {
    const pid = this.pid(part)
    if (pid === undefined) throw new Error(`no ${part} lives`)
    kill(pid)
    return pid
  }

  /** SIGKILL to every process of this data folder at once, instances included. */
  killAll(): void {
    for (const one of processesNaming(this.data)) kill(one.pid)
  }

  /** What must be undone between the end of the processes and of the folder: a mount. */
  beforeRemoving: () => void = () => {}

  async end(): Promise<void> {
    await this.run(this.scratch, ['stop', '--all'], 30_000).catch(() => undefined)
    await until('all are gone', () => {
      const left = processesNaming(this.data).filter((one) => alive(one.pid))
      for (const one of left) kill(one.pid)
      return left.length === 0 ? true : undefined
    })
    this.beforeRemoving()
    removeFolder(this.data)
    removeFolder(this.scratch)
  }
}
