import type { ApiClient } from '../../api/client.ts'
import { packType } from '../../api/pack-type.ts'
import type { RunView } from '../../engine/facade.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { type Exit, frame, frameReader, jsonFrame, kinds } from '../../lines/frames.ts'
import { pathOf, whichOne } from '../application.ts'
import type { ExitCode } from '../exit.ts'
import type { Keyboard } from '../machine.ts'
import { commandEnded, commandLost, noCommand } from '../messages-run.ts'
import { type Context, type Given, isGiven, type Verb } from '../verb.ts'

const signals: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** Its exit is the command's: a signal as shells count it. */
const exitOf = ({ code, signal }: Exit): ExitCode =>
  (code ?? (signal === null ? 1 : 128 + (signals[signal] ?? 0))) as ExitCode

/** What is typed, sizes of the terminal as they change, and the end of input. */
async function* typed(keyboard: Keyboard, over: AbortSignal): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = []
  let ring: () => void = () => undefined
  const put = (bytes: Uint8Array): void => {
    waiting.push(bytes)
    ring()
  }
  keyboard.onResize(() => {
    const size = keyboard.size()
    if (size !== null) put(jsonFrame(kinds.size, { rows: size.rows, columns: size.columns }))
  })
  over.addEventListener('abort', () => ring())
  void (async () => {
    for await (const part of keyboard.input) put(frame(kinds.input, part))
    put(frame(kinds.endOfInput))
  })().catch(() => undefined)
  while (!over.aborted) {
    yield* waiting.splice(0)
    if (over.aborted) return
    if (waiting.length > 0) continue
    await new Promise<void>((rung) => {
      ring = rung
    })
  }
}

const sit = async (client: ApiClient, keyboard: Keyboard, path: string): Promise<Exit | null> => {
  const over = new AbortController()
  const read = frameReader()
  let exit: Exit | null = null
  const input = client.upload(`${path}/input`, packType, typed(keyboard, over.signal)).catch(() => undefined)
  keyboard.raw(true)
  try {
    for await (const part of client.download(`${path}/output`, {})) {
      for (const { kind, bytes } of read(part)) {
        if (kind === kinds.output) keyboard.write('out', bytes)
        else if (kind === kinds.errors) keyboard.write('err', bytes)
        else if (kind === kinds.exit) exit = JSON.parse(Buffer.from(bytes).toString()) as Exit
      }
    }
  } finally {
    over.abort()
    keyboard.raw(false)
  }
  await Promise.race([input, new Promise((late) => setTimeout(late, 500).unref())])
  return exit
}

const begin = async (context: Context, given: Given): Promise<ExitCode> => {
  const { terminal, machine } = context
  const { argument: component, rest: argv = [] } = given
  if (component === null || argv.length === 0) throw new ProblemError(noCommand())
  const client = await context.api('always')
  const application = await whichOne(context, client, 'run')
  const keyboard = await machine.keyboard()
  const detach = isGiven(given, 'detach')
  const seat = detach ? null : { terminal: terminal.json ? null : keyboard.size() }
  const body = { environment: context.environment, component, argv, seat }
  const view = await client.post<RunView>(pathOf(application, 'run'), body)
  if (terminal.json) terminal.document('running', { event: 'begun', ...view })
  else if (detach) terminal.say(view.text)
  if (detach) return 0
  const exit = await sit(client, keyboard, pathOf(application, `run/${view.id}`))
  if (exit === null) throw new ProblemError(commandLost(view.component))
  if (terminal.json) terminal.document('exit', { event: 'end', code: exit.code, signal: exit.signal })
  else if (exit.signal !== null) terminal.aside(commandEnded(exit.signal))
  return exitOf(exit)
}

export const run: Verb = {
  argument: {
    name: { en: 'COMPONENT', fr: 'COMPOSANT' },
    says: { en: 'in whose image and configuration', fr: 'dont l’image et la configuration servent' },
  },
  rest: { en: '-- COMMAND...', fr: '-- COMMANDE...' },
  more: [
    {
      en: 'A one-off command in the image and the configuration of what is deployed: a console, a script. On a terminal it gets one of its own, with its size; in a pipe, its output and errors stay apart. It ends when this command or the connection is lost, unless --detach; the exit code is its own. It keeps its revision: retiring waits for it, up to `times.stop`.',
      fr: 'Une commande ponctuelle dans l’image et la configuration de ce qui est en service : une console, un script. Dans un terminal, elle reçoit le sien, avec sa taille ; dans un tube, sa sortie et ses erreurs restent séparées. Elle se termine si cette commande ou la connexion est perdue, sauf avec --detach ; le code de sortie est le sien. Elle retient sa révision : le retrait l’attend, au plus `times.stop`.',
    },
  ],
  options: [
    {
      flags: '--detach',
      says: {
        en: 'goes on by itself, at most a day; its output is kept on the server',
        fr: 'se poursuit d’elle-même, au plus un jour ; sa sortie reste sur le serveur',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse run api -- node console.js',
      says: { en: 'a console in the release that is out', fr: 'une console dans la version en service' },
    },
    {
      line: 'ecluse run api --detach -- node backfill.js',
      says: { en: 'a long task that needs nobody', fr: 'une longue tâche qui n’a besoin de personne' },
    },
  ],
  json: {
    en: '{"event":"begun",id,text,environment,component,release}, then what the command writes, as it is, and last {"event":"end",code,signal}.',
    fr: '{"event":"begun",id,text,environment,component,release}, puis ce que la commande écrit, tel quel, et pour finir {"event":"end",code,signal}.',
  },
  run: begin,
}
