import { ProblemError } from '../../kernel/problem.ts'
import type { ExitCode } from '../exit.ts'
import type { Preparation, Prepared } from '../machine.ts'
import { missingArgument } from '../messages.ts'
import { badPorts, begins, nothingToDo, prepared, upgraded, willDo } from '../messages-setup.ts'
import { type Context, type Given, isGiven, type Verb, wordOf } from '../verb.ts'

const portsOf = (given: Given): readonly number[] | null => {
  const words = wordOf(given, 'ports')
  if (words === null) return null
  const ports = words.split(',').map((word) => (/^\d{1,5}$/.test(word.trim()) ? Number(word) : Number.NaN))
  if (ports.some((port) => !(port > 0 && port < 65_536))) throw new ProblemError(badPorts(words))
  return [...new Set(ports)]
}

/** The server is named by the command itself, and else as for every command. */
const serverOf = (context: Context, given: Given, command: string): string => {
  const server = given.argument ?? context.server
  if (server === null) throw new ProblemError(missingArgument('ssh://root@HOST', command))
  return server
}

const perform = async (
  context: Context,
  given: Given,
  what: Preparation['what'],
): Promise<{ readonly server: string; readonly done: Prepared; readonly plan: readonly string[] }> => {
  const { terminal, machine } = context
  const server = serverOf(context, given, `ecluse ${what} ssh://root@HOST`)
  const plan: string[] = []
  let stage: string = ''
  const tell: Preparation['tell'] = (kind, text) => {
    if (kind === 'plan') {
      if (plan.length === 0) terminal.aside(willDo)
      plan.push(text.en)
    }
    if (kind === 'step' && stage !== 'step') terminal.aside(begins)
    stage = kind
    terminal.aside(kind === 'found' || kind === 'warning' ? text : { en: `  ${text.en}`, fr: `  ${text.fr}` })
  }
  const done = await machine.prepareServer(server, {
    what,
    only: isGiven(given, 'plan') ? 'plan' : null,
    ports: portsOf(given),
    interactive: terminal.interactive,
    tell,
  })
  return { server, done, plan }
}

const run =
  (what: Preparation['what']) =>
  async (context: Context, given: Given): Promise<ExitCode> => {
    const { server, done, plan } = await perform(context, given, what)
    const { terminal } = context
    const { host } = new URL(server)
    const line = `ssh://ecluse@${host}`
    if (terminal.json) terminal.document('setup', { server: line, plan, ...done })
    else if (plan.length === 0) terminal.say(...nothingToDo(done.version, line))
    else if (isGiven(given, 'plan')) return 0
    else
      terminal.say(...(what === 'setup' ? prepared(done.version, line) : upgraded(done.before, done.version)))
    return 0
  }

const plan = {
  flags: '--plan',
  says: { en: 'say what would be done, and do nothing', fr: 'dire ce qui serait fait, et ne rien faire' },
}
const ports = {
  flags: '--ports <list>',
  says: {
    en: 'public ports that the system holds for it (80,443 at first)',
    fr: 'ports publics que le système tient pour lui (80,443 au départ)',
  },
}
const argument = {
  name: { en: 'server', fr: 'serveur' },
  says: {
    en: 'ssh://root@HOST, as the system’s ssh reaches it',
    fr: 'ssh://root@HÔTE, comme le joint le ssh du système',
  },
}
const json = {
  en: '{server,plan,version,before,did}: server is the line for ecluse.yaml, plan and did are sentences, before is the version that was there or null',
  fr: '{server,plan,version,before,did} : server est la ligne pour ecluse.yaml, plan et did sont des phrases, before est la version qui s’y trouvait, ou null',
}

export const setup: Verb = {
  argument,
  more: [
    {
      en: 'Looks at the server first and says what it will do. Everything travels over ssh: the server needs no way out. It makes the account ecluse and the users that applications run as, installs the pinned Node and this package, one service and one socket unit, and makes the keys that root accepts the first admins. What is done already is not done again.',
      fr: 'Regarde d’abord le serveur et dit ce qui sera fait. Tout passe par ssh : le serveur n’a besoin d’aucune sortie. Crée le compte ecluse et les utilisateurs des applications, installe le Node épinglé et ce paquet, un service et une unité de sockets, et fait des clés que root accepte les premiers administrateurs. Ce qui est déjà fait n’est pas refait.',
    },
  ],
  options: [plan, ports],
  examples: [
    {
      line: 'ecluse setup ssh://root@host.example',
      says: { en: 'prepare a server', fr: 'préparer un serveur' },
    },
  ],
  json,
  anywhere: true,
  run: run('setup'),
}

export const upgrade: Verb = {
  argument,
  more: [
    {
      en: 'The new version lies beside the old one before anything changes; then the supervisor, the data plane and the control plane change over one after the other, and people are served all the time. Where the new one does not come up, the old one comes back.',
      fr: 'La nouvelle version est à côté de l’ancienne avant tout changement ; puis le superviseur, le plan de données et le plan de contrôle passent l’un après l’autre, et les gens sont servis tout ce temps. Si la nouvelle ne démarre pas, l’ancienne revient.',
    },
  ],
  options: [plan],
  examples: [
    {
      line: 'ecluse upgrade ssh://root@host.example',
      says: { en: 'bring the server to this version', fr: 'mener le serveur à cette version' },
    },
  ],
  json,
  anywhere: true,
  run: run('upgrade'),
}
