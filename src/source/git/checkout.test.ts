import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { staysInside } from '../../images/links.ts'
import { openRepository, packFor, resolveCommit } from './client.ts'
import { openSandbox } from './sandbox.fixture.ts'
import { GitSource } from './server.ts'
import { shown } from './tree.ts'

const box = openSandbox()
afterAll(() => box.remove())
const source = new GitSource({ repositories: join(box.root, 'server') })

const ship = async (folder: string) => {
  const repository = await openRepository(folder)
  const commit = await resolveCommit(repository)
  const { shallow, stream } = await packFor(repository, commit, [])
  await source.receive('app', { commit, shallow }, stream)
  return commit
}

test('writes exact bytes, names and modes, whatever umask and attributes say', async () => {
  const folder = box.repository('exact', {
    '.gitattributes': 'lines.txt text eol=crlf ident\nother working-tree-encoding=UTF-16\n',
    'lines.txt': 'one\ntwo\n$Id$\n',
    'a b/new\nline': 'spaces',
    '-dash': 'dash',
    'a..b': 'dots',
    empty: '',
    run: '#!/bin/sh\n',
  })
  const raw = Buffer.from([0xe9, 0x74, 0xe9])
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), raw]), 'latin')
  writeFileSync(join(folder, 'bytes'), Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251)))
  chmodSync(join(folder, 'run'), 0o777)
  symlinkSync('a b/new\nline', join(folder, 'link'))
  symlinkSync('nowhere', join(folder, 'dangling'))
  const commit = box.commit(folder, {}) && (await ship(folder))
  const into = join(box.root, 'out')
  const before = process.umask(0o077)
  try {
    await source.checkout('app', commit, '.', into)
  } finally {
    process.umask(before)
  }
  const mode = (name: string) => lstatSync(join(into, name)).mode & 0o777
  expect(readFileSync(join(into, 'lines.txt'), 'utf8')).toBe('one\ntwo\n$Id$\n')
  expect(readFileSync(join(into, 'a b/new\nline'), 'utf8')).toBe('spaces')
  expect(readFileSync(join(into, 'bytes'))).toEqual(readFileSync(join(folder, 'bytes')))
  expect(readdirSync(into, { encoding: 'buffer' }).some((name) => name.equals(raw))).toBe(true)
  expect([mode('run'), mode('empty'), mode('a b')]).toEqual([0o755, 0o644, 0o755])
  expect([readlinkSync(join(into, 'link')), readlinkSync(join(into, 'dangling'))]).toEqual([
    'a b/new\nline',
    'nowhere',
  ])
  await expect(source.checkout('app', commit, '.', into)).rejects.toThrow('folder-not-empty')
  await source.checkout('app', commit, './a b/', join(box.root, 'part'))
  expect(readdirSync(join(box.root, 'part'))).toEqual(['new\nline'])
  await expect(source.checkout('app', commit, 'nope', join(box.root, 'x'))).rejects.toThrow('folder-missing')
  await expect(source.checkout('app', commit, '../x', join(box.root, 'x'))).rejects.toThrow('bad-folder')
  await expect(source.checkout('app', 'b'.repeat(40), '.', join(box.root, 'x'))).rejects.toThrow(
    'unknown-commit',
  )
})

test('links are followed as a file system follows them', () => {
  const links = new Map([
    ['sub/top', '..'],
    ['sub/in', 'top/other'],
    ['sub/out', 'top/..'],
    ['a', 'b'],
    ['b', 'a'],
    ['deep/link', '../sub/../file'],
  ])
  expect([...links.keys()].map((path) => [path, staysInside(links, path)])).toEqual([
    ['sub/top', true],
    ['sub/in', true],
    ['sub/out', false],
    ['a', false],
    ['b', false],
    ['deep/link', true],
  ])
})

test('without other links, a link stays inside exactly when it never climbs above the root', () => {
  const part = fc.constantFrom('..', '.', 'a', 'b', '')
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), fc.nat(3), (parts, depth) => {
      const path = [...Array(depth).fill('d'), 'link'].join('/')
      let level = depth
      let inside = !parts.join('/').startsWith('/')
      for (const name of parts) {
        level += name === '..' ? -1 : name === '.' || name === '' ? 0 : 1
        if (level < 0) inside = false
      }
      return staysInside(new Map([[path, parts.join('/')]]), path) === inside
    }),
  )
})

test('names are shown as text without control characters', () => {
  expect(shown(Buffer.from('é\n\u001b[31m').toString('latin1'))).toBe('é??[31m')
})
