import { isTest, type Problem, type SourceFile } from './problem.ts'
import { isPure, roomOf } from './rings.ts'
import { scan, type Token } from './scan.ts'

/** Globals that are I/O, time or chance by themselves. */
const GLOBALS = new Set([
  'process',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'console',
  'crypto',
  'globalThis',
  'require',
  'WebSocket',
])
/** Members that read the clock, draw, or depend on the machine's language and zone. */
const MEMBERS: Readonly<Record<string, string>> = {
  'Date.now': 'reads the clock',
  'Math.random': 'draws at random',
  'Temporal.Now': 'reads the clock',
  'import.meta': 'depends on where the file stands',
}
const LOCAL =
  /^(getFullYear|getMonth|getDate|getDay|getHours|getMinutes|getSeconds|getTimezoneOffset|localeCompare|toLocale(String|DateString|TimeString|UpperCase|LowerCase))$/

const WORDS_AROUND = new Set(['import', 'export', 'from'])

/** What a pure room does that is no function of its arguments. */
export const purityProblems = (file: SourceFile): readonly Problem[] => {
  const room = roomOf(file.path)
  if (room === undefined || !isPure(room) || isTest(file.path)) return []
  const code = scan(file.text).filter((token) => token.kind !== 'comment')
  return code.flatMap((token, index) => {
    const why = impure(code, index)
    if (why === undefined) return []
    return [
      {
        file: file.path,
        line: token.line,
        rule: 'purity',
        what: `${room} is pure, and ${why}`,
        todo: 'take the time, the number or the data as an argument',
      },
    ]
  })
}

const impure = (code: readonly Token[], index: number): string | undefined => {
  const token = code[index]
  if (token?.kind !== 'word') return undefined
  const before = code[index - 1]?.text ?? ''
  const [after, then, last] = [
    code[index + 1]?.text ?? '',
    code[index + 2]?.text ?? '',
    code[index + 3]?.text ?? '',
  ]
  const member = `${token.text}.${then}`
  if (after === '.' && before !== '.' && MEMBERS[member] !== undefined) return `${member} ${MEMBERS[member]}`
  if (before === '.' && LOCAL.test(token.text))
    return `${token.text} depends on the machine's language or zone`
  if (token.text === 'Date' && after === '(' && then === ')') return 'Date() reads the clock'
  if (token.text === 'Date' && before === 'new' && after !== '(') return 'new Date reads the clock'
  if (token.text === 'import' && after === '(' && last !== '') return 'import() loads while it runs'
  return isGlobal(token.text, before, after) ? `${token.text} is the outside world` : undefined
}

/** A global used as a value: neither a member, nor a key, nor a parameter of the same name. */
const isGlobal = (word: string, before: string, after: string): boolean =>
  GLOBALS.has(word) && before !== '.' && !WORDS_AROUND.has(before) && ['.', '(', '['].includes(after)
