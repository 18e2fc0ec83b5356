import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { describe as describeCommit, openRepository, packFor, resolveCommit, tips } from './client.ts'
import { openSandbox } from './sandbox.fixture.ts'
import { GitSource } from './server.ts'

const box = openSandbox()
afterAll(() => box.remove())

let made = 0
const newSource = () => {
  made += 1
  const repositories = join(box.root, `server ${made}:é`)
  return { source: new GitSource({ repositories }), gitDir: join(repositories, 'app.git') }
}

const ship = async (source: GitSource, folder: string, ref = 'HEAD') => {
  const repository = await openRepository(folder)
  const commit = await resolveCommit(repository, ref)
  const have = await source.have('app', await tips(repository, commit))
  const { shallow, stream } = await packFor(repository, commit, have)
  await source.receive('app', { commit, shallow, version: await describeCommit(repository, commit) }, stream)
  return { commit, have, shallow }
}

describe('a commit travels', () => {
  test('whole at first, then only what is new; its past is known', async () => {
    const { source, gitDir } = newSource()
    const folder = box.repository('whole')
    const first = await ship(source, folder)
    expect(first).toMatchObject({ have: [], shallow: [] })
    const second = box.commit(folder, { 'b/c.txt': 'two' }, 'second: été')
    box.git(folder, 'tag', 'v1.0.0')
    expect((await ship(source, folder)).have).toEqual([first.commit])
    expect(await source.info('app', second)).toEqual({
      commit: second,
      parents: [first.commit],
      subject: 'second: été',
      author: { name: 'Éloïse Test', email: 'eloise@example.org' },
      committedAt: Date.parse('2026-01-02T03:04:05Z'),
      version: 'v1.0.0',
    })
    const unknown = 'a'.repeat(40)
    expect([...(await source.dates('app', [second, unknown]))]).toEqual([
      [second, Date.parse('2026-01-02T03:04:05Z')],
    ])
    expect((await source.dates('never', [second])).size).toBe(0)
    expect((await source.info('app', first.commit)).version).toBe(first.commit.slice(0, 7))
    expect(await source.contains('app', second, first.commit)).toBe(true)
    expect(await source.contains('app', first.commit, second)).toBe(false)
    expect(await source.contains('app', second, 'a'.repeat(40))).toBe(null)
    expect(Buffer.from((await source.file('app', second, './b/c.txt')) ?? []).toString()).toBe('two')
    expect(await source.file('app', second, 'b')).toBe(null)
    expect(await source.file('app', second, 'nothing')).toBe(null)
    expect(await source.tree('app', second, 'b')).toBe(box.git(folder, 'rev-parse', 'HEAD:b'))
    expect(await source.tree('app', second, '.')).toBe(box.git(folder, 'rev-parse', 'HEAD^{tree}'))
    expect(await source.tree('app', second, 'b/c.txt')).toBe(null)
    expect(box.git(gitDir, 'fsck', '--strict')).toBe('')
    expect(readdirSync(join(gitDir, 'incoming'))).toEqual([])
  })

  test('the same commit twice, and one that the server already has as a parent', async () => {
    const { source } = newSource()
    const folder = box.repository('twice')
    const parent = box.git(folder, 'rev-parse', 'HEAD')
    box.commit(folder, { x: '1' })
    await ship(source, folder)
    expect((await ship(source, folder)).have.length).toBe(2)
    await ship(source, folder, parent)
    expect((await source.info('app', parent)).subject).toBe('first')
  })

  test('ten at once from ten branches', async () => {
    const { source, gitDir } = newSource()
    const folder = box.repository('many')
    for (let n = 0; n < 10; n += 1) {
      box.git(folder, 'checkout', '-q', '-b', `branch-${n}`, 'main')
      box.commit(folder, { [`file-${n}`]: String(n) })
    }
    await Promise.all(Array.from({ length: 10 }, (_, n) => ship(source, folder, `branch-${n}`)))
    expect(box.git(gitDir, 'for-each-ref').split('\n').length).toBe(10)
    box.git(gitDir, 'fsck', '--strict')
  })
})

