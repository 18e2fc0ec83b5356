import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { MembersView } from '../../api/routes-members.ts'
import { readPublicKeys } from '../../identity/public-key.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import type { ExitCode } from '../exit.ts'
import { cannotRead, missingArgument, missingValue } from '../messages.ts'
import { badRole, memberAdded, memberLines, memberRemoved } from '../messages-member.ts'
import { needFolder } from '../need-folder.ts'
import { type Context, type Given, type Verb, wordOf } from '../verb.ts'

const nameWord = { en: 'NAME', fr: 'NOM' }

const nameOf = (given: Given, command: string): string => {
  if (given.argument === null) throw new ProblemError(missingArgument(nameWord.en, `ecluse ${command}`))
  return given.argument
}

const keysOf = (context: Context, given: Given): { readonly file: string; readonly text: string } => {
  const file = wordOf(given, 'key')
  if (file === null) throw new ProblemError(missingValue('--key <file>', 'ecluse member add'))
  try {
    return { file, text: readFileSync(file === '-' ? 0 : resolve(context.machine.folder, file), 'utf8') }
  } catch (error) {
    throw new ProblemError(cannotRead(file, (error as NodeJS.ErrnoException).code ?? String(error)), error)
  }
}

const roles = ['admin', 'ship', 'read']

const say = ({ terminal }: Context, view: MembersView, ...lines: readonly Text[]): ExitCode => {
  if (terminal.json) terminal.document('members', view)
  else terminal.say(...lines)
  return 0
}

const json: Text = {
  en: '{file,members:[{member,role,only,keys:[{fingerprint,type,comment,line}]}],administrators:[{fingerprint,...}],broken}; only is a list of applications, or null: all of them',
  fr: '{file,members:[{member,role,only,keys:[{fingerprint,type,comment,line}]}],administrators:[{fingerprint,...}],broken} ; only est une liste d’applications, ou null : toutes',
}

const add = async (context: Context, given: Given): Promise<ExitCode> => {
  const member = nameOf(given, 'member add')
  const { file, text } = keysOf(context, given)
  // What is wrong with a key is said before anything is sent.
  const keys = readPublicKeys(file, text)
  const role = wordOf(given, 'role') ?? 'ship'
  if (!roles.includes(role)) throw new ProblemError(badRole(role))
  const only = wordOf(given, 'only')?.split(',') ?? null
  const client = await context.api('always')
  const view = await client.post<MembersView>('/v1/members', { member, keys: text, file, role, only })
  return say(
    context,
    view,
    ...memberAdded(
      member,
      role,
      only,
      keys.map(({ fingerprint }) => fingerprint),
      context.server,
    ),
  )
}

export const memberAdd: Verb = {
  argument: {
    name: nameWord,
    says: {
      en: 'what the ledger calls the person or machine',
      fr: 'le nom de la personne ou de la machine au registre',
    },
  },
  more: [
    {
      en: 'The key gets a line in the account’s authorized_keys with a forced command: it opens the control plane and nothing else. A member who is there already gets one more key, and the role for all of them.',
      fr: 'La clé reçoit une ligne dans authorized_keys du compte, avec une commande imposée : elle ouvre le plan de contrôle et rien d’autre. Un membre déjà présent reçoit une clé de plus, et le rôle pour toutes.',
    },
    {
      en: 'read looks; ship may also ship, pause, resume, promote, roll back, run, set secrets; admin may all.',
      fr: 'read regarde ; ship peut aussi livrer, suspendre, reprendre, promouvoir, revenir en arrière, exécuter, fixer des secrets ; admin peut tout.',
    },
  ],
  options: [
    {
      flags: '--key <file>',
      says: {
        en: 'public key, such as id_ed25519.pub; -: standard input',
        fr: 'clé publique, telle qu’id_ed25519.pub ; - : l’entrée standard',
      },
    },
    {
      flags: '--role <role>',
      says: { en: 'admin, ship or read; without: ship', fr: 'admin, ship ou read ; sans cela : ship' },
    },
    {
      flags: '--only <applications>',
      says: {
        en: 'these alone, with commas; without: all',
        fr: 'celles-là seules, séparées par des virgules ; sans cela : toutes',
      },
    },
  ],
  examples: [
    {
      line: 'ecluse member add ada --key ada.pub --role ship --only shop',
      says: {
        en: 'ada may ship shop, and sees nothing else',
        fr: 'ada peut livrer shop, et ne voit rien d’autre',
      },
    },
  ],
  json,
  run: add,
}

export const memberRemove: Verb = {
  argument: { name: nameWord, says: { en: 'which member', fr: 'quel membre' } },
  more: [
    {
      en: 'What is open is cut within a second; what was shipped goes on.',
      fr: 'Ce qui est ouvert est coupé dans la seconde ; ce qui a été livré continue.',
    },
  ],
  examples: [
    {
      line: 'ecluse member remove ada',
      says: { en: 'ada’s keys open nothing any more', fr: 'les clés d’ada n’ouvrent plus rien' },
    },
  ],
  json,
  run: async (context, given) => {
    const member = nameOf(given, 'member remove')
    const client = await context.api('always')
    const view = await client.post<MembersView>(`/v1/members/${encodeURIComponent(member)}/remove`, {})
    return say(context, view, memberRemoved(member))
  },
}

export const memberList: Verb = {
  more: [
    {
      en: 'A key without a forced command is an administrator of everything, and shown as such.',
      fr: 'Une clé sans commande imposée est administratrice de tout, et montrée comme telle.',
    },
  ],
  examples: [
    {
      line: 'ecluse member list',
      says: { en: 'everybody who may come in', fr: 'tous ceux qui peuvent entrer' },
    },
  ],
  json,
  run: async (context) => {
    needFolder(context)
    const client = await context.api('unless-stopped')
    const view = await client.get<MembersView>('/v1/members')
    return say(context, view, ...memberLines(view))
  },
}
