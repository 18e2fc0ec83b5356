import type { Problem } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { say } from '../kernel/text.ts'

export type BreakCode = 'ledger-altered' | 'ledger-removed' | 'ledger-inserted' | 'ledger-reordered'

const broken = (code: BreakCode, message: Text): Problem & { readonly code: BreakCode } => ({
  code,
  kind: 'failed',
  message,
  expected: say(
    () => 'every entry as it was written, in its place',
    () => 'chaque inscription telle qu’elle a été écrite, à sa place',
  ),
  todo: say(
    () => 'keep a copy of the data folder as it is, and compare it with a backup from this entry on',
    () =>
      'gardez une copie du dossier de données tel quel, et comparez-la à une sauvegarde à partir de cette inscription',
  ),
})

export const altered = (seq: number) =>
  broken(
    'ledger-altered',
    say(
      () => `the ledger’s entry ${seq} was altered after it was written`,
      () => `l’inscription ${seq} du registre a été modifiée après son écriture`,
    ),
  )

export const removed = (seq: number, last: number) =>
  broken(
    'ledger-removed',
    say(
      () =>
        seq === last
          ? `the ledger’s entry ${seq} is missing`
          : `the ledger’s entries ${seq} to ${last} are missing`,
      () =>
        seq === last
          ? `l’inscription ${seq} du registre manque`
          : `les inscriptions ${seq} à ${last} du registre manquent`,
    ),
  )

export const inserted = (seq: number) =>
  broken(
    'ledger-inserted',
    say(
      () => `an entry numbered ${seq} was put into the ledger where the chain has none`,
      () => `une inscription numérotée ${seq} a été glissée dans le registre là où la chaîne n’en a pas`,
    ),
  )

export const reordered = (seq: number, found: number) =>
  broken(
    'ledger-reordered',
    say(
      () => `the ledger’s entry ${seq} is not in its place: entry ${found} stands there`,
      () => `l’inscription ${seq} du registre n’est pas à sa place : l’inscription ${found} s’y trouve`,
    ),
  )
