import { expect, it } from 'vitest'
import { lastWord } from './last-word.ts'

const thrown = `    at async file:///app/src/migrate.js:21:5 {
  length: 101,
  severity: 'ERROR',
  code: '42P01',
}`.split('\n')

it.each([
  [[], null],
  [['', ' '], null],
  [['first', 'column claims is not there', ''], 'column claims is not there'],
  [
    ['error: relation "x" does not exist', ...thrown, '', 'Node.js v24.21.0'],
    'error: relation "x" does not exist',
  ],
  [
    ['Traceback', 'sqlalchemy.exc.ProgrammingError: no such column', 'done'],
    'sqlalchemy.exc.ProgrammingError: no such column',
  ],
  [['nothing', 'Node.js v24.21.0'], 'nothing'],
])('of %j it is %j', (lines, word) => expect(lastWord(lines)).toBe(word))
