import { say, type Text } from '../kernel/text.ts'
import type { NotesCounts } from '../records/notes.ts'

const changes = ({ users, fixes, behind }: NotesCounts) => ({
  en: (count: (n: number) => string) =>
    [
      users > 0 ? `${count(users)} ${users === 1 ? 'change' : 'changes'}` : '',
      fixes > 0 ? `${count(fixes)} ${fixes === 1 ? 'fix' : 'fixes'}` : '',
      behind > 0 ? `${count(behind)} behind the scenes` : '',
    ].filter((part) => part !== ''),
  fr: (count: (n: number) => string) =>
    [
      users > 0 ? `${count(users)} ${users === 1 ? 'changement' : 'changements'}` : '',
      fixes > 0 ? `${count(fixes)} ${fixes === 1 ? 'correction' : 'corrections'}` : '',
      behind > 0 ? `${count(behind)} en coulisses` : '',
    ].filter((part) => part !== ''),
})

/** How much notes tell, in few words. */
export const howMuch = (counts: NotesCounts): Text =>
  say(
    (f) => {
      const parts = changes(counts).en(f.count)
      if (counts.takenBack > 0) parts.push(`${f.count(counts.takenBack)} taken back`)
      const lack = counts.missing.fr > 0 ? `; without French: ${f.count(counts.missing.fr)}` : ''
      return `${parts.length === 0 ? 'nothing that people notice' : f.list(parts)}${lack}`
    },
    (f) => {
      const parts = changes(counts).fr(f.count)
      if (counts.takenBack > 0)
        parts.push(`${f.count(counts.takenBack)} ${counts.takenBack === 1 ? 'retrait' : 'retraits'}`)
      const lack = counts.missing.fr > 0 ? ` ; sans français : ${f.count(counts.missing.fr)}` : ''
      return `${parts.length === 0 ? 'rien que les gens remarquent' : f.list(parts)}${lack}`
    },
  )

export const notesMade = (
  kind: 'release' | 'taken-back',
  release: number,
  left: number | null,
  counts: NotesCounts,
): Text => {
  const much = howMuch(counts)
  return kind === 'release'
    ? {
        en: `notes of release ${release} are kept: ${much.en}`,
        fr: `les notes de la version ${release} sont conservées : ${much.fr}`,
      }
    : {
        en: `notes of what was taken back with release ${left ?? release} are kept: ${much.en}`,
        fr: `les notes de ce qui a été retiré avec la version ${left ?? release} sont conservées : ${much.fr}`,
      }
}
