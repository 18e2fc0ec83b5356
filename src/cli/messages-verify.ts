import { say, type Text } from '../kernel/text.ts'

export const verified = (entries: number): Text =>
  say(
    (f) => `the ledger is whole: ${f.counted(entries, 'entry', 'entries')}, each linked to the one before`,
    (f) =>
      `le registre est intact : ${f.counted(entries, 'écriture', 'écritures')}, chacune liée à la précédente`,
  )
export const broken = (seq: number, why: Text): Text => ({
  en: `the ledger was changed: entry ${seq}: ${why.en}`,
  fr: `le registre a été modifié : écriture ${seq} : ${why.fr}`,
})
