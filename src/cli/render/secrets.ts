import type { SecretState, SecretsView } from '../../engine/facade-secrets.ts'
import type { Language, Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import { byWhom, everyComponent, nextTime, noSecrets, sources } from '../messages-secrets.ts'
import { pad } from '../wrap.ts'
import { both } from './both.ts'
import { when } from './when.ts'

const stateLine = (one: SecretState, language: Language, now: Instant): string =>
  [
    one.digest,
    pad(sources[one.source][language], 14),
    pad(when(one.at, now), 16),
    byWhom(one.by)[language],
  ].join('  ')

/** `secret list` for a person: what runs, and below it what the next ship brings. */
export const secretLines = (view: SecretsView, now: Instant): readonly Text[] => {
  if (view.secrets.length === 0) return [noSecrets(view.environment)]
  return both((language) => {
    const name = (one: SecretsView['secrets'][number]) =>
      `${one.component === '' ? everyComponent[language] : one.component} ${one.name}`
    const widest = Math.max(...view.secrets.map((one) => name(one).length))
    return view.secrets.flatMap((one) => [
      ...(one.running === null
        ? []
        : [`${pad(name(one), widest)}  ${stateLine(one.running, language, now)}`]),
      ...(one.next === null
        ? []
        : [
            `${pad(one.running === null ? name(one) : '', widest)}  ${stateLine(one.next, language, now)}  (${nextTime[language]})`,
          ]),
    ])
  })
}
