import { formatInstant } from '../calendar/say.ts'
import type { Answer, Calendar } from '../calendar/types.ts'
import { windowAt } from '../calendar/windows.ts'
import { parseInstant } from '../config/instants.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Language } from '../kernel/text.ts'
import { answerLine, badInstant } from './messages-calendar.ts'
import { printable } from './printable.ts'

/** An instant as it was written, or a `ProblemError`. `line`: of standard input. */
export const readInstant = (words: string, line: number | null): number => {
  const instant = parseInstant(words)
  if (typeof instant === 'number') return instant
  throw new ProblemError(badInstant(words, instant, line))
}

/** What follows the instant on its line is the same for a whole stretch of the calendar. */
const tails = new WeakMap<Answer, string>()

const opensOf = (answer: Answer, { zone }: Calendar): string | null =>
  answer.verdict === 'hold' && answer.opens !== null ? formatInstant(answer.opens, zone) : null

/** What `--json` says of one instant, as a line. */
export const judgedLine = (words: string, answer: Answer, calendar: Calendar): string => {
  const known = tails.get(answer)
  // No instant has a character that JSON writes otherwise.
  if (known !== undefined) return `{"at":"${words}",${known}`
  const { verdict } = answer
  const reasons = answer.reasons.map(({ code, text }) => ({ code, text }))
  const tail = `${JSON.stringify({ verdict, reasons, opens: opensOf(answer, calendar) }).slice(1)}\n`
  tails.set(answer, tail)
  return `{"at":"${words}",${tail}`
}

const toldLine = (words: string, answer: Answer, calendar: Calendar, language: Language): string =>
  `${printable(answerLine(words, answer, opensOf(answer, calendar))[language])}\n`

/** Written in pieces of this many characters: a million lines are few writes. */
const piece = 65_536

/**
 * One instant a line, one answer a line, as they come. Empty lines are passed over. Throws a `ProblemError` with the
 * line's number at the first that is no instant; what came before is answered.
 */
export const judgeLines = async (
  parts: AsyncIterable<Uint8Array>,
  calendar: Calendar,
  language: Language | 'json',
  write: (text: string) => void,
): Promise<void> => {
  const decoder = new TextDecoder()
  let [rest, line, out] = ['', 0, '']
  const judge = (raw: string): void => {
    line += 1
    const words = raw.trim()
    if (words === '') return
    const answer = windowAt(calendar, readInstant(words, line))
    out +=
      language === 'json' ? judgedLine(words, answer, calendar) : toldLine(words, answer, calendar, language)
    if (out.length < piece) return
    write(out)
    out = ''
  }
  try {
    for await (const part of parts) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > 1_000) judge(rest)
      for (const one of lines) judge(one)
      // Who writes one line and waits is answered.
      if (out !== '') write(out)
      out = ''
    }
    if (rest !== '') judge(rest)
  } finally {
    if (out !== '') write(out)
  }
}
