import type { FaultKind } from './fault.ts'

/** What people read where no application answers: one line in both languages, since the edge knows nobody's. */
const line = (status: number, en: string, fr: string): string => `${status} ${en} · ${fr}\n`

export const ownWords = {
  misdirected: line(
    421,
    'no application answers this host here',
    'aucune application ne répond ici à cet hôte',
  ),
  noHost: line(400, 'no Host', 'aucun Host'),
  noRelease: line(503, 'no release is served here', 'aucune version n’est servie ici'),
  noRoute: line(404, 'no component answers this path', 'aucun composant ne répond à ce chemin'),
  bodyTooLong: line(413, 'the body is too long', 'le corps est trop long'),
  headTooLong: line(431, 'the head is too long', 'l’en-tête est trop long'),
  tooSlow: line(408, 'the request came too slowly', 'la requête arrivait trop lentement'),
} as const

/** Of an application that gave no usable answer. */
export const faultWords = (status: number, kind: FaultKind): string => {
  if (kind === 'timeout') return line(status, 'no answer in time', 'pas de réponse à temps')
  if (kind === 'nobody') return line(status, 'nobody is there to answer', 'personne n’est là pour répondre')
  return line(status, 'the application broke off', 'l’application s’est interrompue')
}

/** The fields of such an answer. */
export const ownFields = (body: string, ...more: readonly string[]): string[] => [
  'Content-Type',
  'text/plain; charset=utf-8',
  'Cache-Control',
  'no-store',
  ...more,
  'Content-Length',
  String(Buffer.byteLength(body)),
]
