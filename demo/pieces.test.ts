import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { takePort } from './address.ts'
import { compareClaims, readAcknowledged } from './claims.ts'
import { nextPace, startPace } from './crowd/pace.ts'
import { readOptions } from './options.ts'
import { openScreen } from './screen.ts'
import { startRepository, versions, writeVersion } from './versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('options', () => {
  test('the language comes from the option, else from the locale', () => {
    expect(readOptions([], { LANG: 'fr_CA.UTF-8' })).toMatchObject({
      language: 'fr',
      exit: false,
      people: 1_000,
    })
    expect(readOptions(['--language', 'en', '--exit'], { LANG: 'fr_CA' })).toMatchObject({
      language: 'en',
      exit: true,
    })
    expect(readOptions(['--language=fr', '--rate=50'], {})).toMatchObject({ language: 'fr', rate: 50 })
    expect(readOptions([], { LC_ALL: 'C' })).toMatchObject({ language: 'en' })
  })

  test.each([['--exot'], ['--language', 'de'], ['--rate', '0'], ['--people', 'many'], ['--people']])(
    '%s is refused',
    (...argv) => {
      expect(readOptions(argv, {})).toHaveProperty('fr')
    },
  )
})

describe('the screen', () => {
  const shown = (isTTY: boolean) => {
    let text = ''
    const screen = openScreen({ isTTY, columns: 20, write: (more) => (text += more) })
    screen.line('one')
    for (let n = 0; n < 7; n += 1) screen.now(`second ${n} and a long way more`)
    screen.line('two')
    screen.close()
    return text
  }

  test('in a pipe there are plain lines, a few seconds apart', () => {
    expect(shown(false)).toBe('one\nsecond 0 and a long way more\nsecond 5 and a long way more\ntwo\n')
  })

  test('on a terminal one line is painted again in its place, no wider than it', () => {
    const text = shown(true)
    expect(text.endsWith('\r\u001b[Ktwo\n\r\u001b[Ksecond 6 and a long\r\u001b[K')).toBe(true)
    expect(text.split('\n')).toHaveLength(3)
  })
})

describe('the pace', () => {
  const run = (loads: readonly [requests: number, p99: number][]) =>
    loads.reduce((pace, [requests, p99]) => nextPace(pace, { requests, p99 }), startPace(600))
  const times = (n: number, load: [number, number]) => Array.from({ length: n }, () => load)

  test('a short stall changes nothing, a slow machine gets a quarter less, and more again later', () => {
    expect(run(times(3, [200, 3_000])).rate).toBe(600)
    expect(run(times(4, [590, 900]))).toMatchObject({ rate: 450, lowest: 450 })
    expect(run([...times(4, [300, 100]), ...times(8, [450, 20])])).toMatchObject({ rate: 518, lowest: 450 })
  })

  test('it never goes below the floor', () => {
    expect(run(times(200, [0, 0])).rate).toBe(60)
  })
})

describe('claims', () => {
  const database = join(folder, 'claims.db')
  const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  const store = (rows: readonly (readonly [number, string])[]) => {
    const claims = new DatabaseSync(database)
    claims.exec('DROP TABLE IF EXISTS claims; CREATE TABLE claims (id TEXT PRIMARY KEY, name TEXT)')
    for (const [n, name] of rows) claims.prepare('INSERT INTO claims VALUES (?, ?)').run(id(n), name)
    claims.close()
  }
  const told = new Map([
    [id(1), 'Person 1 claim 1'],
    [id(2), 'Person 2 claim 1'],
  ])

  test('as told', () => {
    store([
      [1, 'Person 1 claim 1'],
      [2, 'Person 2 claim 1'],
      [3, 'Person 3 claim 1'],
    ])
    expect(compareClaims(told, database)).toEqual({ acknowledged: 2, stored: 3, missing: [], doubled: [] })
  })

  test('one is missing, one has another name, one is there twice', () => {
    store([
      [1, 'Person 9 claim 1'],
      [3, 'Person 9 claim 1'],
    ])
    expect(compareClaims(told, database)).toMatchObject({
      missing: ['Person 1 claim 1', 'Person 2 claim 1'],
      doubled: ['Person 9 claim 1'],
    })
  })

  test('the list is read line by line', () => {
    writeFileSync(join(folder, 'list'), `${id(1)} Person 1 claim 1\n${id(2)} Person 2 claim 1\n`)
    expect(readAcknowledged(join(folder, 'list'))).toEqual(told)
  })
})

test('two runs never take the same port', async () => {
  const always = () => 0.5
  await expect(takePort(always)).resolves.toBe(19_000)
  await expect(takePort(always)).rejects.toThrow('no free port')
})

test('every version applies to the example as it is, and changes what it says', async () => {
  const repository = join(folder, 'repository')
  await startRepository(join(import.meta.dirname, '..', 'examples', 'claims'), repository, '127.0.0.1:18999')
  for (const version of versions) {
    await writeVersion(repository, version)
    for (const component of ['web', 'api'] as const) {
      const said = JSON.parse(await readFile(join(repository, component, 'version.json'), 'utf8')) as {
        version: string
      }
      expect(said.version).toBe(version.known[component])
    }
  }
  const config = await readFile(join(repository, 'ecluse.yaml'), 'utf8')
  expect(config).toContain('listen: 127.0.0.1:18999')
  expect(config).toContain('steps: [20%, 50%]')
  const again = versions.find(({ name }) => name === 'v1.1')
  if (again !== undefined) await expect(writeVersion(repository, again)).rejects.toThrow('0 places')
})
