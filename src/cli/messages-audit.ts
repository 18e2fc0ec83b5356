import type { Scope } from '../audit/types.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

export const scopeOrPeriod: Problem = {
  code: 'scope-or-period',
  kind: 'usage',
  message: {
    en: 'an audit is of a RELEASE, or of a time with --from and --to',
    fr: 'un audit porte sur une VERSION, ou sur une période avec --from et --to',
  },
  expected: { en: 'one of the two', fr: 'l’un des deux' },
  todo: {
    en: 'ecluse audit 142 --out audit-142.zip, or ecluse audit --from 2026-01-01 --to 2027-01-01 --out audit-2026.zip',
    fr: 'ecluse audit 142 --out audit-142.zip, ou ecluse audit --from 2026-01-01 --to 2027-01-01 --out audit-2026.zip',
  },
}

export const needsOut: Problem = {
  code: 'missing-option',
  kind: 'usage',
  message: { en: 'where to? --out is missing', fr: 'vers où ? --out manque' },
  expected: { en: 'a new file', fr: 'un nouveau fichier' },
  todo: { en: 'add --out audit.zip', fr: 'ajoutez --out audit.zip' },
}

export const cannotReadArchive = (file: string, why: string): Problem => ({
  code: 'cannot-read',
  kind: 'usage',
  message: { en: `${file} cannot be read: ${why}`, fr: `${file} est illisible : ${why}` },
  expected: { en: 'a file that ecluse audit wrote', fr: 'un fichier écrit par ecluse audit' },
  todo: { en: 'name another one', fr: 'nommez-en un autre' },
})

export const audited = (file: string, bytes: number): Text =>
  say(
    (f) => `${file}: ${f.count(bytes)} bytes`,
    (f) => `${file} : ${f.count(bytes)} octets`,
  )

export const checkIt = (file: string): Text => ({
  en: `next: ecluse verify ${file}, anywhere and without a network; open README.html or LISEZMOI.html in it`,
  fr: `ensuite : ecluse verify ${file}, n’importe où et sans réseau ; ouvrez README.html ou LISEZMOI.html qu’il contient`,
})

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

export const archiveHolds = (
  application: string,
  scope: Scope,
  releases: number,
  entries: number,
  links: number,
): Text => {
  const of: Text =
    'release' in scope
      ? { en: `release ${scope.release}`, fr: `version ${scope.release}` }
      : {
          en: `${day(scope.from)} to ${day(scope.to)}`,
          fr: `du ${day(scope.from)} au ${day(scope.to)}`,
        }
  return say(
    (f) =>
      `${application}, ${of.en}: ${f.counted(releases, 'release', 'releases')}, ${f.counted(entries, 'entry', 'entries')} of the ledger${links === 0 ? '' : ` and ${f.counted(links, 'link', 'links')}`}`,
    (f) =>
      `${application}, ${of.fr} : ${f.counted(releases, 'version', 'versions')}, ${f.counted(entries, 'écriture', 'écritures')} du registre${links === 0 ? '' : ` et ${f.counted(links, 'maillon', 'maillons')}`}`,
  )
}

export const archiveWhole: Text = {
  en: 'every file is as it was written, and each entry is linked to the one before',
  fr: 'chaque fichier est tel qu’il a été écrit, et chaque écriture est liée à la précédente',
}

export const prunedPayloads = (n: number): Text =>
  say(
    (f) =>
      `of ${f.counted(n, 'entry', 'entries')} the content is not in it: retention had taken it (evidence-pruned in the ledger), or somebody left it out; the chain holds without it`,
    (f) =>
      `de ${f.counted(n, 'écriture', 'écritures')} le contenu n’y est pas : la conservation l’avait retiré (evidence-pruned au registre), ou quelqu’un l’a laissé de côté ; la chaîne tient sans lui`,
  )

/** As an anchor writes it, to be found there. */
export const headIs = (seq: number, digest: string): Text => ({
  en: `head: ${seq} ${digest}`,
  fr: `tête : ${seq} ${digest}`,
})

/** What sha256sum says of the file, and the ledger of the archive. */
export const digestIs = (digest: string): Text => ({ en: `file: ${digest}`, fr: `fichier : ${digest}` })

export const madeAnew: Text = {
  en: 'whoever makes it anew, digests and all, is found only from outside: its chain by heads that were written down elsewhere (--anchor HEADS), all of it by the ledger that made it (--ledger), which keeps the digest of the file',
  fr: 'qui la refait, empreintes comprises, n’est découvert que de l’extérieur : sa chaîne par des têtes notées ailleurs (--anchor TÊTES), le tout par le registre qui l’a faite (--ledger), qui garde l’empreinte du fichier',
}

export const headsHold = (file: string, heads: number): Text =>
  heads === 0
    ? {
        en: `no head of ${file} lies in this part of the ledger: it says nothing of this archive`,
        fr: `aucune tête de ${file} ne se trouve dans cette part du registre : il ne dit rien de cette archive`,
      }
    : say(
        (f) =>
          `${f.counted(heads, 'head', 'heads')} of ${file} ${heads === 1 ? 'lies' : 'lie'} in this part of the ledger, and it has them: its chain is the one that was written down; for the rest vouches the digest of the file, which the ledger keeps (--ledger)`,
        (f) =>
          `${f.counted(heads, 'tête', 'têtes')} de ${file} ${heads < 2 ? 'se trouve' : 'se trouvent'} dans cette part du registre, qui les a bien : sa chaîne est celle qui a été notée ; du reste répond l’empreinte du fichier, que garde le registre (--ledger)`,
      )

export const otherHead = (seq: number, file: string): Problem => ({
  code: 'audit-chain-broken',
  kind: 'failed',
  message: {
    en: `entry ${seq} is another one than ${file} names: the archive’s ledger was written anew`,
    fr: `l’écriture ${seq} est une autre que celle que nomme ${file} : le registre de l’archive a été réécrit`,
  },
  place: { file: 'ledger.jsonl' },
  todo: {
    en: 'do not rely on this archive: have it made again by `ecluse audit`, and compare',
    fr: 'ne vous fiez pas à cette archive : faites-la refaire par `ecluse audit`, et comparez',
  },
})
