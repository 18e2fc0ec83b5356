import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { verifyArchive } from '../../audit/verify.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { Text } from '../../kernel/text.ts'
import { complaint, withTopics } from '../complain.ts'
import type { ExitCode } from '../exit.ts'
import { archiveHolds, archiveWhole, cannotReadArchive, headIs, prunedPayloads } from '../messages-audit.ts'
import { broken, verified } from '../messages-verify.ts'
import { needFolder } from '../need-folder.ts'
import type { Context, Verb } from '../verb.ts'

type Check = {
  readonly entries: number
  readonly broken: { readonly seq: number; readonly text: Text } | null
}

/** An archive, here and alone. */
const archive = (context: Context, file: string): ExitCode => {
  const { terminal } = context
  const found = verifyArchive(read(resolve(context.machine.folder, file), file))
  const { index, entries, links, pruned, problems } = found
  if (terminal.json)
    terminal.document('archive', { file, entries, links, pruned, problems: withTopics(problems), index })
  else if (problems.length > 0) terminal.complain(...complaint(problems))
  else if (index !== null)
    terminal.say(
      archiveHolds(index.application, index.scope, index.releases.length, entries, links),
      archiveWhole,
      ...(pruned === 0 ? [] : [prunedPayloads(pruned)]),
      headIs(index.head.seq, index.head.digest),
    )
  return problems.length === 0 ? 0 : 1
}

const read = (path: string, shown: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new ProblemError(cannotReadArchive(shown, (error as NodeJS.ErrnoException).code ?? ''), error)
  }
}

export const verify: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'FILE', fr: 'FICHIER' },
    says: {
      en: 'what ecluse audit wrote, checked alone; without: the ledger',
      fr: 'ce qu’ecluse audit a écrit, vérifié seul ; sans cela : le registre',
    },
  },
  options: [
    { flags: '--ledger', says: { en: 'the ledger, as without FILE', fr: 'le registre, comme sans FICHIER' } },
  ],
  more: [
    {
      en: 'Every entry carries the digest of the one before: one that was altered, removed, inserted or moved is named.',
      fr: 'Chaque écriture porte l’empreinte de la précédente : celle qui aurait été modifiée, retirée, insérée ou déplacée est nommée.',
    },
  ],
  examples: [
    {
      line: 'ecluse verify audit-2026.zip',
      says: {
        en: 'checks an archive, without a data folder or a network',
        fr: 'vérifie une archive, sans dossier de données ni réseau',
      },
    },
    {
      line: 'ecluse verify',
      says: {
        en: 'checks the ledger of this data folder',
        fr: 'vérifie le registre de ce dossier de données',
      },
    },
  ],
  json: {
    en: '{entries,broken}: broken is null or {seq,text}; of a FILE {file,entries,links,pruned,problems,index}',
    fr: '{entries,broken} : broken est null ou {seq,text} ; d’un FICHIER {file,entries,links,pruned,problems,index}',
  },
  run: async (context, given) => {
    if (given.argument !== null) return archive(context, given.argument)
    needFolder(context)
    const client = await context.api('unless-stopped')
    const check = await client.get<Check>('/v1/ledger/verify')
    if (context.terminal.json) context.terminal.document('ledger', check)
    else
      context.terminal.say(
        check.broken === null ? verified(check.entries) : broken(check.broken.seq, check.broken.text),
      )
    return check.broken === null ? 0 : 1
  },
}
