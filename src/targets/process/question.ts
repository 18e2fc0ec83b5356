import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Folder, runFolder } from '../../folder/layout.ts'
import { lastLines } from '../../jobs/last-lines.ts'
import type { Source } from '../../ports/source.ts'
import type { Supervision } from '../../ports/supervision.ts'
import type { Answer, QuestionSpec } from '../../ports/target.ts'
import { hideSecrets } from '../../secrets/open.ts'
import { jobSpecOf } from './job-spec.ts'
import { onceJobId } from './once.ts'
import { sealedOf, type Unpacked } from './spec.ts'

/** No file that it writes grows beyond this, in units of 512 bytes: a command that never stops fills no disk. */
const largestFile = '131072'
/** What it wrote last beside its answer. */
const linesKept = 40

/** What it leaves in its temporary folder nobody else could remove where applications have users of their own. */
const bounded = (argv: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  `ulimit -f ${largestFile}; "$@"; code=$?; rm -rf -- "$TMPDIR" 2>/dev/null; exit $code`,
  'sh',
  ...argv,
]

const outputOf = (folder: Folder, { revision, id }: QuestionSpec): string =>
  join(runFolder(folder, revision.key).tasks, `${id}.out`)

/** The sources that it reads, each in a folder of its own, which stay ours: the variables that name them. */
const laySources = async (
  folder: Folder,
  source: Pick<Source, 'checkout'>,
  { revision, sources }: QuestionSpec,
): Promise<Readonly<Record<string, string>>> => {
  const above = join(runFolder(folder, revision.key).root, 'sources')
  await rm(above, { recursive: true, force: true })
  const named: Record<string, string> = {}
  for (const [variable, commit] of Object.entries(sources)) {
    const into = join(above, variable.toLowerCase())
    await mkdir(into, { recursive: true })
    for (const path of [above, into]) await chmod(path, 0o755)
    if (commit !== null) await source.checkout(revision.application, commit, '.', into)
    named[variable] = into
  }
  return named
}

/** Starts it, unless it was started: what it prints goes into a file of its own. */
export const startQuestion = async (
  folder: Folder,
  supervision: Supervision,
  source: Pick<Source, 'checkout'>,
  question: QuestionSpec,
  unpacked: Unpacked,
  app: string,
): Promise<void> => {
  const { revision, run, within, id, variables } = question
  const job = onceJobId(question)
  if ((await supervision.list()).jobs.some((one) => one.id === job)) return
  const named = await laySources(folder, source, question)
  const command = { revision, run, within, name: id }
  const spec = await jobSpecOf(folder, supervision, command, unpacked, app)
  const output = outputOf(folder, question)
  await rm(output, { force: true })
  await supervision.job({
    ...spec,
    id: job,
    argv: bounded(spec.argv),
    variables: { ...spec.variables, ...variables, ...named },
    marked: true,
    // What serves people comes first.
    nice: 10,
    output,
  })
}

/** What an ended one printed, without the values of its secrets. */
export const answerOf = async (folder: Folder, question: QuestionSpec, most: number): Promise<Answer> => {
  const output = outputOf(folder, question)
  const { secrets } = sealedOf(question.revision)
  const { size } = await stat(output).catch(() => ({ size: 0 }))
  const log = join(runFolder(folder, question.revision.key).tasks, `${question.id}.log`)
  const said = hideSecrets(folder, secrets, await lastLines(log, linesKept))
  if (size > most) return { text: null, lastLines: said }
  const printed = await readFile(output, 'utf8').catch(() => '')
  return { text: hideSecrets(folder, secrets, printed.split('\n')).join('\n'), lastLines: said }
}
