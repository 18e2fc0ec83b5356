import type { Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })
const unknown: Text = words('nobody knows why', 'on ne sait pas pourquoi')

export const notesOut = (release: number, why: Text | null, over: boolean): Text => {
  const { en, fr } = why ?? unknown
  return over
    ? words(
        `the notes of release ${release} were given up at the hosting service: ${en}`,
        `les notes de la version ${release} ont été abandonnées au service d’hébergement : ${fr}`,
      )
    : words(
        `the notes of release ${release} are not at the hosting service, and are tried again: ${en}`,
        `les notes de la version ${release} ne sont pas au service d’hébergement, et seront réessayées : ${fr}`,
      )
}

export const mendNotes = (release: number, over: boolean): Text => {
  const line = `ecluse notes --to ${release} --format markdown`
  return over
    ? words(
        `mend what it says for the releases to come; for this one, put what ${line} prints into its release there`,
        `corrigez ce qui est dit pour les versions à venir ; pour celle-ci, mettez dans sa publication ce qu’affiche ${line}`,
      )
    : words(
        'mend what it says: the tag, the secret of notes.hosting.token or its rights; it is tried again by itself',
        'corrigez ce qui est dit : l’étiquette, le secret de notes.hosting.token ou ses droits ; un nouvel essai suit de lui-même',
      )
}

export const mendAnchor: Text = words(
  'let the server reach and write the place of audit.anchor, or name another one; then: ecluse verify --ledger',
  'laissez le serveur atteindre et écrire le lieu d’audit.anchor, ou nommez-en un autre ; puis : ecluse verify --ledger',
)

export const manifestAway = (repository: string, why: Text): Text =>
  words(
    `the repository of manifest, ${repository}, cannot be reached or used: what is asked for there is not read, and what runs is not written: ${why.en}`,
    `le dépôt de manifest, ${repository}, ne peut être joint ou utilisé : ce qui y est demandé n’est pas lu, et ce qui tourne n’y est pas écrit : ${why.fr}`,
  )
export const manifestReached = (repository: string): Text =>
  words(
    `the repository of manifest, ${repository}, is reached again`,
    `le dépôt de manifest, ${repository}, est de nouveau joint`,
  )
export const mendManifest: Text = words(
  'see that the server reaches it by git with its own keys; it is tried again every minute',
  'voyez que le serveur l’atteigne par git avec ses propres clés ; un nouvel essai suit chaque minute',
)

export const actualWritten = (file: string, branch: string): Text =>
  words(
    `${file} is written to branch ${branch} again`,
    `${file} est de nouveau écrit sur la branche ${branch}`,
  )
export const mendActual = (branch: string): Text =>
  words(
    `let the server push to ${branch}, or name another branch as manifest.branch; it is tried again every hour`,
    `laissez le serveur pousser vers ${branch}, ou nommez une autre branche dans manifest.branch ; un nouvel essai suit chaque heure`,
  )
