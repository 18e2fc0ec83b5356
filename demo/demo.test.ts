import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { until, withWords } from './processes.fixture.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'all-'))
afterAll(() => {
  for (const pid of withWords(scratch)) process.kill(pid, 'SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

/** What is left but the cache of compiled code that npm itself keeps there on a Node that can. */
const remaining = (temporary: string): readonly string[] =>
  readdirSync(temporary).filter((name) => name !== 'node-compile-cache')

type Done = { readonly code: number | null; readonly lines: readonly string[]; readonly temporary: string }

/** The demo to its end, as a pipe sees it. Half of the people each, because two of them share the machine. */
const play = (language: 'en' | 'fr'): Promise<Done> =>
  new Promise((resolve, reject) => {
    const temporary = join(scratch, language)
    mkdirSync(temporary)
    const argv = ['run', 'demo', '--silent', '--', '--exit', '--people', '500', '--rate', '300']
    const child = spawn('npm', argv, {
      cwd: root,
      env: { ...process.env, TMPDIR: temporary, LC_ALL: language === 'fr' ? 'fr_CA.UTF-8' : 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        said += bytes.toString()
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, lines: said.split('\n'), temporary }))
  })

test('two at once in one clone: a good version reaches everybody and a bad one is taken back', {
  timeout: 600_000,
}, async () => {
  const [english, french] = await Promise.all([play('en'), play('fr')])
  for (const done of [english, french]) {
    const report = done.lines.slice(
      done.lines.findIndex((line) => /^(What happened|Ce qui s’est passé)$/.test(line)),
    )
    expect([done.code, report.filter((line) => line.includes('✗'))], done.lines.join('\n')).toEqual([0, []])
    expect(report.filter((line) => line.startsWith('  ✓'))).toHaveLength(8)
    expect(report.filter((line) => line.length > 100)).toEqual([])
    expect(done.lines.filter((line) => line.includes('\u001b'))).toEqual([])
    await until(() => withWords(done.temporary).length === 0 && remaining(done.temporary).length === 0, 5_000)
  }
  const said = { english: english.lines.join('\n'), french: french.lines.join('\n') }
  expect(said.english).toMatch(/release 4 rolled back to 3 in .* canary 20 %/)
  expect(said.english).toMatch(/requests\/s .*v1\.1 \d+ % {2}v2 \d+ %/)
  expect(said.french).toMatch(/version 4 .*3 en .* canari 20.%/)
  expect(said.french).toContain('Tout est vérifié')
})
