import { writeIntroduction } from '../../api/introduction.ts'
import { layout } from '../../folder/layout.ts'
import { isFingerprint, isMemberName } from '../../identity/forced-command.ts'
import { badMember } from '../../identity/messages.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { problemsOf } from '../complain.ts'
import type { ExitCode } from '../exit.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

/** Empty for whoever holds the account itself. */
const introductionOf = (given: Given): string => {
  const [member, key] = [wordOf(given, 'member'), wordOf(given, 'key')]
  if (member === null && key === null) return ''
  if (member === null || key === null || !isMemberName(member) || !isFingerprint(key))
    throw new ProblemError(badMember(member ?? ''))
  return writeIntroduction({ member, key })
}

const run = async (context: Context, given: Given): Promise<ExitCode> => {
  const { machine, terminal } = context
  try {
    const introduction = introductionOf(given)
    await context.here('unless-stopped')
    const { sockets } = layout(context.open().root)
    await machine.bridge(introduction === '' ? sockets.control : sockets.members, introduction)
    return 0
  } catch (error) {
    // Whoever is at the other end reads one line, in both languages.
    terminal.raw(await machine.greetWith(problemsOf(error)))
    return 1
  }
}

export const connect: Verb = {
  more: [
    {
      en: 'Nobody types it: --server has ssh run it, and the forced command of a member’s key says who it is for. The first line that it writes is its greeting; then comes HTTP.',
      fr: 'Personne ne la tape : --server la fait lancer par ssh, et la commande imposée de la clé d’un membre dit pour qui. La première ligne qu’elle écrit est son salut ; puis vient HTTP.',
    },
  ],
  options: [
    { flags: '--member <name>', says: { en: 'whose key it was', fr: 'de qui était la clé' } },
    { flags: '--key <fingerprint>', says: { en: 'which key it was', fr: 'quelle clé c’était' } },
    {
      flags: '--role <role>',
      says: {
        en: 'read by the control plane, where the line stands',
        fr: 'lu par le plan de contrôle, là où la ligne se trouve',
      },
    },
    {
      flags: '--only <applications>',
      says: { en: 'the same, for applications', fr: 'de même, pour les applications' },
    },
  ],
  examples: [
    {
      line: 'ecluse connect',
      says: {
        en: 'what --server ssh://ecluse@example.org does',
        fr: 'ce que fait --server ssh://ecluse@example.org',
      },
    },
  ],
  json: {
    en: 'the same: {"ecluse":{version,problems?}} and, without problems, HTTP',
    fr: 'de même : {"ecluse":{version,problems?}} puis, sans problèmes, HTTP',
  },
  onlyHere: true,
  run,
}
