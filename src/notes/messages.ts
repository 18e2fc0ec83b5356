import { type Language, same, say, type Text } from '../kernel/text.ts'
import type { Attention, Direction, Group, LeftOut, Notes, TakenBack } from './types.ts'

export const title = (from: string | null, to: string): Text =>
  from === null
    ? { en: `Release notes up to ${to}`, fr: `Notes de mise à jour jusqu’à ${to}` }
    : { en: `Release notes: ${from} to ${to}`, fr: `Notes de mise à jour : de ${from} à ${to}` }

const directions: Readonly<Record<Direction, Text | null>> = {
  forward: null,
  back: {
    en: 'This goes back to an earlier version: what stands below is taken back.',
    fr: 'Ceci revient à une version antérieure : ce qui suit est retiré.',
  },
  across: {
    en: 'The two have parted: what runs today holds changes that the new version lacks; they stand under “Taken back”.',
    fr: 'Les deux se sont séparées : ce qui fonctionne aujourd’hui contient des changements absents de la nouvelle version ; ils figurent sous « Retiré ».',
  },
  unrelated: {
    en: 'The two have no commit in common: everything of the one is new, and everything of the other is taken back.',
    fr: 'Les deux n’ont aucun commit en commun : tout ce qui vient de l’une est nouveau, et tout ce qui vient de l’autre est retiré.',
  },
  same: {
    en: 'Both are the same commit: nothing changes.',
    fr: 'Les deux sont le même commit : rien ne change.',
  },
}

const nothingLost: Text = {
  en: 'The two have parted, but all that runs today is in the new version as well.',
  fr: 'Les deux se sont séparées, mais tout ce qui fonctionne aujourd’hui est aussi dans la nouvelle version.',
}

const boundary: Text = {
  en: 'Whether the two have a commit in common lies behind the boundary of this clone: what would be taken back is unknown.',
  fr: 'Que les deux aient un commit en commun se trouve derrière la limite de ce clone : ce qui serait retiré est inconnu.',
}

export const direction = (notes: Pick<Notes, 'direction' | 'shallow' | 'takenBack'>): Text | null => {
  if (notes.direction === 'across' && notes.takenBack.length === 0) return nothingLost
  return notes.direction === 'unrelated' && notes.shallow ? boundary : directions[notes.direction]
}

export const shallow: Text = {
  en: 'This clone is shallow: what lies behind its boundary is unknown and left out. `git fetch --unshallow` brings it.',
  fr: 'Ce clone est partiel : ce qui se trouve derrière sa limite est inconnu et omis. `git fetch --unshallow` le récupère.',
}

export const cut = (commits: number): Text =>
  say(
    (f) => `Only the newest ${f.count(commits)} commits are told; there are more before them.`,
    (f) => `Seuls les ${f.count(commits)} commits les plus récents sont racontés ; il y en a d’autres avant.`,
  )

export const nothing: Text = {
  en: 'Nothing that people who use it would notice.',
  fr: 'Rien que les personnes qui l’utilisent remarqueraient.',
}

export const groups: Readonly<Record<Group, Text>> = {
  users: { en: 'What changes for you', fr: 'Ce qui change pour vous' },
  fixes: { en: 'Fixes', fr: 'Corrections' },
  behind: { en: 'Behind the scenes', fr: 'En coulisses' },
}

export const attentionHeading: Text = { en: 'Attention', fr: 'À surveiller' }
export const takenBackHeading: Text = { en: 'Taken back', fr: 'Retiré' }
export const dependenciesHeading: Text = { en: 'Dependencies', fr: 'Dépendances' }
export const several: Text = { en: 'Several components', fr: 'Plusieurs composants' }
export const elsewhere: Text = { en: 'Everything else', fr: 'Tout le reste' }

export const kinds: Readonly<Record<Attention['kind'], Text>> = {
  breaking: { en: 'Breaking', fr: 'Rupture' },
  security: { en: 'Security', fr: 'Sécurité' },
  migrations: { en: 'Migration', fr: 'Migration' },
  configuration: { en: 'Configuration', fr: 'Configuration' },
}

export const policyHeading: Text = { en: 'The rules', fr: 'Les règles' }

/** Before a value after a colon, French sets a no-break space. */
export const labelled = (label: Text): Text => ({ en: `${label.en}:`, fr: `${label.fr}\u00a0:` })

