import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { writeDurably, writeDurablySync } from './durable.ts'
import { keepFolder, layout, runFolder } from './layout.ts'
import { openFolder, whereFolder } from './open.ts'
import { longestSocketPath, runtimeParent, socketPaths } from './sockets.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-folder-'))
const made: string[] = [base]
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

describe('the layout', () => {
  test('socket paths always fit, and are the same for the same root', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zé ]{1,30}$/), { minLength: 1, maxLength: 9 }), (parts) => {
        const root = `/${parts.join('/')}`
        for (const path of Object.values(socketPaths(root))) {
          expect(Buffer.byteLength(path)).toBeLessThanOrEqual(longestSocketPath)
        }
        expect(socketPaths(root)).toEqual(socketPaths(root))
      }),
    )
  })

  test('no key leaves its folder', () => {
    const folder = layout('/data')
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 4, maxLength: 4 }), (parts) => {
        expect(runFolder(folder, parts.join('/')).root.startsWith('/data/runs/')).toBe(true)
        const [a = '', e = '', c = '', name = ''] = parts
        expect(keepFolder(folder, a, e, c, name).startsWith('/data/keep/')).toBe(true)
      }),
    )
    expect(runFolder(folder, 'a/../../b').root).toBe('/data/runs/a/%../%../b')
  })

  test('where it is', () => {
    expect(whereFolder('/x', { ECLUSE_DATA: '/y' }, '/h')).toBe('/x')
    expect(whereFolder(undefined, { ECLUSE_DATA: '/y', XDG_STATE_HOME: '/z' }, '/h')).toBe('/y')
  })
})

describe('opening', () => {
  test('makes folders that only their owner reads', () => {
    const folder = openFolder(join(base, 'new', 'deep'))
    for (const path of [folder.root, folder.supervisor, folder.images]) {
      expect(statSync(path).mode & 0o777).toBe(0o700)
    }
    expect(openFolder(folder.root)).toEqual(folder)
  })

  test('refuses a newer layout by name', () => {
    const root = join(base, 'newer')
    openFolder(root)
    writeFileSync(join(root, 'version'), '99\n')
    expect(() => openFolder(root)).toThrow(/newer-folder/)
  })

  test('refuses a place that cannot be written', () => {
    const file = join(base, 'a-file')
    writeFileSync(file, '')
    expect(() => openFolder(join(file, 'data'))).toThrow(/not-writable/)
    expect(() => openFolder('/proc/ecluse')).toThrow(/not-writable/)
  })

  test('a path too long for sockets gets a runtime folder', () => {
    const folder = openFolder(join(base, 'long'.repeat(30)))
    const runtime = dirname(folder.sockets.supervisor)
    made.push(runtime)
    expect(dirname(runtime)).toBe(runtimeParent())
    expect(statSync(runtime).mode & 0o777).toBe(0o700)
  })
})

test('a durable write replaces the whole file and leaves nothing else', async () => {
  const folder = mkdtempSync(join(base, 'durable-'))
  const path = join(folder, 'state.json')
  await writeDurably(path, 'one')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  writeDurablySync(path, 'two')
  expect(readFileSync(path, 'utf8')).toBe('two')
  await expect(writeDurably(join(folder, 'absent', 'x'), '')).rejects.toThrow(/not-writable/)
  expect(() => writeDurablySync('/dev/full/x', '')).toThrow(/not-writable/)
  expect(readdirSync(folder)).toEqual(['state.json'])
})
