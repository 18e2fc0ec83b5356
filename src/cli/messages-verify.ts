import type { AnchorCheck } from '../engine/anchoring.ts'
import { anchorLost, anchorOthers } from '../engine/messages-ledger.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import { instantText } from '../kernel/time.ts'

export const verified = (entries: number): Text =>
  say(
    (f) => `the ledger is whole: ${f.counted(entries, 'entry', 'entries')}, each linked to the one before`,
    (f) =>
      `le registre est intact : ${f.counted(entries, 'écriture', 'écritures')}, chacune liée à la précédente`,
  )
export const broken = (why: Text): Text => ({
  en: `the ledger was changed: ${why.en}`,
  fr: `le registre a été modifié : ${why.fr}`,
})

export const pruned = (count: number): Text =>
  say(
    (f) =>
      `of ${f.counted(count, 'entry', 'entries')} retention has taken the evidence, as it wrote down itself`,
    (f) =>
      `de ${f.counted(count, 'écriture', 'écritures')}, la conservation a retiré les preuves, comme elle l’a noté elle-même`,
  )

export const anchorHolds = ({ place, heads, last, lost, others, why }: AnchorCheck): Text => {
  if (why !== null) return { en: `anchor not compared: ${why.en}`, fr: `ancre non comparée : ${why.fr}` }
  if (lost !== undefined && lost !== null) {
    const why = anchorLost(place, lost.seq, lost.by)
    return { en: `the anchor was changed: ${why.en}`, fr: `l’ancre a été modifiée : ${why.fr}` }
  }
  if (others !== undefined && others > 0) return anchorOthers(place, others)
  if (last === null) return { en: `anchor ${place}: nothing there yet`, fr: `ancre ${place} : encore vide` }
  return say(
    (f) =>
      `anchor ${place}: ${f.counted(heads, 'head', 'heads')}, the last of ${instantText(last.at)} with entry ${f.count(last.seq)}`,
    (f) =>
      `ancre ${place} : ${f.counted(heads, 'tête', 'têtes')}, la dernière de ${instantText(last.at)} avec l’écriture ${f.count(last.seq)}`,
  )
}

export const noAnchor: Text = {
  en: 'no anchor: whoever writes the whole ledger anew is not found; audit: { anchor: { file: PATH } }',
  fr: 'pas d’ancre : qui récrit tout le registre n’est pas découvert ; audit: { anchor: { file: CHEMIN } }',
}

export const copyHolds = (file: string, heads: number): Text =>
  say(
    (f) => `${file}: the ledger has all of ${f.counted(heads, 'head', 'heads')}`,
    (f) => `${file} : le registre a bien ${f.counted(heads, 'tête', 'têtes')}`,
  )

export const copyBeyond = (file: string, seq: number): Text => ({
  en: `${file} names entry ${seq}, and the ledger has none: its end was removed, or it is another ledger`,
  fr: `${file} nomme l’inscription ${seq}, et le registre n’en a pas : sa fin a été retirée, ou c’est un autre registre`,
})

export const copyDiffers = (file: string, seq: number): Text => ({
  en: `entry ${seq} is not the one that ${file} names`,
  fr: `l’inscription ${seq} n’est pas celle que nomme ${file}`,
})

export const noHeads = (file: string): Problem => ({
  code: 'no-heads',
  kind: 'usage',
  message: { en: `no head stands in ${file}`, fr: `aucune tête ne se trouve dans ${file}` },
  expected: {
    en: 'lines as an anchor has them: NUMBER sha256:DIGEST INSTANT',
    fr: 'des lignes telles qu’une ancre les garde : NUMÉRO sha256:EMPREINTE INSTANT',
  },
  todo: {
    en: 'bring a copy of the anchor’s file, or of ledger-….txt of its repository',
    fr: 'apportez une copie du fichier de l’ancre, ou de ledger-….txt de son dépôt',
  },
})

export const archiveIn = (file: string, by: { readonly seq: number; readonly at: number } | null): Text =>
  by === null
    ? {
        en: `this ledger wrote no archive like ${file} down: it was made by another one, before this was noted, or anew`,
        fr: `ce registre n’a noté aucune archive comme ${file} : elle vient d’un autre, d’avant que cela soit noté, ou elle a été refaite`,
      }
    : say(
        (f) => `entry ${f.count(by.seq)} of this ledger wrote ${file} down, ${instantText(by.at)}`,
        (f) => `l’écriture ${f.count(by.seq)} de ce registre a noté ${file}, ${instantText(by.at)}`,
      )
