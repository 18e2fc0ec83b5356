import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import type { LogLine } from '../../ports/target.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { needFolder } from '../need-folder.ts'
import { readNumber } from '../numbers.ts'
import { printable } from '../printable.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

type Line = LogLine & {
  readonly component: string
  readonly release: number | null
  readonly revision: string
}

/** `web.0 r142 | words`: whose line it is, then the line as it was written. */
const forPerson = ({ component, instance, release, line }: Line): string => {
  const index = /#(\d+)\./.exec(instance)?.[1] ?? '0'
  return `${component}.${index}${release === null ? '' : ` r${release}`} | ${printable(line)}\n`
}

const show = async (context: Context, lines: AsyncIterable<Line>): Promise<void> => {
  for await (const line of lines) {
    if (context.terminal.json) context.terminal.document(line)
    else context.terminal.raw(forPerson(line))
  }
}

const followLines = async (
  context: Context,
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string | number | null>>,
): Promise<void> => {
  const signal = context.interrupted()
  let tail: number | null = null
  while (!signal.aborted) {
    try {
      await show(
        context,
        client.lines<Line>(path, { ...query, ...(tail === null ? {} : { tail }), follow: true }, signal),
      )
    } catch (error) {
      if (signal.aborted) return
      if (!isAway(error)) throw error
    }
    // What was written while the control plane was away is not shown twice, and may be missing.
    tail = 0
    await steady(context, () => client.get('/v1/version'), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    await sleep(200, undefined, { signal }).catch(() => undefined)
  }
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const release = readNumber('--release', wordOf(given, 'release'))
  const word = wordOf(given, 'tail')
  const tail = word === '0' ? 0 : (readNumber('--tail', word) ?? 100)
  needFolder(context)
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, 'logs')
  const query = {
    environment: context.environment,
    component: given.argument,
    release,
    tail: Math.min(tail, 100_000),
  }
  const path = pathOf(application, 'logs')
  if (isGiven(given, 'follow')) await followLines(context, client, path, query)
  else await show(context, client.lines<Line>(path, query))
  return 0
}

export const logs: Verb = {
  argument: {
    name: { en: 'COMPONENT', fr: 'COMPOSANT' },
    says: { en: 'which one; without: all of them', fr: 'lequel ; sans cela : tous' },
  },
  options: [
    {
      flags: '-f, --follow',
      says: { en: 'and what comes, until Ctrl-C', fr: 'et ce qui vient, jusqu’à Ctrl-C' },
    },
    {
      flags: '--release <number>',
      says: {
        en: 'of this release; without: of those that run',
        fr: 'de cette version ; sans cela : de celles qui fonctionnent',
      },
    },
    {
      flags: '--tail <lines>',
      says: {
        en: 'the last lines of each instance; without: 100',
        fr: 'les dernières lignes de chaque instance ; sans cela : 100',
      },
    },
  ],
  examples: [
    { line: 'ecluse logs api --follow', says: { en: 'what api writes', fr: 'ce qu’écrit api' } },
    {
      line: 'ecluse logs --release 142 --tail 20',
      says: {
        en: 'the last lines of a release, gone ones included',
        fr: 'les dernières lignes d’une version, même partie',
      },
    },
  ],
  json: {
    en: 'one line each: {key,instance,line,component,release,revision}',
    fr: 'une ligne chacune : {key,instance,line,component,release,revision}',
  },
  run,
}
