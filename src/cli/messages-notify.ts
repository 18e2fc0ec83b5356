import { say, type Text } from '../kernel/text.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const nobody = (application: string): Text =>
  text(
    `nobody is told of ${application}: ecluse.yaml has no notify; ecluse help notifications`,
    `personne n’est averti de ${application} : ecluse.yaml n’a pas de notify ; ecluse help notifications`,
  )

export const words = {
  every: text('all events', 'tous les événements'),
  for: text('for', 'pour'),
  never: text('nothing sent yet', 'rien d’envoyé encore'),
  taken: text('took the last at', 'a pris le dernier à'),
  took: text('took it', 'l’a pris'),
} as const

export const deafSince = (since: string, why: Text, waiting: number, dropped: number): Text =>
  say(
    (f) =>
      `takes nothing since ${since}: ${why.en}; ${f.counted(waiting, 'message waits', 'messages wait')}${dropped === 0 ? '' : `, ${f.count(dropped)} left out`}`,
    (f) =>
      `ne prend rien depuis ${since} : ${why.fr} ; ${f.counted(waiting, 'message attend', 'messages attendent')}${dropped === 0 ? '' : `, ${f.count(dropped)} laissés de côté`}`,
  )

export const next: readonly Text[] = [
  text(
    'next: mend the receiver or its secret; what waits is sent by itself',
    'ensuite : réparez le destinataire ou son secret ; ce qui attend part de soi-même',
  ),
  text('  ecluse notify --test tries now', '  ecluse notify --test essaie maintenant'),
]
