import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ApiClient } from '../../api/client.ts'
import { verifyArchive } from '../../audit/verify.ts'
import type { ChainCheck } from '../../engine/chain.ts'
import { sha256 } from '../../kernel/canonical.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { readAnchors } from '../../ledger/anchor.ts'
import type { Entry, Head } from '../../ledger/entry.ts'
import { complaint, withTopics } from '../complain.ts'
import type { ExitCode } from '../exit.ts'
import {
  archiveHolds,
  archiveWhole,
  cannotReadArchive,
  digestIs,
  headIs,
  headsHold,
  madeAnew,
  otherHead,
  prunedPayloads,
} from '../messages-audit.ts'
import * as words from '../messages-verify.ts'
import { needFolder } from '../need-folder.ts'
import { type Context, isGiven, type Verb, wordOf } from '../verb.ts'

/** Heads of a file that whoever verifies brought along. Throws `no-heads`. */
const headsOf = (context: Context, file: string): readonly Head[] => {
  const heads = readAnchors(new TextDecoder().decode(read(resolve(context.machine.folder, file), file)))
  if (heads.length === 0) throw new ProblemError(words.noHeads(file))
  return heads
}

/** An archive, here and alone; with heads that stood elsewhere, against those that lie in its part of the chain. */
const archive = (context: Context, file: string, copy: string | null): ExitCode => {
  const { terminal } = context
  const bytes = read(resolve(context.machine.folder, file), file)
  const brought = copy === null ? [] : headsOf(context, copy)
  const found = verifyArchive(bytes)
  const { index, entries, links, pruned, digest } = found
  const chain = new Map(found.chain.map((head) => [head.seq, head.digest]))
  const inside = brought.filter(({ seq }) => chain.has(seq))
  const other = inside.find((head) => chain.get(head.seq) !== head.digest)
  const differs = other === undefined || copy === null ? [] : [otherHead(other.seq, copy)]
  const problems = [...found.problems, ...differs]
  const anchored = copy === null ? null : inside.length
  if (terminal.json)
    terminal.document('archive', {
      file,
      digest,
      entries,
      links,
      pruned,
      anchored,
      problems: withTopics(problems),
      index,
    })
  else if (problems.length > 0) terminal.complain(...complaint(problems))
  else if (index !== null)
    terminal.say(
      archiveHolds(index.application, index.scope, index.releases.length, entries, links),
      archiveWhole,
      ...(pruned === 0 ? [] : [prunedPayloads(pruned)]),
      ...(copy === null ? [madeAnew] : [headsHold(copy, inside.length)]),
      headIs(index.head.seq, index.head.digest),
      digestIs(digest),
    )
  if (problems.length > 0) return 1
  return anchored === 0 ? 6 : 0
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
  const heads = headsOf(context, file)
  for (const { seq, digest } of heads) {
    const { entries } = await client.get<{ entries: readonly Entry[] }>('/v1/ledger', {
      after: seq - 1,
      limit: 1,
    })
    const [there] = entries
    if (there?.seq !== seq || there.digest !== digest)
      return {
        broken: { seq, text: (there === undefined ? words.copyBeyond : words.copyDiffers)(file, seq) },
        lines: [],
      }
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
    {
      flags: '--ledger',
      says: {
        en: 'the ledger, as without FILE; with FILE: whether this ledger wrote that archive down',
        fr: 'le registre, comme sans FICHIER ; avec FICHIER : si ce registre a noté cette archive',
      },
    },
    {
      flags: '--anchor <file>',
      says: {
        en: 'a copy of heads that were written down elsewhere, held against the ledger or FILE',
        fr: 'une copie de têtes notées ailleurs, comparée au registre ou à FICHIER',
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
      line: 'ecluse verify audit-2026.zip --anchor heads.txt',
      says: {
        en: 'and that nobody made it anew, by heads that were written down elsewhere',
        fr: 'et que personne ne l’a refaite, par des têtes notées ailleurs',
      },
    },
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
    en: '{entries,broken,pruned,anchors:[{place,heads,last,wrong,why}]}: broken is null or {seq,text}; of a FILE {file,digest,entries,links,pruned,anchored,problems,index}',
    fr: '{entries,broken,pruned,anchors:[{place,heads,last,wrong,why}]} : broken est null ou {seq,text} ; d’un FICHIER {file,digest,entries,links,pruned,anchored,problems,index}',
  },
  run: async (context, given) => {
    const file = given.argument
    if (file !== null) {
      const code = archive(context, file, wordOf(given, 'anchor'))
      if (code !== 0 || !isGiven(given, 'ledger')) return code
    }
    needFolder(context)
    const client = await context.api('unless-stopped')
    const copy = wordOf(given, 'anchor')
    const digest = file === null ? null : sha256(read(resolve(context.machine.folder, file), file))
    const check = await client.get<ChainCheck>('/v1/ledger/verify', { archive: digest })
    const differs = copy === null ? null : await comparedWith(context, client, copy)
    const broken = check.broken ?? differs?.broken ?? null
    if (context.terminal.json) context.terminal.document('ledger', { ...check, broken })
    else if (broken !== null) context.terminal.say(words.broken(broken.text))
    else
      context.terminal.say(words.verified(check.entries), ...aboutAnchors(check), ...(differs?.lines ?? []))
    if (broken === null && file !== null && !context.terminal.json)
      context.terminal.say(words.archiveIn(file, check.archive ?? null))
    const lost = (check.anchors ?? []).some((one) => (one.lost ?? null) !== null)
    if (broken !== null || lost || (file !== null && (check.archive ?? null) === null)) return 1
    // What could not be compared is not found whole.
    return (check.anchors ?? []).some(({ why }) => why !== null) ? 6 : 0
  },
}
