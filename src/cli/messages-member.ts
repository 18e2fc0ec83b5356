import type { MembersView } from '../api/routes-members.ts'
import type { Problem } from '../kernel/problem.ts'
import { formats, say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const badRole = (given: string): Problem => ({
  code: 'bad-role',
  kind: 'usage',
  message: text(`--role cannot be “${given}”`, `--role ne peut pas être « ${given} »`),
  expected: text('admin, ship or read', 'admin, ship ou read'),
  todo: text('write one of them', 'écrivez l’un d’eux'),
})

const scope = (only: readonly string[] | null): Text =>
  only === null
    ? text('all applications', 'toutes les applications')
    : say(
        (f) => `${f.list(only)} only`,
        (f) => `${f.list(only)} seulement`,
      )

export const memberAdded = (
  member: string,
  role: string,
  only: readonly string[] | null,
  fingerprints: readonly string[],
  server: string | null,
): readonly Text[] => [
  text(
    `${member} may come in: ${role}, ${scope(only).en}   ${formats.en.list(fingerprints)}`,
    `${member} peut entrer : ${role}, ${scope(only).fr}   ${formats.fr.list(fingerprints)}`,
  ),
  text(
    `  next: on ${member}’s machine: ecluse status --server ${server ?? 'ssh://ACCOUNT@HOST'}`,
    `  ensuite : sur la machine de ${member} : ecluse status --server ${server ?? 'ssh://COMPTE@HÔTE'}`,
  ),
]

export const memberRemoved = (member: string): Text =>
  text(
    `${member} may not come in any more; what was open is cut`,
    `${member} ne peut plus entrer ; ce qui était ouvert est coupé`,
  )

const keyLine = ({ fingerprint, comment }: { fingerprint: string; comment: string }): string =>
  `  ${fingerprint}${comment === '' ? '' : `   ${comment}`}`

export const memberLines = (view: MembersView): readonly Text[] => [
  ...(view.members.length === 0 && view.administrators.length === 0
    ? [text('nobody may come in over ssh yet', 'personne ne peut encore entrer par ssh')]
    : []),
  ...view.members.flatMap(({ member, role, only, keys }) => [
    text(`${member}   ${role}   ${scope(only).en}`, `${member}   ${role}   ${scope(only).fr}`),
    ...keys.map((key) => text(keyLine(key), keyLine(key))),
  ]),
  ...(view.administrators.length === 0
    ? []
    : [
        text(
          'keys without a forced command, administrators of everything:',
          'clés sans commande imposée, administratrices de tout :',
        ),
        ...view.administrators.map((key) => text(keyLine(key), keyLine(key))),
      ]),
  ...(view.broken.length === 0
    ? []
    : [
        text(
          'lines that were changed by hand and let nobody in:',
          'lignes modifiées à la main qui ne laissent entrer personne :',
        ),
        ...view.broken.map((key) => text(keyLine(key), keyLine(key))),
      ]),
  text(`  as in ${view.file}`, `  d’après ${view.file}`),
]
