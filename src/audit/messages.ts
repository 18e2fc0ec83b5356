import type { Code } from '../kernel/codes.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'

const todo: Text = {
  en: 'do not rely on this archive: have it made again by `ecluse audit`, and compare',
  fr: 'ne vous fiez pas à cette archive : faites-la refaire par `ecluse audit`, et comparez',
}

const problem = (code: Code, message: Text, file?: string, line?: number): Problem => ({
  code,
  kind: 'failed',
  message,
  todo,
  ...(file === undefined ? {} : { place: line === undefined ? { file } : { file, line } }),
})

export const altered = (file: string): Problem =>
  problem(
    'audit-altered',
    { en: 'it is not as it was written', fr: 'il n’est pas tel qu’il a été écrit' },
    file,
  )

export const missing = (file: string): Problem =>
  problem('audit-removed', { en: 'it is missing', fr: 'il manque' }, file)

export const inserted = (file: string): Problem =>
  problem(
    'audit-inserted',
    { en: 'it does not belong to the archive', fr: 'il n’appartient pas à l’archive' },
    file,
  )

export const alteredAt = (byte: number): Problem =>
  problem(
    'audit-altered',
    say(
      (f) =>
        `byte ${f.count(byte)} of the archive is not as it was written: between its files, in their headers or after them`,
      (f) =>
        `l’octet ${f.count(byte)} de l’archive n’est pas tel qu’il a été écrit : entre ses fichiers, dans leurs en-têtes ou après eux`,
    ),
  )

export const chainBroken = (line: number, seq: number): Problem =>
  problem(
    'audit-chain-broken',
    say(
      (f) =>
        `the ledger’s chain breaks where entry ${f.count(seq)} should stand: altered, removed, inserted or moved`,
      (f) =>
        `la chaîne du registre se rompt là où devrait se trouver l’écriture ${f.count(seq)} : modifiée, retirée, insérée ou déplacée`,
    ),
    'ledger.jsonl',
    line,
  )

export const chainEnds = (found: number, expected: number): Problem =>
  problem(
    'audit-chain-broken',
    say(
      (f) => `the ledger ends with entry ${f.count(found)} instead of ${f.count(expected)}`,
      (f) => `le registre se termine à l’écriture ${f.count(found)} au lieu de ${f.count(expected)}`,
    ),
    'ledger.jsonl',
  )

export const payloadAltered = (line: number): Problem =>
  problem(
    'audit-altered',
    { en: 'this is not what the entry was made of', fr: 'ce n’est pas ce dont l’écriture est faite' },
    'payloads.jsonl',
    line,
  )

export const otherManifest = (file: string): Problem =>
  problem(
    'audit-altered',
    {
      en: 'it is not the manifest that the release is named by',
      fr: 'ce n’est pas le manifeste qui nomme la version',
    },
    file,
  )

export const notAnArchive = (bytes: number): Problem =>
  problem(
    'not-an-audit',
    say(
      (f) =>
        `${f.counted(bytes, 'byte that is', 'bytes that are')} no archive of \`ecluse audit\`: cut short, packed by another program, or something else`,
      (f) =>
        `${f.counted(bytes, 'octet qui n’est', 'octets qui ne sont')} pas une archive d’\`ecluse audit\` : tronquée, refaite par un autre programme, ou autre chose`,
    ),
  )

export const cutShort = (bytes: number, file: string | null): Problem =>
  problem(
    'not-an-audit',
    say(
      (f) =>
        `the archive ends after ${f.counted(bytes, 'byte', 'bytes')}, before it should: it was cut short`,
      (f) =>
        `l’archive se termine après ${f.counted(bytes, 'octet', 'octets')}, avant sa fin : elle a été tronquée`,
    ),
    ...(file === null ? [] : [file]),
  )

export const notAnAudit = (has: boolean): Problem =>
  problem(
    'not-an-audit',
    has
      ? { en: 'its audit.json cannot be read', fr: 'son audit.json est illisible' }
      : { en: 'the archive has no audit.json', fr: 'l’archive n’a pas d’audit.json' },
  )

export const otherFormat = (format: number): Problem => ({
  code: 'audit-format',
  kind: 'usage',
  message: {
    en: `the archive is of format ${format}, which this version does not read`,
    fr: `l’archive est au format ${format}, que cette version ne lit pas`,
  },
  todo: { en: 'verify it with a later Écluse', fr: 'vérifiez-la avec un Écluse plus récent' },
})

export const signatureWrong = (file: string): Problem =>
  problem(
    'audit-signature-wrong',
    {
      en: 'its signature is not of this text by the key that is named',
      fr: 'sa signature n’est pas celle de ce texte par la clé nommée',
    },
    file,
  )

export const tooLarge = (files: number): Problem => ({
  code: 'audit-too-large',
  kind: 'usage',
  message: say(
    (f) =>
      `an archive of this period would have ${f.counted(files, 'file', 'files')}, more than a ZIP can hold`,
    (f) =>
      `une archive de cette période aurait ${f.counted(files, 'fichier', 'fichiers')}, plus qu’un ZIP n’en peut contenir`,
  ),
  expected: { en: 'at most 65,533 files and 4 GiB', fr: 'au plus 65 533 fichiers et 4 Gio' },
  todo: { en: 'make two of shorter periods', fr: 'faites-en deux, de périodes plus courtes' },
})

