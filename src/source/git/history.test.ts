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

  /** A branch of one commit, merged. */
  const merged = (branch: string, message: string, file = branch) => {
    on.git(folder, 'checkout', '-q', '-b', branch)
    on.commit(folder, { [file]: 'x\n' }, 'wip')
    on.commit(folder, { [file]: 'x\ny\n' }, 'feat: find an office')
    on.git(folder, 'checkout', '-q', 'main')
    on.git(folder, 'merge', '-q', '--no-ff', '-m', message, branch)
  }

  it('a pull request that reverts a released one takes that back, once and by its name', async () => {
    merged('map', 'Merge pull request #10 from team/map\n\nA map of offices')
    on.git(folder, 'tag', 'v2')
    on.git(folder, 'checkout', '-q', '-b', 'revert-10-map')
    on.git(folder, 'revert', '--no-edit', '-m', '1', 'HEAD')
    on.git(folder, 'commit', '-q', '--amend', '-m', 'Revert "A map of offices"')
    on.git(folder, 'checkout', '-q', 'main')
    const message = 'Merge pull request #12 from team/revert-10-map\n\nRevert "A map of offices"'
    on.git(folder, 'merge', '-q', '--no-ff', '-m', message, 'revert-10-map')
    const all = await notes('v2')
    expect(told(all)).toEqual([])
    expect(all.takenBack).toMatchObject([{ text: { en: 'A map of offices' }, why: 'reverted' }])
    expect(all.takenBack[0]?.commit).toBe(on.git(folder, 'rev-parse', 'v2'))
  })

  it('a revert of a released merge that says nothing tells what that had brought', async () => {
    merged('map', "Merge branch 'map'")
    on.git(folder, 'tag', 'v2')
    on.git(folder, 'revert', '--no-edit', '-m', '1', 'HEAD')
    expect((await notes('v2')).takenBack).toMatchObject([{ text: { en: 'Find an office' }, why: 'reverted' }])
  })

  it('a revert of some files of a released change says that it is in part', async () => {
    const pages = on.commit(folder, { 'x/a': '1\n', 'x/b': '1\n' }, 'feat: two pages')
    on.git(folder, 'tag', 'v2')
    on.git(folder, 'rm', '-q', 'x/b')
    on.commit(
      folder,
      {},
      `Revert "feat: two pages"\n\nThis reverts commit ${pages}.\nRelease-note: One page less`,
    )
    expect((await notes('v2')).takenBack).toMatchObject([{ text: { en: 'One page less' }, partly: true }])
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
