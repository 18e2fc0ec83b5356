import { isTest, type Problem, type SourceFile } from './problem.ts'
import { ringOf, roomOf, shelves } from './rings.ts'
import { scan, type Token } from './scan.ts'

const LONGEST_FILE = 400
const LONGEST_README = 40

const lines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

/** The form of one file: its length, and what the house does not use. */
export const shapeProblems = (file: SourceFile): readonly Problem[] => {
  const length = lines(file.text)
  const long: Problem = {
    file: file.path,
    line: LONGEST_FILE + 1,
    rule: 'length',
    what: `${length} lines, at most ${LONGEST_FILE}`,
    todo: 'split it by what its parts are for',
  }
  const folder = file.path.split('/').find((part) => /^(utils?|helpers?|common|misc)$/.test(part))
  const nameless: Problem = {
    file: file.path,
    line: 1,
    rule: 'names',
    what: `a folder called ${folder} says nothing`,
    todo: 'name it for what it holds',
  }
  return [
    ...(length > LONGEST_FILE ? [long] : []),
    ...(folder === undefined ? [] : [nameless]),
    ...tokenProblems(file),
  ]
}

const tokenProblems = (file: SourceFile): readonly Problem[] => {
  const tokens = scan(file.text)
  const code = tokens.filter((token) => token.kind !== 'comment')
  const inCode = code.flatMap((_, index) => named(file, code, index))
  return [...inCode, ...tokens.flatMap((token) => (token.kind === 'comment' ? said(file, token) : []))]
}

const named = (file: SourceFile, code: readonly Token[], index: number): readonly Problem[] => {
  const token = code[index]
  if (token?.kind !== 'word') return []
  const before = code[index - 1]
  const after = code[index + 1]
  const at = { file: file.path, line: token.line }
  // vitest reads its own settings from a default export.
  if (token.text === 'default' && before?.text === 'export' && !file.path.endsWith('.config.ts')) {
    return [{ ...at, rule: 'exports', what: 'a default export has no name', todo: 'export it by its name' }]
  }
  if (token.text === 'enum' && after?.kind === 'word' && before?.text !== '.') {
    return [{ ...at, rule: 'types', what: 'an enum', todo: 'use a union of strings' }]
  }
  if (token.text === 'any' && isAnyType(before, after)) {
    return [
      { ...at, rule: 'types', what: 'the type any', todo: 'use unknown and narrow it, or the real type' },
    ]
  }
  return []
}

/** `any` where a type stands: after `:`, `as`, `<`, `|`, `&`, `=>`, `,` or `(` and not itself a name. */
const isAnyType = (before: Token | undefined, after: Token | undefined): boolean =>
  before !== undefined &&
  ([':', '<', '|', '&', '>'].includes(before.text) || before.text === 'as') &&
  ![':', '.', '('].includes(after?.text ?? '')

const SILENCED = /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable|istanbul ignore|v8 ignore/
/** At the begin of a comment's line, or with a colon: TAP, for one, has a word TODO of its own. */
const LATER = /(?<=^[\s*]*)(TODO|FIXME|XXX|HACK)\b|\b(TODO|FIXME|XXX|HACK)(?=[:(])/m

const said = (file: SourceFile, { text, line }: Token): readonly Problem[] => {
  const silenced = SILENCED.exec(text)?.[0]
  if (silenced !== undefined && !isTest(file.path)) {
    return [
      {
        file: file.path,
        line,
        rule: 'comments',
        what: `${silenced} silences a check`,
        todo: 'write it so that the check passes',
      },
    ]
  }
  const later = LATER.exec(text)?.[0]
  if (later === undefined) return []
  return [
    {
      file: file.path,
      line,
      rule: 'comments',
      what: `${later} in the code`,
      todo: 'do it now, or write an issue',
    },
  ]
}

/** Every room has its README; `readmes` holds those that there are, by path. */
export const readmeProblems = (
  paths: readonly string[],
  readmes: ReadonlyMap<string, string>,
): readonly Problem[] => {
  const rooms = [...new Set(paths.flatMap((path) => roomOf(path) ?? []))].filter((room) => ringOf(room) >= 0)
  return rooms.sort().flatMap((room) => {
    const file = `src/${room}/README.md`
    const text = readmes.get(file)
    const found = text === undefined ? 'the room has no README' : undefined
    const long = text !== undefined && lines(text) > LONGEST_README
    const what = long ? `${lines(text)} lines, at most ${LONGEST_README}` : found
    return what === undefined
      ? []
      : [
          {
            file,
            line: 1,
            rule: 'readme',
            what,
            todo: 'say what it is for, its contract, its invariants, what it refuses',
          },
        ]
  })
}

/** Files that stand in `src/` or on a shelf beside the rooms. */
export const strayProblems = (paths: readonly string[]): readonly Problem[] =>
  paths
    .filter((path) => path.startsWith('src/') && roomOf(path) === undefined)
    .map((file) => ({
      file,
      line: 1,
      rule: 'rings',
      what: `stands in no room (shelves: ${shelves.join(', ')})`,
      todo: 'move it into the room that it belongs to',
    }))
