import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inspect, openRepository, packFor, resolveCommit, uncommitted } from './client.ts'
import { openSandbox } from './sandbox.fixture.ts'
import { GitSource } from './server.ts'

const box = openSandbox()
afterAll(() => box.remove())
const repositories = join(box.root, 'server')
const source = new GitSource({ repositories })
const gitDir = join(repositories, 'app.git')

const ship = async (folder: string, ref = 'HEAD') => {
  const repository = await openRepository(folder)
  const commit = await resolveCommit(repository, ref)
  const { shallow, stream } = await packFor(repository, commit, [])
  await source.receive('app', { commit, shallow }, stream)
  return commit
}

describe('what the client refuses', () => {
  test('a folder without repository, one without commit, refs of nothing', async () => {
    const empty = join(box.root, 'empty')
    mkdirSync(empty)
    await expect(openRepository(join(box.root, 'nowhere'))).rejects.toThrow('not-a-repository')
    await expect(openRepository(empty)).rejects.toThrow('not-a-repository')
    box.git(empty, 'init', '-q')
    await expect(resolveCommit(await openRepository(empty))).rejects.toThrow('empty-repository')
    const folder = await openRepository(box.repository('refs', { f: 'x' }))
    for (const ref of ['nothing', '--all', '-x', '', 'a\nb', 'f'.repeat(40), '0123456'])
      await expect(resolveCommit(folder, ref)).rejects.toThrow('unknown-commit')
    await expect(resolveCommit(folder, 'HEAD:f')).rejects.toThrow('not-a-commit')
    await expect(resolveCommit(folder, 'HEAD^{tree}')).rejects.toThrow('not-a-commit')
  })

  test('SHA-256 object names', async () => {
    const folder = join(box.root, 'sha256')
    mkdirSync(folder)
    box.git(folder, 'init', '-q', '--object-format=sha256')
    await expect(openRepository(folder)).rejects.toThrow('sha256-repository')
  })

  test('what is not committed is listed', async () => {
    const folder = box.repository('dirty', { kept: '1', gone: '1', 'é\n': '1' })
    box.write(folder, { kept: '2', 'new file': 'x', 'é\n': '2' })
    execFileSync('rm', [join(folder, 'gone')])
    expect(await uncommitted(await openRepository(folder))).toEqual([
      { path: 'gone', change: 'deleted' },
      { path: 'kept', change: 'changed' },
      { path: 'é?', change: 'changed' },
      { path: 'new file', change: 'untracked' },
    ])
  })
})

