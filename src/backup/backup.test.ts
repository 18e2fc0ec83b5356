import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFolder } from '../folder/open.ts'
import { headerOf, padding } from '../images/tar-header.ts'
import { readBackup, readMark, refuseUntold, tellOriginalGone } from './read.ts'
import { writeBackup } from './write.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ecluse-backup-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const folderAt = (name: string) => openFolder(join(root, name))
const put = (path: string, content: string) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
}
/** A data folder with a little of everything, as one archive. */
const archive = async (): Promise<Buffer> => {
  const folder = folderAt('original')
  put(join(folder.repositories, 'hello.git/HEAD'), 'ref: refs/heads/main\n')
  put(join(folder.repositories, 'hello.git/objects/ab/cdef'), 'object')
  put(join(folder.repositories, 'hello.git/packed-refs.lock'), 'half')
  put(join(folder.images, 'blobs/sha256/00ff'), 'x'.repeat(3_000_000))
  put(join(folder.archives, 'shop-20260102T030405Z.zip'), 'evidence')
  put(join(folder.secrets, 'key'), 'the key itself')
  put(join(folder.secrets, 'key-name'), 'a name')
  put(join(folder.keep, 'hello/production/web/data/file'), 'kept')
  const snapshot = async (to: string) => writeFileSync(to, 'records')
  const parts: Uint8Array[] = []
  for await (const part of writeBackup({ folder, version: '1', now: () => 5, snapshot })) parts.push(part)
  expect(readdirSync(folder.root).filter((name) => name.startsWith('.backup-'))).toEqual([])
  return Buffer.concat(parts)
}
async function* bytesOf(...parts: readonly Buffer[]) {
  yield* parts
}
const restore = (bytes: Buffer, name = 'other') =>
  readBackup(folderAt(name), bytesOf(bytes), 9, async () => {})
const untouched = (name = 'other') => {
  const folder = folderAt(name)
  expect(existsSync(folder.controlDatabase)).toBe(false)
  expect(readdirSync(folder.repositories)).toEqual([])
  expect(readdirSync(folder.root).filter((one) => one.startsWith('.restoring-'))).toEqual([])
  expect(readMark(folder.root)).toBeNull()
}

it('brings back records, repositories and images, and waits for a person’s word', async () => {
  const label = await restore(await archive())
  const folder = folderAt('other')
  expect(label).toMatchObject({ format: 1, at: 5, key: 'a name' })
  expect(readdirSync(folder.secrets)).toEqual(['key-name'])
  expect((await archive()).includes('the key itself')).toBe(false)
  expect(readFileSync(folder.controlDatabase, 'utf8')).toBe('records')
  expect(readFileSync(join(folder.repositories, 'hello.git/objects/ab/cdef'), 'utf8')).toBe('object')
  expect(existsSync(join(folder.repositories, 'hello.git/packed-refs.lock'))).toBe(false)
  expect(readFileSync(join(folder.images, 'blobs/sha256/00ff')).length).toBe(3_000_000)
  expect(readFileSync(join(folder.archives, 'shop-20260102T030405Z.zip'), 'utf8')).toBe('evidence')
  expect(readdirSync(folder.keep)).toEqual([])
  expect(() => refuseUntold(folder.root)).toThrow(/original-may-live/)
  await tellOriginalGone(folder.root)
  refuseUntold(folder.root)
  expect(await tellOriginalGone(folder.root)).toBeNull()
})

it('cut off anywhere, changed anywhere, or no backup at all: nothing is restored', async () => {
  const whole = await archive()
  for (const length of [0, 100, 512, 5_000, whole.length >> 1, whole.length - 2_048])
    await expect(restore(whole.subarray(0, length)), String(length)).rejects.toThrow(/cut-off|not-a-backup/)
  const changed = Buffer.from(whole)
  changed[whole.indexOf('xxxx') + 1_000] = 121
  await expect(restore(changed)).rejects.toThrow(/backup-damaged/)
  await expect(restore(Buffer.from('not a tar'.repeat(200)))).rejects.toThrow(/cut-off|not-a-backup/)
  untouched()
})

it.each(['../out', 'repositories/../../out', '/etc/out', 'keep/x', 'images//x', 'repositories/./x'])(
  'a name that leads elsewhere is refused: %s',
  async (path) => {
    const whole = await archive()
    const body = Buffer.from('evil')
    const entry = Buffer.concat([headerOf(path, 'file', 0o600, body.length, ''), body, padding(body.length)])
    // Right after the label, which is one header and one block.
    const forged = Buffer.concat([whole.subarray(0, 1_024), entry, whole.subarray(1_024)])
    await expect(restore(forged)).rejects.toThrow(/not-a-backup/)
    untouched()
    expect(existsSync(join(root, 'out'))).toBe(false)
  },
)

it('a link is refused, and a folder in use is left alone', async () => {
  const whole = await archive()
  const link = headerOf('repositories/x', 'link', 0o777, 0, '/etc/passwd')
  const forged = Buffer.concat([whole.subarray(0, 1_024), link, whole.subarray(1_024)])
  await expect(restore(forged)).rejects.toThrow(/not-a-backup/)
  writeFileSync(folderAt('used').controlDatabase, 'mine')
  await expect(restore(whole, 'used')).rejects.toThrow(/folder-not-empty/)
  expect(readFileSync(folderAt('used').controlDatabase, 'utf8')).toBe('mine')
})
