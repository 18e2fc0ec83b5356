import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { text } from '../api/basics.ts'
import { Bench } from './run.fixture.ts'
import { width } from './wrap.ts'

const bench = new Bench()
bench.inGit = false
afterAll(() => bench.close())

let made = 0
const folderOf = (files: Readonly<Record<string, string>>): string => {
  made += 1
  const folder = join(bench.root, `app-${made}`)
  mkdirSync(folder)
  for (const [name, words] of Object.entries(files)) writeFileSync(join(folder, name), words)
  return folder
}

const application = {
  'package.json':
    '{ "name": "benefits", "scripts": { "start": "node server.js" }, "engines": { "node": ">=24" } }',
  'package-lock.json': '{}',
  'server.js': "require('http').createServer((q, s) => s.end(q.url)).listen(process.env.PORT || 3000)",
}

const document = z.strictObject({
  folder: z.string(),
  files: z.array(
    z.strictObject({
      name: z.enum(['ecluse.yaml', 'ecluse.lock']),
      state: z.enum(['written', 'kept', 'not-needed']),
      text: z.string().nullable(),
    }),
  ),
  found: z.array(text),
  guessed: z.array(text),
  todo: z.array(text),
})

test('init writes both files, says what it found and guessed, starts nothing, and check agrees', async () => {
  const folder = folderOf(application)
  const { code, out, lines } = await bench.run(['init'], { folder })
  expect(code).toBe(0)
  expect(out).toMatch(/^wrote ecluse\.yaml\n {4}application: benefits\n/)
  expect(out).toMatch(/wrote ecluse\.lock/)
  expect(out).toMatch(/found: web starts with/)
  expect(out).toMatch(/guessed: /)
  expect(out).toMatch(/next: .*git init/)
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(100)
  expect((await bench.run(['check'], { folder })).code).toBe(0)
  expect(bench.exists).toBe(false)
})

test('a calendar is proposed with the holidays that are meant, and written when asked for', async () => {
  const plain = await bench.run(['init'], { folder: folderOf(application) })
  expect(plain.out).toMatch(/proposed: a calendar/)
  expect(plain.out).toContain('holidays: [CA-federal-public-service]')
  expect(plain.out.replace(/\s+/g, ' ')).toContain('with Easter Monday and the first Monday of August')
  const folder = folderOf(application)
  const { code, out } = await bench.run(['init', '--calendar', '--language', 'fr'], { folder })
  expect(code).toBe(0)
  expect(out).toContain('      open: Mon-Thu 09:00-16:00')
  expect(out.replace(/\s+/g, ' ')).toContain('lundi de Pâques')
  expect((await bench.run(['check'], { folder })).code).toBe(0)
})

test('a file that is there is kept as it is', async () => {
  const folder = folderOf({ ...application, 'ecluse.yaml': '# mine\n' })
  const { code, out } = await bench.run(['init', '--language', 'fr'], { folder })
  expect(code).toBe(0)
  expect(out).toContain('ecluse.yaml existe déjà')
  expect(readFileSync(join(folder, 'ecluse.yaml'), 'utf8')).toBe('# mine\n')
})

test('as JSON', async () => {
  const { out } = await bench.run(['init', '--json'], { folder: folderOf(application) })
  expect(document.parse(JSON.parse(out)).files.map(({ state }) => state)).toEqual(['written', 'written'])
})

test('where nothing can be started: code 2, nothing written', async () => {
  const folder = folderOf({})
  const { code, err } = await bench.run(['init'], { folder })
  expect([code, existsSync(join(folder, 'ecluse.yaml'))]).toEqual([2, false])
  expect(err).toMatch(/nothing-to-start/)
})
