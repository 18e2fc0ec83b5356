import { formatPlace, type Problem, ProblemError } from '../kernel/problem.ts'
import { same, type Text } from '../kernel/text.ts'
import { type ExitCode, exitOf } from './exit.ts'
import { expectedLine, todoLine, unexpected, warningLine } from './messages.ts'
import type { Terminal } from './terminal.ts'

/** `PLACE: code: sentence`, then what was expected and what to do. */
export const problemLines = (problem: Problem): readonly Text[] => {
  const place = problem.place === undefined ? '' : `${formatPlace(problem.place)}: `
  return [
    {
      en: `${place}${problem.code}: ${problem.message.en}`,
      fr: `${place}${problem.code} : ${problem.message.fr}`,
    },
    ...(problem.expected === undefined ? [] : [expectedLine(problem.expected)]),
    ...(problem.todo === undefined ? [] : [todoLine(problem.todo)]),
  ]
}

/** The same, marked as what may be meant. */
export const warningLines = (warning: Problem): readonly Text[] => {
  const [first, ...rest] = problemLines(warning)
  return first === undefined ? [] : [warningLine(first), ...rest]
}

export const problemsOf = (error: unknown): readonly Problem[] =>
  error instanceof ProblemError ? error.problems : [unexpected(error)]

/** Says what went wrong, as sentences or as one JSON document on standard error; gives the exit code. */
export const complain = (terminal: Terminal, error: unknown): ExitCode => {
  const problems = problemsOf(error)
  const exit = exitOf(problems)
  terminal.live(null)
  if (terminal.json) terminal.errorDocument({ problems, exit })
  else terminal.complain(...problems.flatMap(problemLines))
  if (!(error instanceof ProblemError) && process.env['ECLUSE_TRACE'] !== undefined)
    terminal.complain(same(error instanceof Error ? (error.stack ?? '') : String(error)))
  return exit
}
