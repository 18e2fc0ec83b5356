import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRepository, packFor } from './client.ts'
import { openSandbox, type Sandbox } from './sandbox.fixture.ts'
import { GitSource } from './server.ts'

let on: Sandbox
let folder: string
let source: GitSource
beforeEach(() => {
  on = openSandbox()
  folder = on.repository('shop', { 'api/a': '1\n', 'web/a': '1\n' })
  source = new GitSource({ repositories: `${on.root}/server` })
})
afterEach(() => on.remove())

const send = async (commit: string, from = folder) => {
  const pack = await packFor(await openRepository(from), commit, [])
  await source.receive('shop', pack, pack.stream)
}
const lost = (commit: string, running: string, paths: readonly string[] = []) =>
  source.lost('shop', commit, running, paths)

describe('what production would lose', () => {
  it('a hotfix beside the branch, until it is merged or cherry-picked', async () => {
    const base = on.git(folder, 'rev-parse', 'HEAD')
    const fix = on.commit(folder, { 'api/fix': 'x\n' }, 'fix: é')
    on.git(folder, 'checkout', '-q', '-b', 'next', base)
    const next = on.commit(folder, { 'web/b': '2\n' }, 'feat: next')
    await send(fix)
    await send(next)
    expect(await lost(next, fix)).toEqual({ commits: [{ commit: fix, subject: 'fix: é' }], total: 1 })
    expect(await lost(next, fix, ['web'])).toEqual({ commits: [], total: 0 })
    expect(await lost(next, fix, ['api'])).toMatchObject({ total: 1 })
    on.git(folder, 'cherry-pick', fix)
    const picked = on.git(folder, 'rev-parse', 'HEAD')
    await send(picked)
    expect(await lost(picked, fix)).toEqual({ commits: [], total: 0 })
    on.git(folder, 'merge', '-q', '-m', 'merge', fix)
    const merged = on.git(folder, 'rev-parse', 'HEAD')
    await send(merged)
    expect(await lost(merged, fix)).toMatchObject({ total: 0 })
  })

  it('a branch that was pushed by force: what was dropped, not what was only rewritten', async () => {
    on.commit(folder, { 'api/one': '1\n' }, 'one')
    const running = on.commit(folder, { 'api/two': '2\n' }, 'two')
    await send(running)
    on.git(folder, 'reset', '-q', '--hard', 'HEAD~2')
    const forced = on.commit(folder, { 'api/two': '2\n' }, 'two, in other words')
    await send(forced)
    expect(await lost(forced, running)).toMatchObject({ commits: [{ subject: 'one' }], total: 1 })
  })

  it('unrelated histories lose everything, the newest first and no more than one reads', async () => {
    const other = on.repository('other', { x: '1' })
    for (let n = 0; n < 25; n += 1) on.commit(other, { x: `${n}` }, `change ${n}`)
    const running = on.git(other, 'rev-parse', 'HEAD')
    const mine = on.git(folder, 'rev-parse', 'HEAD')
    await send(mine)
    await send(running, other)
    const answer = await lost(mine, running)
    expect([answer?.total, answer?.commits.length, answer?.commits[0]?.subject]).toEqual([
      26,
      20,
      'change 24',
    ])
  })

  it('a shallow history is not known, and a commit that never came is not either', async () => {
    const running = on.commit(folder, { 'api/fix': 'x\n' }, 'fix')
    on.commit(folder, { a: '1' })
    const tip = on.commit(folder, { a: '2' })
    const shallow = `${on.root}/shallow`
    on.git(on.root, 'clone', '-q', '--depth', '1', `file://${folder}`, shallow)
    await send(tip, shallow)
    expect(await lost(tip, running)).toBeNull()
  })
})
