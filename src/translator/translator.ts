import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Folder } from '../folder/layout.ts'
import { runToEnd } from '../jobs/run-to-end.ts'
import { systemPath } from '../jobs/system-path.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { answer, mostAnswer, question } from '../notes/translation.ts'
import type { Source } from '../ports/source.ts'
import type { Job, Supervision } from '../ports/supervision.ts'
import type { ToTranslate, Translator } from '../ports/translator.ts'
import * as words from './messages.ts'

const main = fileURLToPath(new URL(`./command-main${extname(import.meta.url)}`, import.meta.url))

const printedIn = async (output: string): Promise<string | Text> => {
  const { size } = await stat(output).catch(() => ({ size: 0 }))
  return size > mostAnswer ? words.saidTooMuch : readFile(output, 'utf8').catch(() => '')
}

const readAnswer = async (
  { texts, within }: ToTranslate,
  job: Job | null,
  output: string,
): Promise<ReadonlyMap<string, string> | Text> => {
  if (job === null || job.timedOut) return words.tookTooLong(within)
  if (job.code !== 0) return words.ended(String(job.code ?? job.signal ?? '?'))
  const printed = await printedIn(output)
  return typeof printed === 'string' ? answer(texts, printed) : printed
}

/** A command of the team's as a job in a clean checkout: what it is given is a file, what it prints is another. */
export const createTranslator = (parts: {
  readonly folder: Folder
  readonly supervision: Supervision
  readonly source: Source
}): Translator => ({
  translate: async (asked) => {
    const { folder, supervision, source } = parts
    const { application, commit, command, from, to, texts, within } = asked
    const id = `translate-${randomBytes(9).toString('hex')}`
    const place = join(folder.jobs, id)
    const checkout = join(place, 'checkout')
    const input = join(checkout, '.ecluse-notes.json')
    const output = join(folder.jobs, `${id}.out`)
    const log = join(folder.jobs, `${id}.log`)
    try {
      await mkdir(checkout, { recursive: true })
      await source.checkout(application, commit, '.', checkout)
      await writeFile(input, question(from, to, texts))
      const job = await runToEnd(supervision, {
        id,
        argv: [process.execPath, main, input, ...command],
        cwd: checkout,
        variables: {
          PATH: `${dirname(process.execPath)}:${systemPath}`,
          HOME: checkout,
          LANG: 'C.UTF-8',
        },
        log,
        within,
        nice: 10,
        application,
        gives: [checkout],
        marked: true,
        output,
      })
      const read = await readAnswer(asked, job, output)
      if (!('en' in read)) return read
      throw new ProblemError(words.translationFailed(command, read))
    } finally {
      for (const path of [place, output, log]) await rm(path, { recursive: true, force: true })
    }
  },
})
