import type { Code } from '../kernel/codes.ts'
import { type Problem, ProblemError, type ProblemKind } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

const problem = (
  code: Code,
  kind: ProblemKind,
  message: Text,
  todo?: Text,
  expected?: Text,
): ProblemError => {
  const stated: Problem = {
    code,
    kind,
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(todo === undefined ? {} : { todo }),
  }
  return new ProblemError(stated)
}

const buildAgain = text(
  'ship the commit again: it is built anew and must give the same digest',
  'livrez de nouveau le commit : il sera reconstruit et doit donner la même empreinte',
)

export const blobMissing = (digest: string): ProblemError =>
  problem(
    'image-missing',
    'not-found',
    text(`the image layout has no blob ${digest}`, `il n’y a pas de blob ${digest} parmi les images`),
    buildAgain,
  )

export const blobDamaged = (digest: string, found: string): ProblemError =>
  problem(
    'image-damaged',
    'failed',
    text(
      `the blob ${digest} is damaged: its bytes have the digest ${found}`,
      `le blob ${digest} est endommagé : ses octets ont l’empreinte ${found}`,
    ),
    buildAgain,
  )

export const badImage = (digest: string, en: string, fr: string): ProblemError =>
  problem(
    'bad-image',
    'failed',
    text(`the image ${digest} cannot be used: ${en}`, `l’image ${digest} est inutilisable : ${fr}`),
    undefined,
    text(
      'an image that Écluse built: an OCI manifest whose layers hold files, folders and links inside them',
      'une image construite par Écluse : un manifeste OCI dont les couches contiennent fichiers, dossiers et liens internes',
    ),
  )

export const badDigest = (words: string): ProblemError =>
  problem(
    'bad-digest',
    'usage',
    text(`“${words.slice(0, 80)}” is not a digest`, `« ${words.slice(0, 80)} » n’est pas une empreinte`),
    undefined,
    text('sha256: and 64 hexadecimal digits', 'sha256: suivi de 64 chiffres hexadécimaux'),
  )

export const badTar = (en: string, fr: string): ProblemError =>
  problem('bad-archive', 'failed', text(`the archive is refused: ${en}`, `l’archive est refusée : ${fr}`))

export const whiteoutName = (path: string): ProblemError =>
  badTar(
    `${path} begins with “.wh.”, which in an image means a removed file`,
    `${path} commence par « .wh. », ce qui désigne un fichier retiré dans une image`,
  )
