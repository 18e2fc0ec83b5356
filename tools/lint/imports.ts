import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { isTest, type Problem, type SourceFile } from './problem.ts'
import { isPure, packages, pureModules, ringOf, rings, roomOf } from './rings.ts'
import { scan, type Token } from './scan.ts'

type Import = { readonly from: string; readonly line: number; readonly names: readonly string[] }

const BETWEEN = new Set(['{', '}', ',', '*'])

/** What a file imports or exports again, also by `import()`; `names`: the words between. */
export const importsOf = (tokens: readonly Token[]): readonly Import[] => {
  const code = tokens.filter((token) => token.kind !== 'comment')
  return code.flatMap((token, index) => {
    if (token.kind !== 'word' || (token.text !== 'import' && token.text !== 'export')) return []
    if (code[index - 1]?.text === '.') return []
    const names: string[] = []
    for (const next of code.slice(index + 1)) {
      if (next.kind === 'string') return [{ from: next.text, line: token.line, names }]
      if (next.kind === 'word') names.push(next.text)
      else if (!BETWEEN.has(next.text) && !(next.text === '(' && names.length === 0)) return []
    }
    return []
  })
}

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

/** Every import of a file of `src/` against the rings; `demo/` may use the kernel alone. */
export const importProblems = (file: SourceFile): readonly Problem[] => {
  if (isTest(file.path)) return []
  const room = file.path.startsWith('demo/') ? 'demo' : roomOf(file.path)
  if (room === undefined) return []
  if (room !== 'demo' && ringOf(room) < 0) return [unknownRoom(file, room)]
  return importsOf(scan(file.text)).flatMap((one) => {
    const problem = one.from.startsWith('.') ? inside(file.path, room, one.from) : outside(room, one)
    return problem === undefined ? [] : [{ file: file.path, line: one.line, ...problem }]
  })
}

const unknownRoom = (file: SourceFile, room: string): Problem => ({
  file: file.path,
  line: 1,
  rule: 'rings',
  what: `the room ${room} stands in no ring`,
  todo: 'name it in tools/lint/rings.ts, or move the file to the room that it belongs to',
})

type Finding = Pick<Problem, 'rule' | 'what' | 'todo'> | undefined

const inside = (path: string, room: string, from: string): Finding => {
  const target = posix.normalize(posix.join(posix.dirname(path), from))
  if (!/\.(ts|json|mjs|js)$/.test(target)) {
    return { rule: 'imports', what: `'${from}' has no ending`, todo: 'write the ending of the file, .ts' }
  }
  const other = roomOf(target)
  if (room === 'demo') {
    if (other === undefined || other === 'kernel') return undefined
    return {
      rule: 'rings',
      what: `the demo imports ${other}: it does only what a user can`,
      todo: 'drive the command instead, or use the kernel',
    }
  }
  if (other === undefined) {
    return { rule: 'rings', what: `'${from}' leaves src`, todo: 'move what is shared into a room of src' }
  }
  if (isTest(target)) {
    return {
      rule: 'rings',
      what: `'${from}' belongs to the tests`,
      todo: 'move what is shared out of the fixture',
    }
  }
  return other === room ? undefined : across(room, other)
}

const across = (room: string, other: string): Finding => {
  const [mine, its] = [ringOf(room), ringOf(other)]
  const names = `${room} (${rings[mine]?.name}) imports ${other} (${rings[its]?.name ?? 'no ring'})`
  const adapters = rings.findIndex((ring) => ring.name === 'adapters')
  if (its === adapters && room !== 'main') {
    return {
      rule: 'rings',
      what: `${names}: only main names adapters`,
      todo: 'ask for the port in src/ports and let main hand the adapter in',
    }
  }
  if (its >= 0 && its < mine) return undefined
  return {
    rule: 'rings',
    what: `${names}, which is not in a ring before it`,
    todo: 'move what both need into a ring before both, or hand it in as an argument',
  }
}

const outside = (room: string, { from, names }: Import): Finding => {
  const bare = packageOf(from)
  if (!from.startsWith('node:') && builtinModules.includes(bare)) {
    return { rule: 'imports', what: `'${from}' without its prefix`, todo: `write 'node:${from}'` }
  }
  if (!from.startsWith('node:')) return room === 'demo' ? foreign(from) : owned(room, bare)
  if (!isPure(room)) return undefined
  if (pureModules[from]?.includes(room) !== true) {
    return {
      rule: 'purity',
      what: `${room} is pure and imports ${from}`,
      todo: 'take the data as an argument, or move the function to an adapter',
    }
  }
  const drawn = names.find((name) => /^(random|generate)/.test(name))
  return drawn === undefined
    ? undefined
    : {
        rule: 'purity',
        what: `${room} is pure and draws by ${drawn}`,
        todo: 'take the id or number as an argument',
      }
}

const foreign = (from: string): Finding => ({
  rule: 'packages',
  what: `the demo imports ${from}: it needs no package`,
  todo: 'use what Node has',
})

const owned = (room: string, bare: string): Finding => {
  const owners = packages[bare]
  if (owners?.includes(room) === true) return undefined
  return {
    rule: 'packages',
    what: `${room} imports ${bare}, ${owners === undefined ? 'which no room owns' : `which belongs to ${owners.join(', ')}`}`,
    todo: 'use the room that owns it; a new owner is named in tools/lint/rings.ts, with its reason in docs/decisions',
  }
}
