import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ecluse-calendar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const yaml = `application: benefits
components: { web: }
environments:
  production:
    listen: 127.0.0.1:8080
    calendar: { time-zone: America/Toronto, holidays: [CA-federal, CA-ON] }
`

type Line = { readonly at: string; readonly verdict: string; readonly opens: string | null }

test('a hundred thousand instants go through a real pipe, one line each, in order, without a data folder', async () => {
  writeFileSync(join(folder, 'ecluse.yaml'), yaml)
  const data = join(folder, 'data')
  const begin = Date.UTC(2026, 0, 1)
  const asked = Array.from({ length: 100_000 }, (_, index) =>
    new Date(begin + index * 1_800_000).toISOString(),
  )
  const child = spawn(command, ['calendar', '--at', '-', '--json', '--data', data], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const parts: Buffer[] = []
  child.stdout.on('data', (part: Buffer) => parts.push(part))
  child.stdin.end(asked.join('\n'))
  const [code] = await once(child, 'close')
  expect(code).toBe(0)
  const lines = Buffer.concat(parts)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  expect(lines.map(({ at }) => at)).toEqual(asked)
  expect(existsSync(data)).toBe(false)
  // Each hold opens where the verdict next turns: the answers agree among themselves.
  let next: string | null = null
  const wrong = lines.toReversed().filter(({ at, verdict, opens }) => {
    if (verdict === 'pass') next = at
    return verdict === 'hold' && next !== null && Date.parse(opens ?? '') !== Date.parse(next)
  })
  expect(wrong).toEqual([])
}, 240_000)
