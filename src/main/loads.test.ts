import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-loads-'))
const cli = fileURLToPath(new URL('cli.ts', import.meta.url))
const hook = join(folder, 'hook.mjs')
const loaded = join(folder, 'loaded')

beforeAll(() => {
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module'
import { appendFileSync } from 'node:fs'
registerHooks({ load: (url, context, next) => { appendFileSync(${JSON.stringify(loaded)}, url + '\\n'); return next(url, context) } })`,
  )
  writeFileSync(
    join(folder, 'ecluse.yaml'),
    `application: hello
components: { web: {} }
environments:
  production:
    listen: 127.0.0.1:8080
    calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00, holidays: [CA-federal] }
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Packages of others that a command loads, in order of the alphabet. */
const packagesOf = (argv: readonly string[]): readonly string[] => {
  writeFileSync(loaded, '')
  execFileSync(process.execPath, ['--import', hook, cli, ...argv], { cwd: folder, stdio: 'pipe' })
  const names = readFileSync(loaded, 'utf8')
    .split('\n')
    .flatMap((url) => url.split('/node_modules/')[1]?.split('/')[0] ?? [])
  return [...new Set(names)].toSorted()
}

// Each of them costs every start of the command: one that is missing here has to be loaded where it is needed.
it.each([
  [['--version'], ['commander']],
  [['check'], ['commander', 'semver', 'yaml', 'zod']],
  [
    ['calendar', '--at', '2026-12-24T12:00-05:00'],
    ['commander', 'semver', 'yaml', 'zod'],
  ],
])('%j loads only what it needs', (argv, expected) => {
  expect(packagesOf(argv)).toEqual(expected)
})
