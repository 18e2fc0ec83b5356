import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A file that the reader writes, or a command with what it prints; `from` and `to`: lines of the output in the page. */
export type Step =
  | { readonly file: string; readonly text: string }
  | { readonly command: string; readonly output: string; readonly from: number; readonly to: number }

/** Blocks ```` ```LANGUAGE FILE ```` are files; in ```` ```console ```` lines after `$ ` are commands. Others are text. */
export const stepsOf = (page: string): readonly Step[] => {
  const lines = page.split('\n')
  const steps: Step[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const [, language, file] = /^```(\w+)(?: (\S+))?$/.exec(lines[at] ?? '') ?? []
    if (language === undefined) continue
    const end = lines.indexOf('```', at + 1)
    const body = lines.slice(at + 1, end)
    if (file !== undefined) steps.push({ file, text: `${body.join('\n')}\n` })
    if (language === 'console') steps.push(...commandsOf(body, at + 1))
    at = end
  }
  return steps
}

const commandsOf = (body: readonly string[], first: number): readonly Step[] => {
  const starts = body.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []))
  return starts.map((start, nth) => {
    const end = starts[nth + 1] ?? body.length
    return {
      command: (body[start] ?? '').slice(2),
      output: body.slice(start + 1, end).join('\n'),
      from: first + start + 1,
      to: first + end,
    }
  })
}

/** What differs from run to run is masked: times, digests, ports, evidence, who it is, where lines break. */
export const masked = (output: string, port: number): string =>
  output
    // Digests first: one may hold the digits of the port.
    .replaceAll(/\b[0-9a-f]{7,}\b/g, 'DIGEST')
    .replaceAll(new RegExp(`\\b${port}\\b`, 'g'), '8080')
    .replaceAll(new RegExp(` ${userInfo().username}$`, 'gm'), ' ada')
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d\b|\b\d\d:\d\d:\d\d\b/g, 'TIME')
    .replaceAll(/\b\d+(?:[.,]\d+)? (?:ms|s|min|h)\b(?: \d+ (?:s|min)\b)?/g, 'DURATION')
    // How much was seen in a few seconds depends on how fast the machine is: the numbers, and not what is said of them.
    .replaceAll(/\(\d+ requests?\)/g, '(N requests)')
    .replaceAll(/\(\d+ of [\d,]+ requests?\)/g, '(N of M requests)')
    .replaceAll(/\(\d+ requêtes?\)/g, '(N requêtes)')
    .replaceAll(/\(\d+ requêtes? sur \d+(?: \d+)*\)/g, '(N requêtes sur M)')
    // One that was left may still be on its way out.
    .replaceAll(/\b\d+ (revision|révision)s?\b/g, 'N $1s')
    .trim()

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What is told on the way: on a slow machine there is more of it, such as what is waited for. */
const follows = /^ecluse (ship|rollback)\b/

/** `...` in what is expected stands for anything; between the lines of what is told on the way more may stand. */
export const matches = (command: string, actual: string, expected: string, port: number): boolean => {
  const gap = follows.test(command) ? ' (?:.* )?' : ' '
  const parts = expected.split(/^\.\.\.$/m).map((part) =>
    // Masked whole, since a line may break anywhere; what is masked over a break has no gap.
    masked(part.replaceAll(/\n(?! )/g, ' ¶ '), port)
      .split(/ ?¶ ?/)
      .filter((line) => line !== '')
      .map((line) => literally(line.trim()))
      .join(gap),
  )
  return new RegExp(`^\\s*${parts.join('.*')}\\s*$`, 's').test(masked(actual, port))
}

/** What only looks may be asked again until it has seen what was done. */
const looks = /^(ecluse (status|why|history|logs)|curl)\b/

type Told = { readonly code: number; readonly output: string }

/** A shell as the reader has it: the command `ecluse`, a name for git, a zone. */
export class Reader {
  readonly folder: string
  readonly port: number
  readonly #environment: NodeJS.ProcessEnv

  constructor(scratch: string, data: string, port: number, locale: string) {
    this.folder = join(scratch, 'application')
    this.port = port
    const shims = join(scratch, 'shims')
    const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
    mkdirSync(this.folder, { recursive: true })
    mkdirSync(shims, { recursive: true })
    writeFileSync(join(shims, 'ecluse'), `#!/bin/sh\nexec '${process.execPath}' '${binary}' "$@"\n`)
    chmodSync(join(shims, 'ecluse'), 0o755)
    const gitConfig = join(scratch, 'gitconfig')
    writeFileSync(gitConfig, '')
    const who = { NAME: 'Ada', EMAIL: 'ada@example.org' }
    this.#environment = {
      ...process.env,
      PATH: `${shims}:${process.env['PATH'] ?? ''}`,
      ECLUSE_DATA: data,
      LC_ALL: locale,
      TZ: 'America/Toronto',
      // The reader's git, and not that of whoever runs the tests.
      GIT_CONFIG_GLOBAL: gitConfig,
      GIT_CONFIG_NOSYSTEM: '1',
      ...Object.fromEntries(
        ['AUTHOR', 'COMMITTER'].flatMap((role) =>
          Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value]),
        ),
      ),
    }
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true })
    writeFileSync(join(this.folder, file), text.replaceAll('8080', String(this.port)))
  }

  /** Other ports than the page names are free here: the file that `init` wrote is brought to ours, too. */
  #ownPort(): void {
    const file = join(this.folder, 'ecluse.yaml')
    try {
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('8080', String(this.port)))
    } catch {
      // Not written yet.
    }
  }

  #run(command: string): Promise<Told> {
    return new Promise((resolve, reject) => {
      const script = `exec 2>&1; ${command.replaceAll('8080', String(this.port))}`
      const child = spawn('sh', ['-c', script], {
        cwd: this.folder,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (part) => {
        output += part
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ code: code ?? -1, output }))
    })
  }

  /** Runs a command of the page; what it printed in the end, and its code. */
  async follow(command: string, expected: string): Promise<Told> {
    const deadline = Date.now() + 60_000
    for (;;) {
      const told = await this.#run(command)
      this.#ownPort()
      const isRight = matches(command, told.output, expected, this.port)
      if (isRight || !looks.test(command) || Date.now() > deadline) return told
      await sleep(500)
    }
  }
}