describe('from every kind of repository', () => {
  test('detached, bare, linked worktree, subfolder, abbreviated id, tag, other branches', async () => {
    const { source } = newSource()
    const folder = box.repository('kinds', { 'deep/er/file': 'x' })
    const first = box.git(folder, 'rev-parse', 'HEAD')
    const second = box.commit(folder, { y: '2' })
    box.git(folder, 'tag', '-a', 'v2', '-m', 'two')
    box.git(folder, 'checkout', '-q', '--detach', first)
    expect((await ship(source, folder)).commit).toBe(first)
    expect((await ship(source, join(folder, 'deep', 'er'), 'v2')).commit).toBe(second)
    expect((await openRepository(join(folder, 'deep', 'er'))).prefix).toBe('deep/er')
    box.git(folder, 'worktree', 'add', '-q', join(box.root, 'linked tree'), 'main')
    expect((await ship(source, join(box.root, 'linked tree'))).commit).toBe(second)
    box.git(box.root, 'clone', '-q', '--bare', folder, 'bare.git')
    expect((await ship(source, join(box.root, 'bare.git'), second.slice(0, 8))).commit).toBe(second)
    expect((await openRepository(join(box.root, 'bare.git'))).bare).toBe(true)
  })

  test('depth-1 clones: boundaries travel, and go when their parents come', async () => {
    const { source, gitDir } = newSource()
    const folder = box.repository('deep')
    const first = box.git(folder, 'rev-parse', 'HEAD')
    const second = box.commit(folder, { z: '1' })
    box.git(box.root, 'clone', '-q', '--depth', '1', `file://${folder}`, 'shallow-1')
    const shallow = join(box.root, 'shallow-1')
    expect((await ship(source, shallow)).shallow).toEqual([second])
    expect(await source.contains('app', second, first)).toBe(null)
    expect((await source.info('app', second)).parents).toEqual([first])
    const third = box.commit(shallow, { z: '3' })
    expect(await ship(source, shallow)).toMatchObject({ commit: third, have: [second], shallow: [second] })
    expect(await source.contains('app', third, second)).toBe(true)
    expect(await source.contains('app', second, third)).toBe(null)
    await ship(source, folder, first)
    expect(await source.contains('app', third, first)).toBe(true)
    expect(await source.contains('app', second, third)).toBe(false)
    box.git(gitDir, 'fsck', '--strict')
  })

  test('a depth-1 clone after the full history loses nothing', async () => {
    const { source } = newSource()
    const folder = box.repository('full')
    const { commit: first } = await ship(source, folder)
    const second = box.commit(folder, { z: '1' })
    box.git(box.root, 'clone', '-q', '--depth', '1', `file://${folder}`, 'shallow-2')
    await ship(source, join(box.root, 'shallow-2'))
    expect(await source.contains('app', second, first)).toBe(true)
  })

  test.skipIf(process.getuid?.() !== 0)('another user’s, whose filters and hooks are not run', async () => {
    const { source } = newSource()
    const folder = box.repository('other', { a: '1', '.gitattributes': '* filter=trap' })
    const trap = join(box.root, 'trapped')
    for (const key of ['filter.trap.clean', 'filter.trap.smudge', 'core.fsmonitor', 'core.sshCommand'])
      box.git(folder, 'config', key, `touch ${trap}`)
    const { execFileSync } = await import('node:child_process')
    execFileSync('chown', ['-R', '65534:65534', folder])
    const { commit } = await ship(source, folder)
    expect((await source.info('app', commit)).subject).toBe('first')
    box.write(folder, { a: 'changed', new: 'x' })
    const { uncommitted } = await import('./client.ts')
    expect((await uncommitted(await openRepository(folder))).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['a', 'new']),
    )
    expect(readdirSync(box.root)).not.toContain('trapped')
  })
})
