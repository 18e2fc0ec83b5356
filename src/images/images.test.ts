import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Folder } from '../folder/layout.ts'
import { openFolder } from '../folder/open.ts'
import type { Digest } from '../kernel/canonical.ts'
import { blobPath, putBlob, readBlob } from './blobs.ts'
import { type LayerEntry, putLayer } from './layer.ts'
import { present, readImage, writeImage } from './manifest.ts'
import { headerOf, padding } from './tar-header.ts'
import { readTar } from './tar-read.ts'
import type { Layer } from './types.ts'
import { unpack } from './unpack.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-images-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let made = 0
const newFolder = (): Folder => {
  made += 1
  return openFolder(join(base, `data-${made}`))
}

const source = (name: string, content: string): { source: string; size: number } => {
  const path = join(base, name)
  writeFileSync(path, content)
  return { source: path, size: Buffer.byteLength(content) }
}

const runtime: LayerEntry = { path: 'usr/local/bin/node', kind: 'program', ...source('node', '#!/bin/sh\n') }
const utf8 = (words: string) => Buffer.from(words).toString('latin1')
const application: readonly LayerEntry[] = [
  { path: 'app/server.js', kind: 'file', ...source('server.js', 'hello') },
  { path: utf8(`app/é ${'long '.repeat(40)}\n.txt`), kind: 'file', ...source('long', 'x') },
  { path: 'app/\xe9\xff', kind: 'file', ...source('raw', 'raw') },
  { path: 'app/node_modules/.bin/x', kind: 'link', target: '../x/cli.js' },
  { path: 'app/node_modules/x/cli.js', kind: 'program', ...source('cli.js', '#!/usr/bin/env node\n') },
  { path: 'app/empty', kind: 'folder' },
]
const config = {
  created: '1970-01-01T00:00:00Z',
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/usr/local/bin'], Cmd: ['node', 'server.js'], WorkingDir: '/app', Labels: {} },
}

const imageOf = async (folder: Folder, ...layers: (readonly LayerEntry[])[]): Promise<Digest> => {
  const put: Layer[] = []
  for (const entries of layers) put.push(await putLayer(folder, entries))
  return writeImage(folder, put, config, 'claims/web')
}

describe('an image layout', () => {
  test('the same entries give the same digest, in any order, and other tools read it', async () => {
    const [one, two] = [newFolder(), newFolder()]
    const image = await imageOf(one, [runtime], application)
    expect(await imageOf(two, [runtime], [...application].reverse())).toBe(image)
    expect(await imageOf(one, [runtime], application)).toBe(image)
    const index = JSON.parse(readFileSync(join(one.images, 'index.json'), 'utf8'))
    expect(index.manifests).toHaveLength(1)
    const { manifest, config: read } = await readImage(one, image)
    expect(read.config.Cmd).toEqual(['node', 'server.js'])
    const layer = manifest.layers[1]?.digest ?? image
    const listing = execFileSync('tar', ['--numeric-owner', '-tvzf', blobPath(one, layer)], {
      env: { TZ: 'UTC', LC_ALL: 'C', PATH: process.env['PATH'] },
    })
    const lines = listing.toString('latin1').trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    for (const line of lines)
      expect(line).toMatch(/^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x|lrwxrwxrwx) 0\/0 +\d+ 1970-01-01 00:00 app/)
  })

  test('unpacked: exact names and bytes, read-only files, links kept; once, however many ask', async () => {
    const folder = newFolder()
    const image = await imageOf(folder, [runtime], application)
    const all = await Promise.all(Array.from({ length: 8 }, () => unpack(folder, image)))
    const { root, node, app, start } = all[0] ?? (await unpack(folder, image))
    expect(new Set(all.map((one) => one.root)).size).toBe(1)
    expect([node, app, start]).toEqual([
      join(root, 'usr/local/bin/node'),
      join(root, 'app'),
      ['node', 'server.js'],
    ])
    expect(statSync(node).mode & 0o777).toBe(0o555)
    expect(statSync(join(app, 'server.js')).mode & 0o777).toBe(0o444)
    expect(statSync(join(app, 'node_modules/.bin/x')).mode & 0o777).toBe(0o555)
    expect(readFileSync(join(app, `é ${'long '.repeat(40)}\n.txt`), 'utf8')).toBe('x')
    expect(readFileSync(Buffer.concat([Buffer.from(`${app}/`), Buffer.from([0xe9, 0xff])]), 'utf8')).toBe(
      'raw',
    )
    expect(readdirSync(folder.unpacked).sort()).toEqual([image.slice(7), 'layers'])
    const other = await imageOf(folder, [runtime], application.slice(0, 1))
    expect(statSync((await unpack(folder, other)).node).ino).toBe(statSync(node).ino)
  })

  test('present only while every blob has its digest; a damaged one is never unpacked', async () => {
    const folder = newFolder()
    const image = await imageOf(folder, [runtime], application)
    expect(await present(folder, image)).toBe(true)
    expect(await present(folder, `sha256:${'0'.repeat(64)}`)).toBe(false)
    const layer = (await readImage(folder, image)).manifest.layers[1]?.digest ?? image
    const bytes = readFileSync(blobPath(folder, layer))
    bytes[bytes.length - 30] = (bytes[bytes.length - 30] ?? 0) ^ 1
    writeFileSync(blobPath(folder, layer), bytes)
    expect(await present(folder, image)).toBe(false)
    await expect(unpack(folder, image)).rejects.toThrow('image-damaged')
    truncateSync(blobPath(folder, layer), 0)
    await expect(unpack(folder, image)).rejects.toThrow('image-damaged')
    rmSync(blobPath(folder, layer))
    expect(await present(folder, image)).toBe(false)
    await expect(unpack(folder, image)).rejects.toThrow('image-missing')
    expect(readdirSync(folder.unpacked)).toEqual(['layers'])
    expect(readdirSync(join(folder.unpacked, 'layers'))).toHaveLength(1)
  })

  test('a write that fails leaves nothing', async () => {
    const folder = newFolder()
    const torn = async function* () {
      yield Buffer.from('half')
      throw new Error('torn')
    }
    await expect(putBlob(folder, torn())).rejects.toThrow('torn')
    expect(readdirSync(join(folder.images, 'blobs', 'sha256'))).toEqual([])
    await expect(readBlob(folder, 'sha256:../x' as Digest)).rejects.toThrow('bad-digest')
  })
})

