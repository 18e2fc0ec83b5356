import type { Place } from '../kernel/problem.ts'
import { forwardOf } from './forward.ts'
import { type Judged, unknown } from './judged.ts'
import { type Known, knowNothing } from './known.ts'
import { why } from './messages.ts'
import { judgePostgres } from './postgres.ts'
import { judgeSqlite } from './sqlite.ts'
import type { Class, Dialect, Finding, MigrationFile, Statement } from './types.ts'

/** More than this is not read. */
export const largest = 2_000_000

const judges = { postgresql: judgePostgres, sqlite: judgeSqlite } as const

/** Line and column from 1 of a position. */
const placeAt = (file: string, text: string, at: number): Place => {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { file, line, column: at - (before.lastIndexOf('\n') + 1) + 1 }
}

const declaration =
  /^[ \t]*(?:--|\/\/|#|\*|\/\*)?[ \t]*ecluse:[ \t]*expands[ \t]+(\S.*?)[ \t]*(?:\*\/)?[ \t]*$/im

/** `-- ecluse: expands REASON`: the team's word for the statement below it. */
const declaredIn = (comment: string): string | undefined => {
  const lines = comment.split('\n').filter((line) => declaration.test(line))
  return lines.at(-1)?.match(declaration)?.[1]
}

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

const judgeOf = (statement: Statement, dialect: Dialect, known: Known): Judged =>
  statement.tree === null
    ? unknown(why.notUnderstood(statement.fault ?? ''))
    : judges[dialect](statement.tree, known)

const findingsIn = (
  file: MigrationFile,
  path: string,
  dialect: Dialect,
  known: Known,
): readonly Finding[] => {
  const whole = { place: { file: path, line: 1, column: 1 }, says: shortened(file.text.slice(0, 200)) }
  const wholeDeclared = (judged: Judged): readonly Finding[] => {
    const declared = declaredIn(file.text)
    return [{ ...judged, ...whole, ...(declared === undefined ? {} : { declared }) }]
  }
  if (file.statements === null) return wholeDeclared(unknown(why.code(languageOf(file.name))))
  if (file.text.length > largest) return wholeDeclared(unknown(why.tooLarge(file.text.length)))
  let after = 0
  return file.statements.map((statement) => {
    const judged = judgeOf(statement, dialect, known)
    const declared =
      judged.class === 'unknown' ? declaredIn(file.text.slice(after, statement.from)) : undefined
    after = statement.to
    return {
      ...judged,
      place: placeAt(path, file.text, statement.from),
      says: shortened(file.text.slice(statement.from, statement.to)),
      ...(declared === undefined ? {} : { declared }),
    }
  })
}

const languageOf = (name: string): string => {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? 'other' : name.slice(dot + 1)
}

export type Judgement = { readonly name: string; readonly findings: readonly Finding[] }

/**
 * What pending migrations do to the release before them, in the order given; those that ran already are `known` by
 * what they made. `folder`: before the names, as people know the files.
 */
export const classify = (
  pending: readonly MigrationFile[],
  ran: readonly MigrationFile[],
  dialect: Dialect,
  folder: string,
): readonly Judgement[] => {
  const known = knowNothing()
  for (const file of ran) findingsIn(file, file.name, dialect, known)
  // What ran is what the running release may use.
  for (const name of known.fresh) known.there.add(name)
  known.fresh.clear()
  const prefix = folder === '' || folder === '.' ? '' : `${folder}/`
  return pending.map((file) => ({
    name: file.name,
    findings: findingsIn(file, `${prefix}${file.name}`, dialect, known),
  }))
}

const severity = { expands: 0, unknown: 1, breaks: 2 } as const

/** What counts: a declared unknown expands by the team's word. */
export const counted = ({ class: is, declared }: Finding): Class =>
  is === 'unknown' && declared !== undefined ? 'expands' : is

/** The gravest class of all findings; without any, nothing is done. */
export const classOf = (findings: readonly Finding[]): Class =>
  findings.reduce<Class>(
    (worst, one) => (severity[counted(one)] > severity[worst] ? counted(one) : worst),
    'expands',
  )

/** What a reader is to be given of a file. */
export const readable = (text: string): string => forwardOf(text)
