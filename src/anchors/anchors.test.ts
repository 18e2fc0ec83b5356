import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { digestOf } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Anchors } from '../ports/anchors.ts'
import { createAnchors } from './anchors.ts'

let folder: string
let anchors: Anchors
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-anchors-'))
  anchors = createAnchors({ root: folder })
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const head = (seq: number) => ({ seq, digest: digestOf(seq), at: seq * 1_000 })
const bare = (name: string): string => {
  const path = join(folder, name)
  execFileSync('git', ['init', '-q', '--bare', path])
  return path
}
const git = (repository: string, ...args: readonly string[]) =>
  execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8' }).trim()

it('a file gets a line each time, and words of people beside them are passed over', async () => {
  const file = join(folder, 'heads')
  expect(await anchors.read({ file }, 'abc')).toEqual([])
  await anchors.put({ file }, 'abc', head(1))
  appendFileSync(file, '# looked at by the auditor\n')
  await anchors.put({ file }, 'abc', head(7))
  expect(await anchors.read({ file }, 'abc')).toEqual([head(1), head(7)])
  expect(readFileSync(file, 'utf8')).toMatch(/^1 sha256:[0-9a-f]{64} 1970-01-01T00:00:01.000Z\n# looked/)
})

it('a branch gets a commit each time, beside what else stands there', async () => {
  const repository = bare('audit.git')
  const place = { repository, branch: 'heads' }
  expect(await anchors.read(place, 'abc')).toEqual([])
  await anchors.put(place, 'abc', head(1))
  await anchors.put(place, 'def', head(2))
  await anchors.put(place, 'abc', head(3))
  expect(await anchors.read(place, 'abc')).toEqual([head(1), head(3)])
  expect(await anchors.read(place, 'def')).toEqual([head(2)])
  expect(git(repository, 'rev-list', '--count', 'heads')).toBe('3')
})

it('heads of other ledgers in the same repository are counted: a ledger that was replaced has another name', async () => {
  const place = { repository: bare('audit.git'), branch: 'heads' }
  expect(await anchors.others?.(place, '0'.repeat(12))).toBe(0)
  await anchors.put(place, 'a'.repeat(12), head(1))
  await anchors.put(place, 'a'.repeat(12), head(2))
  await anchors.put(place, 'b'.repeat(12), head(3))
  expect(await anchors.others?.(place, 'b'.repeat(12))).toBe(2)
  expect(await anchors.others?.(place, '0'.repeat(12))).toBe(3)
})

it('two servers that push at once both have their line', async () => {
  const repository = bare('audit.git')
  const place = { repository, branch: 'heads' }
  const other = createAnchors({ root: join(folder, 'other') })
  await anchors.put(place, 'abc', head(1))
  await Promise.all([
    ...[2, 3].map((seq) => anchors.put(place, 'abc', head(seq)).catch(() => null)),
    ...[4].map((seq) => other.put(place, 'def', head(seq))),
  ])
  expect(await anchors.read(place, 'def')).toEqual([head(4)])
  expect((await anchors.read(place, 'abc'))[0]).toEqual(head(1))
})

it.each([[{ file: '/nowhere/at/all/heads' }], [{ repository: '/nowhere/at/all.git', branch: 'heads' }]])(
  'says where it cannot: %j',
  async (place) => {
    const failed = await anchors.put(place, 'abc', head(1)).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(ProblemError)
    expect((failed as ProblemError).problems[0]).toMatchObject({
      code: 'anchor-unreachable',
      kind: 'unavailable',
    })
  },
)
