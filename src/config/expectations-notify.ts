import { entry } from './expectation.ts'
import { notifyEvents, notifyKinds } from './types-notify.ts'

const oneOf = (words: readonly string[], or: string): string =>
  `${words
    .slice(0, -1)
    .map((word) => `\`${word}\``)
    .join(', ')} ${or} \`${words.at(-1)}\``

/** What is expected of the values of `notify`. */
export const notifyExpectations = {
  notify: entry(
    'bad-value',
    'a list of at most 50 receivers such as `{ kind: slack, to: OPS_CHANNEL }`',
    'une liste d’au plus 50 destinataires tels que `{ kind: slack, to: OPS_CHANNEL }`',
  ),
  receiver: entry(
    'bad-value',
    'a map such as `{ kind: slack, to: OPS_CHANNEL, events: [waiting, rolled-back] }`',
    'une table telle que `{ kind: slack, to: OPS_CHANNEL, events: [waiting, rolled-back] }`',
  ),
  notifyKind: entry('unknown-value', oneOf(notifyKinds, 'or'), oneOf(notifyKinds, 'ou')),
  notifyEvents: entry(
    'bad-value',
    'a list such as `[waiting, rolled-back, done]`',
    'une liste telle que `[waiting, rolled-back, done]`',
  ),
  notifyEvent: entry('unknown-value', oneOf(notifyEvents, 'or'), oneOf(notifyEvents, 'ou')),
  language: entry('unknown-value', '`en` or `fr`', '`en` ou `fr`'),
  mailAddress: entry(
    'bad-value',
    'an address such as `ops@example.ca`',
    'une adresse telle que `ops@example.ca`',
  ),
  recipients: entry(
    'bad-value',
    'a list of 1 to 20 addresses such as `[ops@example.ca]`',
    'une liste de 1 à 20 adresses telle que `[ops@example.ca]`',
  ),
  template: entry(
    'bad-value',
    'the id of a template such as `f33517ff-2a88-4f6e-b855-c550268ce08a`',
    'l’identifiant d’un gabarit tel que `f33517ff-2a88-4f6e-b855-c550268ce08a`',
  ),
  httpsAddress: entry(
    'bad-value',
    'an address such as `https://api.notification.canada.ca`',
    'une adresse telle que `https://api.notification.canada.ca`',
  ),
} as const
