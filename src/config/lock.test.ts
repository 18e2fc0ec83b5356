import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { readLock, writeLock } from './lock.ts'
import { anyText } from './read.fixture.ts'
import type { Lock } from './types.ts'

const hash = (letter: string) => `sha512-${letter.repeat(86)}==`
const lock: Lock = {
  format: 1,
  runtime: {
    name: 'node',
    version: '24.21.0',
    integrity: { 'linux-x64': hash('a'), 'linux-arm64': hash('b') },
  },
}

const refused = (text: string) => {
  try {
    readLock({ file: 'ecluse.lock', text })
  } catch (error) {
    if (error instanceof ProblemError)
      return error.problems.map(({ code, place }) => `${place?.line} ${code}`)
    throw error
  }
  throw new Error('taken')
}

describe('ecluse.lock', () => {
  it('is read as it was written, and always written alike', () => {
    const text = writeLock(lock)
    expect(readLock({ file: 'ecluse.lock', text })).toEqual(lock)
    const { integrity } = lock.runtime
    const turned = Object.fromEntries(Object.entries(integrity).toReversed())
    expect(writeLock({ ...lock, runtime: { ...lock.runtime, integrity: turned } })).toBe(text)
    expect(text.endsWith('}\n')).toBe(true)
  })

  const text = writeLock(lock)
  it.each([
    ['nothing', '', '1 wrong-type'],
    ['half of it', text.slice(0, 80), '6 bad-yaml'],
    ['a git conflict', `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> x\n`, '1 bad-yaml'],
    ['a newer format', text.replace('"format": 1', '"format": 2'), '2 newer-lock'],
    ['an older one', text.replace('"format": 1', '"format": 0'), '2 bad-lock'],
    ['a range', text.replace('24.21.0', '^24'), '5 bad-lock'],
    ['another runtime', text.replace('"node"', '"deno"'), '4 bad-lock'],
    ['another platform', text.replace('linux-x64', 'win32-x64'), '8 bad-lock'],
    ['a weak hash', text.replaceAll('sha512-', 'sha1-'), '7 bad-lock'],
    ['no hash', text.replace(/"integrity": {[^}]*}/s, '"integrity": {}'), '6 bad-lock'],
    ['a key more', text.replace('"format"', '"more": 1,\n"format"'), '2 unknown-key'],
  ])('refuses %s', (_, bad, expected) => {
    expect(refused(bad)).toContain(expected)
  })

  it('refuses any other text with problems', () => {
    fc.assert(
      fc.property(fc.nat(text.length), anyText(12), (at, noise) => {
        const changed = text.slice(0, at) + noise + text.slice(at + noise.length)
        try {
          readLock({ file: 'ecluse.lock', text: changed })
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError)
        }
      }),
    )
  })
})