describe('trees that are refused, by client and server alike', () => {
  const refused = async (folder: string, code: string, what: string) => {
    const repository = await openRepository(folder)
    const commit = await resolveCommit(repository)
    await expect(inspect(repository, commit)).rejects.toThrow(code)
    await ship(folder)
    const into = join(box.root, `out-${code}-${what.length}`)
    await expect(source.checkout('app', commit, '.', into)).rejects.toThrow(code)
    await expect(source.checkout('app', commit, '.', into)).rejects.toMatchObject({
      problems: [expect.objectContaining({ place: { file: what } })],
    })
    expect(() => readdirSync(into)).toThrow('ENOENT')
  }

  test('submodules', async () => {
    const folder = box.repository('with-submodule')
    box.git(folder, 'submodule', 'add', '-q', box.repository('inner'), 'vendor/inner')
    box.git(folder, 'commit', '-q', '-m', 'a submodule')
    await refused(folder, 'submodule', 'vendor/inner')
  })

  test('LFS pointers', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`
    await refused(box.repository('lfs', { 'big one.bin': pointer }), 'lfs-pointer', 'big one.bin')
  })

  test('links that leave, directly and through other links', async () => {
    for (const [name, links, at] of [
      ['absolute', { out: '/etc/passwd' }, 'out'],
      ['up', { 'a/out': '../../secret' }, 'a/out'],
      ['through', { 'sub/top': '..', 'sub/zz': 'top/../secret' }, 'sub/zz'],
      ['round', { loop: 'loop' }, 'loop'],
    ] as const) {
      const folder = box.repository(`links-${name}`, { 'a/f': '1', 'sub/f': '1' })
      for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path))
      box.commit(folder, {})
      await refused(folder, 'link-leaves', at)
    }
  })

  test('a file beyond the limit is refused before anything is made visible', async () => {
    const folder = box.repository('huge')
    const path = join(folder, 'huge.bin')
    closeSync(openSync(path, 'w'))
    truncateSync(path, 300_000_000)
    box.git(folder, '-c', 'core.bigFileThreshold=1m', '-c', 'core.compression=1', 'add', '-A')
    box.git(folder, 'commit', '-q', '-m', 'huge')
    const repository = await openRepository(folder)
    const commit = await resolveCommit(repository)
    await expect(inspect(repository, commit)).rejects.toThrow('file-too-large')
    await expect(ship(folder)).rejects.toThrow('file-too-large')
    expect(await source.have('app', [commit])).toEqual([])
  })
})

describe('packs that are refused leave the repository as it was', () => {
  const state = () => box.git(gitDir, 'for-each-ref') + box.git(gitDir, 'count-objects', '-v')
  async function* of(...chunks: readonly (Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      if (chunk instanceof Error) throw chunk
      yield chunk
    }
  }
  const whole = async (folder: string) => {
    const repository = await openRepository(folder)
    const commit = await resolveCommit(repository)
    const chunks: Uint8Array[] = []
    for await (const chunk of (await packFor(repository, commit, [])).stream) chunks.push(chunk)
    return { commit, bytes: Buffer.concat(chunks) }
  }

  test('cut, changed, endless, another commit’s, nothing at all', async () => {
    await ship(box.repository('good'))
    const before = state()
    const { commit, bytes } = await whole(box.repository('more', { a: 'b', c: 'x'.repeat(5_000) }))
    const offer = { commit, shallow: [] }
    const changed = Buffer.from(bytes)
    changed[40] = (changed[40] ?? 0) ^ 0xff
    await expect(source.receive('app', offer, of(bytes.subarray(0, -30)))).rejects.toThrow('bad-pack')
    await expect(source.receive('app', offer, of(changed))).rejects.toThrow('bad-pack')
    await expect(source.receive('app', offer, of(Buffer.from('hello')))).rejects.toThrow('bad-pack')
    await expect(source.receive('app', offer, of())).rejects.toThrow('bad-pack')
    await expect(source.receive('app', offer, of(bytes.subarray(0, 50), new Error('torn')))).rejects.toThrow(
      'torn',
    )
    const other = { commit: 'a'.repeat(40), shallow: [] }
    await expect(source.receive('app', other, of(bytes))).rejects.toThrow('pack-incomplete')
    await expect(source.receive('app', { commit: 'HEAD', shallow: [] }, of(bytes))).rejects.toThrow(
      'bad-commit-id',
    )
    await expect(source.receive('../x', offer, of(bytes))).rejects.toThrow('bad-application-name')
    const small = new GitSource({
      repositories,
      limits: { pack: 100, tree: { file: 1, total: 1, entries: 1 } },
    })
    await expect(small.receive('app', offer, of(bytes))).rejects.toThrow('pack-too-large')
    expect(state()).toBe(before)
    await source.receive('app', offer, of(bytes))
    expect(await source.have('app', [commit])).toEqual([commit])
  })

  test.skipIf(process.getuid?.() !== 0)('a disk that fills up in the middle (needs root)', async () => {
    const small = join(box.root, 'small')
    mkdirSync(small)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small])
    try {
      const full = new GitSource({ repositories: small })
      const { commit, bytes } = await whole(
        box.repository('large', { noise: randomBytes(2_500_000).toString('base64') }),
      )
      const offer = { commit, shallow: [] }
      const refused = await full.receive('app', offer, of(bytes)).catch((error: unknown) => error)
      expect(refused).toMatchObject({
        problems: [
          { code: 'disk-full', place: {}, expected: {}, todo: { fr: expect.stringMatching(/espace/) } },
        ],
      })
      const little = await whole(box.repository('little'))
      await full.receive('app', { commit: little.commit, shallow: [] }, of(little.bytes))
      expect(await full.have('app', [commit, little.commit])).toEqual([little.commit])
    } finally {
      execFileSync('umount', ['-l', small])
    }
  })

  test('a history with a hole', async () => {
    const folder = box.repository('hole', { hole: 'of its own' })
    box.commit(folder, { second: '2' })
    box.git(box.root, 'clone', '-q', '--depth', '1', `file://${folder}`, 'hole-shallow')
    const repository = await openRepository(join(box.root, 'hole-shallow'))
    const commit = await resolveCommit(repository)
    const { stream } = await packFor(repository, commit, [])
    await expect(source.receive('app', { commit, shallow: [] }, stream)).rejects.toThrow(
      /bad-pack|pack-incomplete/,
    )
  })

  test('trees that name .git, .. or a slash', async () => {
    const folder = box.repository('evil')
    const blob = box.git(folder, 'hash-object', '-w', 'README.md')
    for (const name of ['.git', '.GIT', '..', '.', 'a/b', '']) {
      const tree = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')])
      writeFileSync(join(folder, 'tree.bin'), tree)
      const id = box.git(folder, 'hash-object', '-w', '-t', 'tree', '--literally', 'tree.bin')
      const commit = box.git(folder, 'commit-tree', id, '-m', 'evil')
      // A client whose own git refuses such a tree sends nothing at all.
      await expect(ship(folder, commit), name).rejects.toThrow(/bad-pack|git-failed/)
      expect(await source.have('app', [commit])).toEqual([])
    }
  })
})