export const inOther: Readonly<Record<Language, Text>> = {
  en: { en: 'no English text yet', fr: 'pas encore de texte en anglais' },
  fr: { en: 'no French text yet', fr: 'pas encore de texte en français' },
}

export const byMachine: Text = {
  en: 'translated by a machine, not signed off yet',
  fr: 'traduit par une machine, pas encore validé',
}

export const partly: Text = { en: 'partly taken back since', fr: 'retiré en partie depuis' }
export const partlyBack: Text = { en: 'in part', fr: 'en partie' }

export const reasons: Readonly<Record<TakenBack['why'], Text>> = {
  reverted: { en: 'was released, and is reverted', fr: 'avait été livré, puis annulé' },
  unknown: {
    en: 'is reverted by a commit; what it was is not known here',
    fr: 'est annulé par un commit ; ce que c’était n’est pas connu ici',
  },
  'not-contained': { en: 'is not in the new version', fr: 'n’est pas dans la nouvelle version' },
}

export const unbroken = (texts: readonly string[]): Text =>
  say(
    (f) =>
      `Not to be feared: ${f.list(texts.map((one) => `“${one}”`))} would have broken something, and was taken back before anybody had it.`,
    (f) =>
      `Rien à craindre : ${f.list(texts.map((one) => `« ${one} »`))} aurait causé une rupture, et a été retiré avant que quiconque ne l’ait.`,
  )

export const updated = (name: string, from: string | null, to: string | null): Text => {
  if (to === null) return same(name)
  return from === null ? same(`${name} → ${to}`) : same(`${name} ${from} → ${to}`)
}

/** What is not told, so that nobody wonders. */
export const leftOut = (commits: number, { merges, releases, reverted, picked, unwanted }: LeftOut): Text => {
  const en: string[] = []
  const fr: string[] = []
  const add = (n: number, one: readonly [string, string], more: readonly [string, string]) => {
    if (n === 0) return
    en.push(
      say(
        (f) => `${f.count(n)} ${n === 1 ? one[0] : more[0]}`,
        () => '',
      ).en,
    )
    fr.push(
      say(
        () => '',
        (f) => `${f.count(n)} ${n === 1 ? one[1] : more[1]}`,
      ).fr,
    )
  }
  add(
    reverted,
    ['of a pair that cancels out', 'd’une paire qui s’annule'],
    ['of pairs that cancel out', 'de paires qui s’annulent'],
  )
  add(picked, ['copy of another', 'copie d’un autre'], ['copies of others', 'copies d’autres'])
  add(
    releases,
    ['that only makes a version', 'qui ne fait que créer une version'],
    ['that only make versions', 'qui ne font que créer des versions'],
  )
  add(merges, ['merge', 'fusion'], ['merges', 'fusions'])
  add(unwanted, ['without a note', 'sans note'], ['without notes', 'sans notes'])
  return say(
    (f) =>
      `${f.count(commits)} ${commits === 1 ? 'commit' : 'commits'} read${en.length === 0 ? '' : `; not told: ${f.list(en)}`}.`,
    (f) =>
      `${f.count(commits)} ${commits === 1 ? 'commit lu' : 'commits lus'}${fr.length === 0 ? '' : ` ; non racontés : ${f.list(fr)}`}.`,
  )
}

export const notJson: Text = { en: 'it printed no JSON', fr: 'elle n’a pas écrit de JSON' }

export const noTexts: Text = {
  en: 'it printed no `{ "texts": [...] }` of texts',
  fr: 'elle n’a pas écrit de `{ "texts": [...] }` de textes',
}

export const otherCount = (asked: number, given: number): Text =>
  say(
    (f) => `it was given ${f.count(asked)} texts and printed ${f.count(given)}`,
    (f) => `elle a reçu ${f.count(asked)} textes et en a écrit ${f.count(given)}`,
  )

/** Where a service takes no more: how much is missing, and where it stands. */
export const cutText = (left: number, release: number): Text =>
  say(
    (f) =>
      `*The service takes no longer text: ${f.count(left)} more ${left === 1 ? 'line is' : 'lines are'} left out here. All of it: \`ecluse notes --to ${release}\`.*`,
    (f) =>
      `*Le service n’accepte pas de texte plus long : ${f.count(left)} ${left === 1 ? 'ligne est omise' : 'lignes sont omises'} ici. Le tout : \`ecluse notes --to ${release}\`.*`,
  )
