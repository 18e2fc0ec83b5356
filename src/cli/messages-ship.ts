import type { Problem } from '../kernel/problem.ts'
import { formats, type Language, say, type Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import type { Uncommitted } from './machine.ts'

const text = (en: string, fr: string): Text => ({ en, fr })
const short = (commit: string): string => commit.slice(0, 10)

const changes: Readonly<Record<Uncommitted['change'], Text>> = {
  changed: text('changed', 'modifié'),
  added: text('added', 'ajouté'),
  deleted: text('deleted', 'supprimé'),
  untracked: text('not tracked', 'non suivi'),
}

const shown = 5

/** What the working tree holds and the commit does not; the first few by name. */
export const notShipped = (files: readonly Uncommitted[]): Text => {
  const rest = files.length - shown
  const one = (language: Language): string => {
    const f = formats[language]
    const names = files.slice(0, shown).map(({ path, change }) => `${path} (${changes[change][language]})`)
    const more =
      rest <= 0 ? [] : [{ en: `${f.count(rest)} more`, fr: f.counted(rest, 'autre', 'autres') }[language]]
    return f.list([...names, ...more])
  }
  return text(
    `not committed, and therefore not shipped: ${one('en')}`,
    `non validé, et donc non livré : ${one('fr')}`,
  )
}

export const shipping = (application: string, commit: string, version: string): Text => {
  const known = version === commit.slice(0, 7) ? '' : ` (${version})`
  return text(
    `shipping ${application} at commit ${short(commit)}${known}`,
    `livraison de ${application} au commit ${short(commit)}${known}`,
  )
}
export const sending = (bytes: number | null): Text =>
  bytes === null
    ? text('sending the commit: it is large', 'envoi du commit : il est volumineux')
    : say(
        (f) => `sending the commit  ${f.count(Math.round(bytes / 1e6))} MB`,
        (f) => `envoi du commit  ${f.count(Math.round(bytes / 1e6))} Mo`,
      )

export const detached = (commit: string): Text =>
  text(
    `it goes on by itself; ecluse status shows how far it is, ecluse ship ${short(commit)} follows it`,
    `la suite se fait d’elle-même ; ecluse status montre où elle en est, ecluse ship ${short(commit)} la suit`,
  )

export const followsOther = (number: number, other: number): Text =>
  text(
    `candidate ${other} contains this commit and goes in the place of ${number}: following ${other}`,
    `la version admissible ${other} contient ce commit et prend la place de ${number} : on suit ${other}`,
  )

export const stoppedFollowing = (commit: string): readonly Text[] => [
  text(
    'stopped following; the release goes on by itself',
    'suivi interrompu ; la livraison continue d’elle-même',
  ),
  text(
    `  next: ecluse ship ${short(commit)} follows it again; ecluse status shows it; ecluse rollback takes it back`,
    `  ensuite : ecluse ship ${short(commit)} la suit de nouveau ; ecluse status la montre ; ecluse rollback revient en arrière`,
  ),
]

/** `waits`: what it waits for, as its place in the queue says; `earliest`: when it can start, as people read it. */
export const timedOut = (
  after: Ms,
  pending: 5 | 6,
  commit: string,
  waits: readonly Text[] = [],
  earliest: string | null = null,
): readonly Text[] => [
  pending === 5
    ? say(
        (f) => `still waiting for its turn or a window after ${f.duration(after)}; it keeps its place`,
        (f) => `attend toujours son tour ou une fenêtre après ${f.duration(after)} ; elle garde sa place`,
      )
    : say(
        (f) => `undecided after ${f.duration(after)}; the rollout goes on`,
        (f) => `non décidé après ${f.duration(after)} ; le déploiement continue`,
      ),
  ...waits.map((one) => text(`  ${one.en}`, `  ${one.fr}`)),
  ...(earliest === null ? [] : [text(`  earliest ${earliest}`, `  au plus tôt ${earliest}`)]),
  text(
    `  next: ecluse why says what it waits for; ecluse ship ${short(commit)} follows it again`,
    `  ensuite : ecluse why dit ce qu’elle attend ; ecluse ship ${short(commit)} la suit de nouveau`,
  ),
]

export const connectionLost = (): Text =>
  text(
    'the control plane is away; what serves people goes on, and following goes on when it is back',
    'le plan de contrôle est absent ; ce qui sert les gens continue, et le suivi reprend à son retour',
  )
export const connectionBack = (): Text =>
  text('the control plane is back', 'le plan de contrôle est de retour')

export const unknownEnvironmentHere = (given: string, known: readonly string[]) => ({
  code: 'unknown-environment' as const,
  kind: 'usage' as const,
  message: text(
    `ecluse.yaml of this commit has no environment “${given}”`,
    `l’ecluse.yaml de ce commit n’a pas d’environnement « ${given} »`,
  ),
  todo: say(
    (f) => `name one of ${f.list(known)}`,
    (f) => `nommez l’un de ceux-ci : ${f.list(known)}`,
  ),
})

export const stillGoingOn = (): Text =>
  text(
    'not finished yet; it goes on by itself: ecluse status shows it',
    'pas encore terminé ; la suite se fait d’elle-même : ecluse status la montre',
  )

export const badLabel = (word: string): Problem => ({
  code: 'bad-label',
  kind: 'usage',
  message: {
    en: `\`${word.slice(0, 60)}\` is no label`,
    fr: `\`${word.slice(0, 60)}\` n’est pas une étiquette`,
  },
  expected: {
    en: 'at most 40 lower-case letters, digits and hyphens, such as `security`',
    fr: 'au plus 40 lettres minuscules, chiffres et traits d’union, tels que `securite`',
  },
  todo: { en: 'correct it after --label', fr: 'corrigez-la après --label' },
})
