import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { everywhere } from '../../src/cli/messages-help.ts'
import { verbs } from '../../src/cli/verbs.ts'
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

/** `ecluse ...` in code, as words. */
const commandsIn = (text: string): readonly (readonly string[])[] =>
  [...text.matchAll(/`(ecluse [^`]+)`|^(?:\$ )?(ecluse [a-z].*)$/gm)]
    .map(([, span, line]) => (span ?? line ?? '').split(/ (?:&&|\|\|?|--) /)[0] ?? '')
    .map((command) => command.split(/\s+/).slice(1))

describe('commands that the pages name', () => {
  it('are there, with the options that are named', async () => {
    const files = [...markdown('docs/en'), ...markdown('docs/fr'), 'README.md', 'LISEZMOI.md', 'docs/ci.md']
    const known = new Set(everywhere.flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? []))
    for (const file of files)
      for (const words of commandsIn(read(file))) {
        const [first = '', second = ''] = words
        // A typing error that a page shows on purpose, and COMMAND in general.
        if (first === 'shp' || !/^[a-z]/.test(first)) continue
        const name = verbs[`${first} ${second}`] === undefined ? first : `${first} ${second}`
        const entry = verbs[name]
        const isGroup = Object.keys(verbs).some((verb) => verb.startsWith(`${first} `))
        expect([file, words, entry !== undefined || isGroup]).toEqual([file, words, true])
        const options = (await entry?.load())?.options ?? []
        const own = options.flatMap(({ flags }) => flags.match(/--[a-z-]+/g) ?? [])
        for (const word of words.filter((one) => /^--[a-z]/.test(one)))
          expect([file, words, known.has(word) || own.includes(word)]).toEqual([file, words, true])
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
