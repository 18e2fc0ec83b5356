import type { Config, EnvironmentConfig } from '../config/types.ts'
import { formats, type Language, say, type Text } from '../kernel/text.ts'
import { policySet } from './messages-policy-set.ts'

const strategy = (one: EnvironmentConfig, language: Language): string => {
  if (one.strategy.kind === 'blue-green') return { en: 'blue-green', fr: 'bleu-vert' }[language]
  const steps = one.strategy.steps.map(({ weight }) => formats[language].percent(weight / 100))
  return `${{ en: 'canary', fr: 'canari' }[language]} ${steps.join(', ')}`
}

/** What a valid file says, read back: so that a default is not a surprise. */
export const valid = (file: string, config: Config): readonly Text[] => [
  say(
    (f) => `${file} is valid: ${config.application}, ${f.list(config.components.map(({ name }) => name))}`,
    (f) => `${file} est valide : ${config.application}, ${f.list(config.components.map(({ name }) => name))}`,
  ),
  ...config.environments.flatMap((one) => [
    say(
      (f) =>
        `  ${one.name}   http://${one.listen}   ${strategy(one, 'en')}   watched for ${f.duration(one.watch.for)}`,
      (f) =>
        `  ${one.name}   http://${one.listen}   ${strategy(one, 'fr')}   surveillé pendant ${f.duration(one.watch.for)}`,
    ),
    ...policySet(one, config),
  ]),
]
