import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compose } from '../../notes/compose.ts'
import { openRepository } from './client.ts'
import { readRange } from './history.ts'
import { openSandbox, type Sandbox } from './sandbox.fixture.ts'

let on: Sandbox
let folder: string
beforeEach(() => {
  on = openSandbox()
  folder = on.repository('shop', { 'a.py': 'if x:\n  a\n', 'b.js': 'one\n' })
  on.git(folder, 'tag', 'v1')
})
afterEach(() => on.remove())

const notes = async (from: string, to = 'HEAD', at = folder) => {
  const repository = await openRepository(at)
  const [left, right] = [from, to].map((ref) => on.git(at, 'rev-parse', `${ref}^{commit}`))
  const range = await readRange(repository, left ?? '', right ?? '')
  return compose({ range, from, to, parts: [], fragments: [] })
}
const told = (all: Awaited<ReturnType<typeof notes>>) => all.changes.map(({ text }) => text.en)

describe('what git knows of a range', () => {
  it('white space counts: deeper and higher are no pair that cancels out', async () => {
    on.commit(folder, { 'a.py': 'if x:\n    a\n' }, 'fix: deeper')
    on.commit(folder, { 'a.py': 'if x:\n a\n' }, 'fix: higher')
    expect(told(await notes('v1'))).toEqual(['Deeper', 'Higher'])
  })

  it('a change that was made anew on the other side is there already', async () => {
    on.git(folder, 'checkout', '-q', '-b', 'stable')
    on.commit(folder, { 'b.js': 'one\ntwo\n' }, 'fix: the list is whole')
    on.git(folder, 'checkout', '-q', 'main')
    on.commit(folder, { 'c.js': 'c\n' }, 'feat: other')
    on.commit(folder, { 'b.js': 'one\ntwo\n' }, 'Whole list (#90)')
    const all = await notes('stable', 'main')
    expect([told(all), all.takenBack]).toEqual([['Other'], []])
  })

  it('what runs and is taken back by its reverse alone is told as taken back', async () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join('')
    on.commit(folder, { 'b.js': lines }, 'feat: many lines')
    on.commit(folder, { 'b.js': `${lines}last\n` }, 'feat: a last line (#5)')
    on.commit(folder, { 'b.js': `first\n${lines}last\n` }, 'feat: a line before')
    on.git(folder, 'tag', 'v2')
    on.commit(folder, { 'b.js': `first\n${lines}` }, 'Simpler')
    const all = await notes('v2')
    expect(told(all)).toEqual([])
    expect(all.takenBack).toMatchObject([{ text: { en: 'A last line' }, why: 'reverted' }])
  })

  it('people are called as the mailmap of the commit says, without a working tree as well', async () => {
    on.commit(folder, { '.mailmap': 'Grace H. <grace@example.org> <g@old.example>\n' }, 'chore: names')
    on.commit(folder, { 'b.js': '2\n' }, 'feat: x\n\nCo-authored-by: G <g@old.example>')
    const bare = mkdtempSync(join(tmpdir(), 'ecluse-bare-'))
    try {
      on.git(folder, 'clone', '-q', '--bare', '.', join(bare, 'x.git'))
      for (const at of [folder, join(bare, 'x.git')]) {
        const all = await notes('v1', 'main', at)
        expect(all.changes.at(-1)?.people.map(({ name }) => name)).toEqual(['Éloïse Test', 'Grace H.'])
      }
    } finally {
      rmSync(bare, { recursive: true, force: true })
    }
  })
})
