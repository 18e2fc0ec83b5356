/**
 * Release notes of 10,000 commits over 50 components, by the command as a person waits for it, beside git-cliff from
 * npm on the same repository in the same rounds. `node bench/notes.ts [SCALE]`.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeHistory } from './notes-history.ts'
import { median, printLine, say, times } from './print-line.ts'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const cliffVersion = '2.14.2'
const root = mkdtempSync(join(tmpdir(), 'ecluse-notes-'))

const seconds = (program: string, args: readonly string[], cwd: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const from = performance.now()
    const env = { ...process.env, ECLUSE_DATA: join(root, 'no-data') }
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'ignore'] })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve((performance.now() - from) / 1_000)
        : reject(new Error(`${program} ended with ${code}`)),
    )
  })

/** The peer, from npm; null where it cannot be had. */
const cliff = (): string | null => {
  const folder = join(root, 'peer')
  mkdirSync(folder)
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `git-cliff@${cliffVersion}`], {
      cwd: folder,
      stdio: 'ignore',
    })
    return join(folder, 'node_modules', '.bin', 'git-cliff')
  } catch {
    say('git-cliff cannot be had from npm: measured without it')
    return null
  }
}

try {
  const repository = join(root, 'repository')
  await makeHistory(repository, 10_000, 50)
  const peer = cliff()
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = times(7, 2); round > 0; round -= 1) {
    ours.push(
      await seconds(
        process.execPath,
        [command, 'notes', '--from', 'v1.0.0', '--format', 'markdown'],
        repository,
      ),
    )
    if (peer !== null) theirs.push(await seconds(peer, ['v1.0.0..HEAD'], repository))
  }
  printLine(
    'notes',
    '10,000 commits, 50 components, p50',
    median(ours),
    's',
    { atMost: 2 },
    ...(peer === null ? [] : [{ name: `git-cliff ${cliffVersion}`, value: median(theirs) }]),
  )
  printLine('notes', '10,000 commits, 50 components, longest', Math.max(...ours), 's', { atMost: 2 })
} finally {
  rmSync(root, { recursive: true, force: true })
}
