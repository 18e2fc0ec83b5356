import { topicOf } from '../kernel/codes.ts'
import { formatPlace, type Problem, ProblemError } from '../kernel/problem.ts'
import { same, type Text } from '../kernel/text.ts'
import type { Topic } from '../kernel/topic.ts'
import { type ExitCode, exitOf } from './exit.ts'
import { expectedLine, todoLine, unexpected, warningLine } from './messages.ts'
import { helpLine } from './messages-help.ts'
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

/** Problems, each with the topic that explains it: what programs get. */
export const withTopics = (problems: readonly Problem[]): readonly (Problem & { readonly topic?: Topic })[] =>
  problems.map((problem) => {
    const topic = topicOf(problem.code)
    return topic === undefined ? problem : { ...problem, topic }
  })

/** All that is wrong, and in the last line where to read about it. */
export const complaint = (problems: readonly Problem[]): readonly Text[] => {
  const topics = new Set(problems.flatMap(({ code }) => topicOf(code) ?? []))
  return [...problems.flatMap(problemLines), ...(topics.size === 0 ? [] : [helpLine([...topics])])]
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
  if (terminal.json) terminal.errorDocument({ problems: withTopics(problems), exit })
  else terminal.complain(...complaint(problems))
  if (!(error instanceof ProblemError) && process.env['ECLUSE_TRACE'] !== undefined)
    terminal.complain(same(error instanceof Error ? (error.stack ?? '') : String(error)))
  return exit
}