/** Words of the page. */
export const page = {
  title: (application: string): Text => ({ en: `Audit of ${application}`, fr: `Audit de ${application}` }),
  made: (at: string, by: string, version: string): Text => ({
    en: `Made ${at} by ${by} with Écluse ${version}. Times are UTC.`,
    fr: `Faite le ${at} par ${by} avec Écluse ${version}. Les heures sont en UTC.`,
  }),
  how: {
    en: 'Check it anywhere, without a network: `ecluse verify FILE`. `audit.json` names every other file by its SHA-256; `ledger.jsonl` is the chain, each entry carrying the digest of the one before; entries about other applications are in it as links only. What people signed stands in `statements`, and any OpenSSH checks it: `ssh-keygen -Y verify -n ecluse -f signers -I NAME -s FILE.sig < FILE`, where `signers` holds the keys that signed and `approvers` those that might.',
    fr: 'Vérifiez-la n’importe où, sans réseau : `ecluse verify FICHIER`. `audit.json` nomme chaque autre fichier par son SHA-256 ; `ledger.jsonl` est la chaîne, chaque écriture portant l’empreinte de la précédente ; les écritures d’autres applications n’y sont que des maillons. Ce que des personnes ont signé se trouve dans `statements`, et tout OpenSSH le vérifie : `ssh-keygen -Y verify -n ecluse -f signers -I NOM -s FICHIER.sig < FICHIER`, où `signers` contient les clés qui ont signé et `approvers` celles qui le pouvaient.',
  },
  scopeRelease: (n: number): Text => ({ en: `Release ${n}`, fr: `Version ${n}` }),
  scopePeriod: (from: string, to: string): Text => ({
    en: `From ${from} to ${to}`,
    fr: `Du ${from} au ${to}`,
  }),
  releases: { en: 'Releases', fr: 'Versions' },
  release: (n: number): Text => ({ en: `Release ${n}`, fr: `Version ${n}` }),
  nothing: { en: 'No release in this period.', fr: 'Aucune version dans cette période.' },
  commit: { en: 'Commit', fr: 'Commit' },
  shippedBy: { en: 'Shipped by', fr: 'Livrée par' },
  labels: { en: 'Labels', fr: 'Étiquettes' },
  manifest: { en: 'Manifest', fr: 'Manifeste' },
  component: { en: 'Component', fr: 'Composant' },
  version: { en: 'Version', fr: 'Version' },
  image: { en: 'Image', fr: 'Image' },
  evidence: { en: 'Evidence', fr: 'Preuves' },
  verdict: { en: 'Verdict', fr: 'Verdict' },
  why: { en: 'Why', fr: 'Pourquoi' },
  outcomes: {
    pass: { en: 'pass', fr: 'réussi' },
    hold: { en: 'hold', fr: 'en attente' },
    refuse: { en: 'refused', fr: 'refusé' },
  },
  verdicts: {
    en: 'Verdicts, as they were given',
    fr: 'Verdicts, tels qu’ils ont été rendus',
  },
  gate: { en: 'Gate', fr: 'Contrôle' },
  judge: { en: 'the judge', fr: 'le juge' },
  judgements: {
    regressed: { en: 'regressed', fr: 'dégradée' },
    safe: { en: 'safe', fr: 'sûre' },
    'not-enough-evidence': { en: 'not enough evidence', fr: 'pas assez de preuves' },
    'no-telemetry': { en: 'no telemetry', fr: 'aucune télémétrie' },
  } as Readonly<Record<string, Text>>,
  noEvidence: {
    en: 'None is kept: none was given, or retention has taken it (evidence-pruned in the ledger).',
    fr: 'Aucune n’est gardée : il n’y en a pas eu, ou la conservation l’a retirée (evidence-pruned au registre).',
  },
  gone: { en: 'no longer kept', fr: 'plus conservé' },
  statements: { en: 'What people signed', fr: 'Ce que des personnes ont signé' },
  signed: { en: 'Signed with', fr: 'Signé avec' },
  unsigned: { en: 'unsigned', fr: 'sans signature' },
  actions: {
    approve: { en: 'approved', fr: 'approbation' },
    canary: { en: 'canary signed off', fr: 'canari approuvé' },
    'sign-off': { en: 'signed off', fr: 'point signé' },
    override: { en: 'overridden:', fr: 'outrepassé :' },
  } as Readonly<Record<string, Text>>,
  plans: { en: 'Plan of the way back', fr: 'Plan de retour en arrière' },
  freezes: { en: 'Freezes', fr: 'Gels' },
  thawedBy: (by: string): Text => ({ en: `thawed by ${by}`, fr: `levé par ${by}` }),
  except: (label: string): Text => ({ en: `except ${label}`, fr: `sauf ${label}` }),
  rollouts: { en: 'Rollouts', fr: 'Déploiements' },
  environment: { en: 'Environment', fr: 'Environnement' },
  by: { en: 'By', fr: 'Par' },
  when: { en: 'When', fr: 'Quand' },
  what: { en: 'What', fr: 'Quoi' },
  noPlan: { en: 'goes on', fr: 'se poursuit' },
  ledger: { en: 'Ledger', fr: 'Registre' },
  ledgerOf: (n: number, first: number, last: number): Text =>
    say(
      (f) => `${f.counted(n, 'entry', 'entries')}, ${f.count(first)} to ${f.count(last)}.`,
      (f) => `${f.counted(n, 'écriture', 'écritures')}, de ${f.count(first)} à ${f.count(last)}.`,
    ),
} as const
