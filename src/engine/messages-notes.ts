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

export const brokenHere: Text = {
  en: 'something failed here; the log of the control plane says what',
  fr: 'quelque chose a échoué ici ; le journal du plan de contrôle dit quoi',
}

export const nothingToPublish: Text = {
  en: 'there is nothing to write any more',
  fr: 'il n’y a plus rien à écrire',
}

const done = {
  made: { en: 'made', fr: 'créée' },
  updated: { en: 'brought up to date', fr: 'mise à jour' },
  unchanged: { en: 'as it was', fr: 'telle quelle' },
} as const

export const published = (
  release: number,
  tag: string,
  state: keyof typeof done,
  address: string | null,
): Text => {
  const where = address === null ? '' : ` ${address}`
  return {
    en: `the notes of release ${release} stand in the release of ${tag}, ${done[state].en}${where}`,
    fr: `les notes de la version ${release} figurent dans la publication de ${tag}, ${done[state].fr}${where}`,
  }
}

export const notPublished = (release: number, why: Text, over: boolean): Text =>
  over
    ? {
        en: `the notes of release ${release} are not written to the hosting service any more: ${why.en}`,
        fr: `les notes de la version ${release} ne sont plus écrites au service d’hébergement : ${why.fr}`,
      }
    : {
        en: `the notes of release ${release} are not at the hosting service yet, and are tried again: ${why.en}`,
        fr: `les notes de la version ${release} ne sont pas encore au service d’hébergement, et seront réessayées : ${why.fr}`,
      }

export const takenBackAbove = (day: string, environment: string, runs: number): Text => ({
  en: `Taken back from ${environment} on ${day}: release ${runs} runs there again.`,
  fr: `Retirée de ${environment} le ${day} : la version ${runs} y fonctionne de nouveau.`,
})
