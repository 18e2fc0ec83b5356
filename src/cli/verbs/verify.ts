import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ApiClient } from '../../api/client.ts'
import { verifyArchive } from '../../audit/verify.ts'
import type { ChainCheck } from '../../engine/chain.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { readAnchors } from '../../ledger/anchor.ts'
import type { Entry } from '../../ledger/entry.ts'
import { complaint, withTopics } from '../complain.ts'
import type { ExitCode } from '../exit.ts'
import { archiveHolds, archiveWhole, cannotReadArchive, headIs, prunedPayloads } from '../messages-audit.ts'
import * as words from '../messages-verify.ts'
import { needFolder } from '../need-folder.ts'
import { type Context, type Verb, wordOf } from '../verb.ts'

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

/** Heads of a file that whoever verifies brought along, held against the ledger. */
const comparedWith = async (context: Context, client: ApiClient, file: string) => {
  const heads = readAnchors(new TextDecoder().decode(read(resolve(context.machine.folder, file), file)))
  for (const { seq, digest } of heads) {
    const { entries } = await client.get<{ entries: readonly Entry[] }>('/v1/ledger', {
      after: seq - 1,
      limit: 1,
    })
    const [there] = entries
    if (there?.seq !== seq || there.digest !== digest)
      return { broken: { seq, text: words.copyDiffers(file, seq) }, lines: [] }
  }
  return { broken: null, lines: [words.copyHolds(file, heads.length)] }
}

const aboutAnchors = ({ pruned = 0, anchors = [] }: ChainCheck) => [
  ...(pruned === 0 ? [] : [words.pruned(pruned)]),
  ...(anchors.length === 0 ? [words.noAnchor] : anchors.map(words.anchorHolds)),
]

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
    {
      flags: '--anchor <file>',
      says: {
        en: 'a copy of heads that were written down elsewhere, compared here',
        fr: 'une copie de têtes notées ailleurs, comparée ici',
      },
    },
  ],
  more: [
    {
      en: 'Every entry carries the digest of the one before: one that was altered, removed, inserted or moved is named.',
      fr: 'Chaque écriture porte l’empreinte de la précédente : celle qui aurait été modifiée, retirée, insérée ou déplacée est nommée.',
    },
    {
      en: 'What entries were made of is read too. Who writes the whole ledger anew, or cuts its end, is found by a head that was written down elsewhere: audit.anchor of ecluse.yaml, or a copy given by --anchor.',
      fr: 'Ce dont les écritures sont faites est lu aussi. Qui récrit tout le registre, ou en coupe la fin, est découvert par une tête notée ailleurs : audit.anchor d’ecluse.yaml, ou une copie donnée par --anchor.',
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
    en: '{entries,broken,pruned,anchors:[{place,heads,last,wrong,why}]}: broken is null or {seq,text}; of a FILE {file,entries,links,pruned,problems,index}',
    fr: '{entries,broken,pruned,anchors:[{place,heads,last,wrong,why}]} : broken est null ou {seq,text} ; d’un FICHIER {file,entries,links,pruned,problems,index}',
  },
  run: async (context, given) => {
    if (given.argument !== null) return archive(context, given.argument)
    needFolder(context)
    const client = await context.api('unless-stopped')
    const copy = wordOf(given, 'anchor')
    const check = await client.get<ChainCheck>('/v1/ledger/verify')
    const differs = copy === null ? null : await comparedWith(context, client, copy)
    const broken = check.broken ?? differs?.broken ?? null
    if (context.terminal.json) context.terminal.document('ledger', { ...check, broken })
    else if (broken !== null) context.terminal.say(words.broken(broken.text))
    else
      context.terminal.say(words.verified(check.entries), ...aboutAnchors(check), ...(differs?.lines ?? []))
    return broken === null ? 0 : 1
  },
}
