import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient } from '../../api/client.ts'
import { isAway } from '../../api/client.ts'
import type { LogLine } from '../../ports/target.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import { needFolder } from '../need-folder.ts'
import { readDuration, readNumber } from '../numbers.ts'
import { printable } from '../printable.ts'
import { steady } from '../steady.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

type Line = LogLine & {
  readonly component: string
  readonly release: number | null
  readonly revision: string
}

/** Told apart on a dark and on a light screen. */
const colours = [36, 33, 35, 32, 34, 31] as const

/** `web.0 r142 | words`: whose line it is, then the line as it was written; the prefix in the instance's own colour. */
const forPerson = ({ component, instance, release, line }: Line, colour: number | null): string => {
  const index = /#(\d+)\./.exec(instance)?.[1] ?? '0'
  const whose = `${component}.${index}${release === null ? '' : ` r${release}`} |`
  const shown = colour === null ? whose : `\u001b[${colour}m${whose}\u001b[0m`
  return `${shown} ${printable(line)}\n`
}

/** Each instance keeps the colour that it was met with; none in a pipe, or where NO_COLOR says so. */
const coloursFor = ({ terminal, machine }: Context) => {
  const met = new Map<string, number>()
  const isPlain = !terminal.interactive || (machine.environment['NO_COLOR'] ?? '') !== ''
  return (instance: string): number | null => {
    if (isPlain) return null
    const nth = met.get(instance) ?? met.size
    met.set(instance, nth)
    return colours[nth % colours.length] ?? null
  }
}

const show = async (context: Context, lines: AsyncIterable<Line>): Promise<void> => {
  const colourOf = coloursFor(context)
  for await (const line of lines) {
    if (context.terminal.json) context.terminal.document(line)
    else context.terminal.raw(forPerson(line, colourOf(line.instance)))
  }
}

const followLines = async (
  context: Context,
  client: ApiClient,
  path: string,
  query: Readonly<Record<string, string | number | boolean | null>>,
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

const longestTail = 100_000

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const release = readNumber('--release', wordOf(given, 'release'))
  const word = wordOf(given, 'tail')
  const since = readDuration(given, 'since')
  const follows = isGiven(given, 'follow')
  const usual = since === null || follows ? 100 : longestTail
  const tail = word === '0' ? 0 : (readNumber('--tail', word) ?? usual)
  needFolder(context)
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, 'logs')
  const query = {
    environment: context.environment,
    component: given.argument,
    release,
    tail: Math.min(tail, longestTail),
    since,
    newest: isGiven(given, 'new'),
  }
  const path = pathOf(application, 'logs')
  if (follows) await followLines(context, client, path, query)
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
      flags: '--new',
      says: {
        en: 'of the newest revision alone: what is on its way, else what is out',
        fr: 'de la seule révision la plus récente : ce qui est en route, sinon ce qui est en service',
      },
    },
    {
      flags: '--since <duration>',
      says: {
        en: 'what was written in that time, in order, a second more or less',
        fr: 'ce qui a été écrit pendant cette durée, dans l’ordre, à une seconde près',
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
    en: 'one line each: {key,instance,line,component,release,revision,at}; at where it is known',
    fr: 'une ligne chacune : {key,instance,line,component,release,revision,at} ; at là où il est connu',
  },
  run,
}
