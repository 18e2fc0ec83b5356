import { spawn } from 'node:child_process'
import { ProblemError } from '../kernel/problem.ts'
import type { Language, Text } from '../kernel/text.ts'
import { answer, mostAnswer, question } from '../notes/translation.ts'
import { ended, saidTooMuch, tookTooLong, translationFailed } from '../translator/messages.ts'

const within = 120_000

const run = (
  folder: string,
  [command = '', ...rest]: readonly string[],
  input: string,
): Promise<string | Text> =>
  new Promise((resolve) => {
    const child = spawn(command, rest, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
    const parts: Buffer[] = []
    let size = 0
    let over: Text | null = null
    const stop = (why: Text) => {
      over ??= why
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => stop(tookTooLong(within)), within)
    child.stdout.on('data', (part: Buffer) => {
      size += part.length
      if (size > mostAnswer) stop(saidTooMuch)
      else parts.push(part)
    })
    // A command that ends before it has read everything is judged by its end.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve(ended(error.code ?? 'failed'))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (over !== null) resolve(over)
      else if (code === 0) resolve(Buffer.concat(parts).toString('utf8'))
      else resolve(ended(String(code ?? signal)))
    })
  })

/** Has a repository's own command translate, as whoever asks. Throws `translation-failed`. */
export const translateIn = async (
  folder: string,
  command: readonly string[],
  from: Language,
  to: Language,
  texts: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const printed = await run(folder, command, question(from, to, texts))
  const read = typeof printed === 'string' ? answer(texts, printed) : printed
  if ('en' in read) throw new ProblemError(translationFailed(command, read))
  return read
}
