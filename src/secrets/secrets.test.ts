import {
  chmodSync,
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
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { layout } from '../folder/layout.ts'
import { close, newPair, openEnvelope } from './envelope.ts'
import { keyFile, keysToSeal, readKeys } from './key.ts'
import { hideSecrets, openSecrets } from './open.ts'
import { readSecretFile } from './read-file.ts'
import { digestOf, keysOf, seal, unseal } from './seal.ts'
import { textIn } from './value.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-secrets-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const fresh = () => {
  const folder = layout(mkdtempSync(join(base, 'data-')))
  mkdirSync(folder.secrets)
  return folder
}
const place = { application: 'shop', environment: 'production', component: 'web', name: 'KEY' }
const keys = keysOf(new Uint8Array(32).fill(7))
const nonce = new Uint8Array(12).fill(3)

describe('a sealed value', () => {
  it('opens to what it was, and not when a character of it is another', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.nat(), (value, at) => {
        const sealed = seal(keys, place, value, nonce)
        expect(unseal(keys, sealed)).toBe(value)
        const index = at % sealed.length
        const other = sealed[index] === 'A' ? 'B' : 'A'
        const changed = `${sealed.slice(0, index)}${other}${sealed.slice(index + 1)}`
        try {
          // The unused bits of the last digit of base64 may differ; nothing else may.
          expect(unseal(keys, changed)).toBe(value)
          expect(index).toBe(sealed.length - 1)
        } catch (error) {
          expect(String(error)).toMatch(/secret-damaged|secrets-key-other|toBe/)
        }
      }),
    )
  })

  it('has a digest that is equal where place and value are', () => {
    const digest = digestOf(keys, place, 'a')
    expect(digestOf(keys, { ...place, component: 'api' }, 'a')).toBe(digest)
    for (const other of [{ environment: 'staging' }, { name: 'OTHER' }, { application: 'x' }])
      expect(digestOf(keys, { ...place, ...other }, 'a')).not.toBe(digest)
    expect(digestOf(keys, place, 'b')).not.toBe(digest)
    expect(digestOf(keysOf(new Uint8Array(32)), place, 'a')).not.toBe(digest)
  })

  it('says which key it wants', () => {
    const sealed = seal(keys, place, 'a', nonce)
    expect(() => unseal(keysOf(new Uint8Array(32)), sealed)).toThrow(/secrets-key-other/)
  })
})

describe('the key', () => {
  it('is made once, for its owner alone, and never made again', () => {
    const folder = fresh()
    const made = keysToSeal(folder)
    expect(statSync(keyFile(folder)).mode & 0o777).toBe(0o600)
    expect(keysToSeal(folder)).toEqual(made)
    expect(readKeys(folder)).toEqual(made)
    chmodSync(keyFile(folder), 0o640)
    expect(() => keysToSeal(folder)).toThrow(/secrets-key-open/)
    rmSync(keyFile(folder))
    expect(() => keysToSeal(folder)).toThrow(/secrets-key-missing/)
    writeFileSync(keyFile(folder), 'nonsense', { mode: 0o600 })
    expect(() => keysToSeal(folder)).toThrow(/secrets-key-damaged/)
  })
})

describe('a secret file', () => {
  it('is read without its last line break', async () => {
    const folder = fresh()
    const path = join(base, 'plain')
    writeFileSync(path, 'two\nlines\n', { mode: 0o600 })
    expect(await readSecretFile(folder, place, path)).toBe('two\nlines')
  })

  it('is refused where others read it, where it is ours, and where it is no file', async () => {
    const folder = fresh()
    const path = join(base, 'open')
    writeFileSync(path, 'value-of-it', { mode: 0o604 })
    chmodSync(path, 0o604)
    const refusal = (file: string) =>
      readSecretFile(folder, place, file).then(
        () => 'taken',
        (error: unknown) => {
          expect(String(error)).not.toContain('value-of-it')
          return String(error)
        },
      )
    expect(await refusal(path)).toMatch(/secret-file-open/)
    keysToSeal(folder)
    expect(await refusal(keyFile(folder))).toMatch(/secret-file-ours/)
    const link = join(base, 'link')
    symlinkSync(keyFile(folder), link)
    expect(await refusal(link)).toMatch(/secret-file-ours/)
    expect(await refusal(join(base, 'nowhere'))).toMatch(/secret-file-missing/)
    expect(await refusal('/dev/zero')).toMatch(/secret-file-not-plain/)
    expect(await refusal(base)).toMatch(/secret-file-not-plain/)
    writeFileSync(path, '\n')
    chmodSync(path, 0o600)
    expect(await refusal(path)).toMatch(/secret-empty/)
    writeFileSync(path, 'x'.repeat(70_000))
    expect(await refusal(path)).toMatch(/secret-too-large/)
  })
})

it('what is no text of a variable is refused', () => {
  expect(() => textIn(place, Uint8Array.of(0xff))).toThrow(/secret-not-text/)
  expect(() => textIn(place, Buffer.from('a\0b'))).toThrow(/secret-not-text/)
})

it('what a command printed comes back to whoever asked, and to nobody else', () => {
  const [asks, other] = [newPair(), newPair()]
  const how = { code: 0, signal: null, failure: null, tooLarge: false }
  const envelope = close(asks.publicKey, Buffer.from('printed'), how)
  expect(openEnvelope(asks.privateKey, envelope).toString()).toBe('printed')
  expect(() => openEnvelope(other.privateKey, envelope)).toThrow()
  expect(JSON.stringify(envelope)).not.toContain('printed')
})

it('values are taken out of lines, whole and line by line; without the key the lines go', () => {
  const folder = fresh()
  const own = keysToSeal(folder)
  const sealed = {
    KEY: seal(own, place, 'first line\nsecond line', nonce),
    PIN: seal(own, place, '12', nonce),
  }
  expect(openSecrets(folder, sealed)).toEqual({ KEY: 'first line\nsecond line', PIN: '12' })
  expect(hideSecrets(folder, sealed, ['a first line', 'second line, 12', 'else'])).toEqual([
    'a [KEY]',
    '[KEY], 12',
    'else',
  ])
  expect(hideSecrets(folder, undefined, ['x'])).toEqual(['x'])
  const key = readFileSync(keyFile(folder))
  rmSync(keyFile(folder))
  expect(hideSecrets(folder, sealed, ['a first line'])).toEqual([])
  writeFileSync(keyFile(folder), key, { mode: 0o600 })
})
