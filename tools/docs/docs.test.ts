import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { codes } from '../../src/kernel/codes.ts'
import { fileCodes } from '../../src/kernel/codes-file.ts'
import { machineCodes } from '../../src/kernel/codes-machine.ts'
import { peopleCodes } from '../../src/kernel/codes-people.ts'
import { topics } from '../../src/kernel/topic.ts'
import { commandFolders, commandPages } from './pages.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const markdown = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)

describe('pages of commands', () => {
  it('are what npm run docs makes of the commands, and nothing else is there', async () => {
    const pages = await commandPages()
    const there = commandFolders.flatMap(markdown)
    expect([...there].sort()).toEqual(pages.map(({ file }) => file).sort())
    for (const { file, text } of pages) expect(`${file}\n${read(file)}`).toBe(`${file}\n${text}`)
  })
})

describe('topics', () => {
  it('have a page in both languages, and there is none without a topic', () => {
    for (const folder of ['docs/en/concepts', 'docs/fr/notions'])
      expect(readdirSync(join(root, folder)).sort()).toEqual(topics.map((topic) => `${topic}.md`).sort())
  })

  it('explain each code once', () => {
    const counted = [fileCodes, peopleCodes, machineCodes].flatMap((some) => Object.keys(some))
    expect(new Set(counted).size).toBe(counted.length)
    expect(Object.keys(codes).length).toBe(counted.length)
  })

  it('fit a terminal: no table, no line of code over 100 columns', () => {
    for (const file of [...markdown('docs/en/concepts'), ...markdown('docs/fr/notions')])
      for (const line of read(file).split('\n')) {
        expect([file, line.startsWith('|')]).toEqual([file, false])
        expect([file, line.length <= 120]).toEqual([file, true])
      }
  })
})

describe('links between pages', () => {
  it('lead to files that are there', () => {
    for (const file of [
      ...markdown('docs'),
      'README.md',
      'LISEZMOI.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
    ])
      for (const [, target = ''] of read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g))
        if (!/^[a-z]+:/.test(target))
          expect([file, target, existsSync(join(root, dirname(file), target))]).toEqual([file, target, true])
  })
})