describe('archives that are refused', () => {
  const evil: readonly (readonly [string, readonly LayerEntry[], string])[] = [
    [
      'a link out',
      [...application, { path: 'app/out', kind: 'link', target: '../../etc/passwd' }],
      'bad-image',
    ],
    [
      'an absolute link',
      [...application, { path: 'app/out', kind: 'link', target: '/etc/passwd' }],
      'bad-image',
    ],
    [
      'through a link',
      [
        ...application,
        { path: 'app/up', kind: 'link', target: '..' },
        { path: 'app/up/x', kind: 'file', ...source('x', 'x') },
      ],
      'bad-archive',
    ],
    ['above the root', [...application, { path: '../x', kind: 'file', ...source('x', 'x') }], 'bad-archive'],
    ['no application', [{ path: 'usr/x', kind: 'file', ...source('x', 'x') }], 'bad-image'],
    ['the runtime twice', [...application, runtime], 'bad-image'],
  ]
  test.each(evil)('%s', async (_, entries, code) => {
    const folder = newFolder()
    const image = await imageOf(folder, [runtime], entries)
    await expect(unpack(folder, image)).rejects.toThrow(code)
    expect(readdirSync(folder.unpacked)).toEqual(['layers'])
  })

  test('nothing of a later layer is written through a link of an earlier one', async () => {
    const folder = newFolder()
    const trap: readonly LayerEntry[] = [...application, { path: 'app/data', kind: 'link', target: 'empty' }]
    const image = await imageOf(folder, [runtime], trap, [
      { path: 'app/data/x', kind: 'file', ...source('x', 'x') },
    ])
    await expect(unpack(folder, image)).rejects.toThrow('bad-image')
  })
})

describe('tar', () => {
  const name = fc
    .array(fc.uint8Array({ minLength: 1, maxLength: 120 }), { minLength: 1, maxLength: 3 })
    .map((parts) =>
      parts
        .map((part) =>
          Buffer.from(part.map((byte) => (byte === 0 || byte === 47 ? 95 : byte))).toString('latin1'),
        )
        .join('/'),
    )

  test('whatever bytes a name has, it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(name, name, fc.uint8Array({ maxLength: 2_000 }), async (path, target, content) => {
        const bytes = Buffer.concat([
          headerOf(path, 'file', 0o644, content.length, ''),
          content,
          padding(content.length),
          headerOf(path, 'link', 0o777, 0, target),
          Buffer.alloc(1024),
        ])
        const found: unknown[] = []
        const chunks = async function* () {
          for (let at = 0; at < bytes.length; at += 333) yield bytes.subarray(at, at + 333)
        }
        for await (const item of readTar(chunks())) {
          const parts: Buffer[] = []
          for await (const part of item.body()) parts.push(part)
          found.push([item.path, item.kind, item.target, Buffer.concat(parts).toString('latin1')])
        }
        expect(found).toEqual([
          [path, 'file', '', Buffer.from(content).toString('latin1')],
          [path, 'link', target, ''],
        ])
      }),
      { numRuns: 60 },
    )
  })

  test('archives of the system’s tar, in each of its formats', async () => {
    const from = join(base, 'from')
    mkdirSync(join(from, 'd'.repeat(90), 'e'.repeat(90)), { recursive: true })
    writeFileSync(join(from, 'd'.repeat(90), 'e'.repeat(90), 'file'), 'deep')
    symlinkSync(`${'d'.repeat(90)}/${'e'.repeat(90)}/file`, join(from, 'link'))
    for (const format of ['gnu', 'pax', 'ustar']) {
      const archive = gunzipSync(
        execFileSync('tar', [
          '-C',
          from,
          `--format=${format}`,
          '-czf',
          '-',
          ...(format === 'ustar' ? ['d'.repeat(90)] : ['.']),
        ]),
      )
      const found: string[] = []
      for await (const item of readTar(one(archive))) {
        const parts: Buffer[] = []
        for await (const part of item.body()) parts.push(part)
        found.push(`${item.kind} ${item.path.replace(/^\.\//, '')} ${item.target}${Buffer.concat(parts)}`)
      }
      expect(found).toContain(`file ${'d'.repeat(90)}/${'e'.repeat(90)}/file deep`)
    }
  })

  test('broken ones are refused, never half read', async () => {
    const good = Buffer.concat([
      headerOf('a', 'file', 0o644, 600, ''),
      Buffer.alloc(600),
      padding(600),
      Buffer.alloc(1024),
    ])
    const changed = Buffer.from(good)
    changed[3] = 7
    for (const bytes of [good.subarray(0, 700), good.subarray(0, 100), changed]) {
      const read = async () => {
        for await (const _ of readTar(one(bytes)));
      }
      await expect(read()).rejects.toThrow('bad-archive')
    }
  })
})

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
