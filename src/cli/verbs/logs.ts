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

/** Which of its component's: an instance by its number, a run of a timetable by its time, a command by its id's end. */
const which = ({ instance, run }: Line): string => {
  if (run === undefined) return /#(\d+)\./.exec(instance)?.[1] ?? '0'
  if (run.kind === 'before') return 'before'
  const due = /^schedule-(\d+)$/.exec(run.id)?.[1]
  return due === undefined ? `run-${run.id.slice(-6)}` : clock(Number(due))
}

/** As the viewer's clock shows it: `03:00`. */
const clock = (at: number): string => {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `web.0 r142 | words`: whose line it is, then the line as it was written; the prefix in the instance's own colour. */
const forPerson = (one: Line, colour: number | null): string => {
  const { component, release, line } = one
  const whose = `${component}.${which(one)}${release === null ? '' : ` r${release}`} |`
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

/** Lines as the person wants them; the colours stay the same over a lost connection. */
const shower = (context: Context, bare: boolean) => {
  const colourOf = coloursFor(context)
  return async (lines: AsyncIterable<Line>): Promise<void> => {
    for await (const line of lines) {
      if (context.terminal.json) context.terminal.document('log-line', line)
      else if (bare) context.terminal.raw(`${printable(line.line)}\n`)
      else context.terminal.raw(forPerson(line, colourOf(line.instance)))
    }
  }
}
type Show = ReturnType<typeof shower>

const followLines = async (
  context: Context,
  client: ApiClient,
  show: Show,
  path: string,
  query: Readonly<Record<string, string | number | boolean | null>>,
): Promise<void> => {
  const signal = context.interrupted()
  let tail: number | null = null
  while (!signal.aborted) {
    try {
      const asked = { ...query, ...(tail === null ? {} : { tail }), follow: true }
      await show(client.lines<Line>(path, asked, signal))
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
  const usual = since === null ? 100 : longestTail
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
    run: wordOf(given, 'run'),
  }
  const path = pathOf(application, 'logs')
  const show = shower(context, isGiven(given, 'bare'))
  if (follows) await followLines(context, client, show, path, query)
  else await show(client.lines<Line>(path, query))
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
      flags: '--run <id>',
      says: {
        en: 'of one command: of `ecluse run --detach`, of a timetable; the id, or how it ends',
        fr: 'd’une seule commande : de « ecluse run --detach », d’un horaire ; l’identifiant, ou sa fin',
      },
    },
    {
      flags: '--bare',
      says: {
        en: 'the lines alone, as they were written: JSON lines for a program',
        fr: 'les lignes seules, telles qu’écrites : des lignes JSON pour un programme',
      },
    },
    {
      flags: '--tail <lines>',
      says: {
        en: 'the last lines of each instance, and of all commands of a revision; without: 100',
        fr: 'les dernières lignes de chaque instance, et des commandes d’une révision ; sans cela : 100',
      },
    },
  ],
  more: [
    {
      en: 'In order of time, of all instances and of what commands wrote: `web.0 r142 |` is instance 0 of web in release 142, `web.before` its release task, `web.03:00` a run of its timetable, `web.run-4F7Q2K` a detached command. What was written while the control plane was away is not shown to who follows: --since shows it.',
      fr: 'Dans l’ordre du temps, de toutes les instances et de ce qu’ont écrit les commandes : « web.0 r142 | » est l’instance 0 de web dans la version 142, « web.before » sa tâche de mise en production, « web.03:00 » une exécution de son horaire, « web.run-4F7Q2K » une commande détachée. Ce qui a été écrit pendant une absence du plan de contrôle n’est pas montré à qui suit : --since le montre.',
    },
  ],
  examples: [
    { line: 'ecluse logs api --follow', says: { en: 'what api writes', fr: 'ce qu’écrit api' } },
    {
      line: 'ecluse logs --since 10m --bare | grep claim',
      says: { en: 'ten minutes of all, for a program', fr: 'dix minutes de tout, pour un programme' },
    },
    {
      line: 'ecluse logs --release 142 --tail 20',
      says: {
        en: 'the last lines of a release, gone ones included',
        fr: 'les dernières lignes d’une version, même partie',
      },
    },
  ],
  json: {
    en: 'one line each: {key,instance,run?,line,component,release,revision,at}; at where it is known, run of a command: {id,kind}',
    fr: 'une ligne chacune : {key,instance,run?,line,component,release,revision,at} ; at là où il est connu, run d’une commande : {id,kind}',
  },
  run,
}
