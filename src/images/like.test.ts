import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { small } from '../folder/at-once.ts'
import { linkEqual } from './like.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-like-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0
/** A tree with one file, and a place for the new one. */
const tree = (content: string | Buffer, mode: number) => {
  made += 1
  const root = join(base, `tree-${made}`)
  mkdirSync(root)
  const file = join(root, 'é')
  writeFileSync(file, content)
  chmodSync(file, mode)
  return { root, file, place: Buffer.from(join(base, `new-${made}`)) }
}
const name = Buffer.from('é').toString('latin1')
const bytes = Buffer.from('same')
const inode = (path: string | Buffer) => statSync(path, { throwIfNoEntry: false })?.ino

test('what is equal is linked, by its path or by the rest of it', () => {
  for (const [below, path] of [
    ['', name],
    ['app', `app/${name}`],
    ['a/b', `a/b/${name}`],
  ] as const) {
    const { root, file, place } = tree('same', 0o444)
    expect(linkEqual({ root, below }, path, { place, bytes, mode: 0o444 })).toBe(true)
    expect(inode(place)).toBe(inode(file))
  }
})

test.each<
  readonly [string, string | Buffer, number, Partial<{ below: string; mode: number; bytes: Buffer }>]
>([
  ['other bytes', 'tame', 0o444, {}],
  ['fewer', 'sam', 0o444, {}],
  ['more', 'same!', 0o444, {}],
  ['another mode', 'same', 0o555, {}],
  ['a right to write', 'same', 0o644, {}],
  ['elsewhere', 'same', 0o444, { below: 'app' }],
  ['large', Buffer.alloc(small + 1), 0o444, { bytes: Buffer.alloc(small + 1) }],
])('what is not is left alone: %s', (_why, content, was, more) => {
  const { root, file, place } = tree(content, was)
  const { below = '', mode = 0o444 } = more
  expect(linkEqual({ root, below }, name, { place, bytes: more.bytes ?? bytes, mode })).toBe(false)
  expect(inode(place)).toBeUndefined()
  expect(statSync(file).mode & 0o777).toBe(was)
})

test('a tree that goes gives its files a new mode, but none that has another name', () => {
  const { root, file, place } = tree('same', 0o755)
  const given = { root, below: '', given: true }
  expect(linkEqual(given, name, { place, bytes, mode: 0o555 })).toBe(true)
  expect([inode(place), statSync(place).mode & 0o777]).toEqual([inode(file), 0o555])
  const other = tree('same', 0o755)
  linkSync(other.file, join(base, 'other name'))
  const again = { place: other.place, bytes, mode: 0o555 }
  expect(linkEqual({ root: other.root, below: '', given: true }, name, again)).toBe(false)
  expect(statSync(other.file).mode & 0o777).toBe(0o755)
})

test('no link is followed, nothing but a file is taken, and what stands there stays', () => {
  const { root, file, place } = tree('same', 0o444)
  symlinkSync(file, join(root, 'link'))
  mkdirSync(join(root, 'folder'))
  for (const path of ['link', 'folder', 'none'])
    expect(linkEqual({ root, below: '' }, path, { place, bytes, mode: 0o444 })).toBe(false)
  writeFileSync(place, 'before')
  expect(linkEqual({ root, below: '' }, name, { place, bytes, mode: 0o444 })).toBe(false)
  expect(readFileSync(place, 'utf8')).toBe('before')
})
