import { inItsLanguage } from './sentence.ts'
import type { Telling } from './told.ts'
import type { Attention, Change } from './types.ts'

const migration =
  /(?:^|\/)(?:migrations?|migrate|db\/(?:migrate|schema)|alembic\/versions|flyway|liquibase)\/[^/]+/iu
const configuration = /(?:^|\/)(?:ecluse\.yaml|\.env\.(?:example|sample|dist|template))$/u

const pathsOf = ({ files }: Telling, about: RegExp, added: boolean): readonly string[] => [
  ...new Set(
    files
      .filter(({ path, before, after }) => about.test(path) && after !== null && (!added || before === null))
      .map(({ path }) => path),
  ),
]

/** What whoever lets the release go should read first. */
export const attentionOf = (
  changes: readonly Change[],
  tellings: readonly Telling[],
): readonly Attention[] => {
  const breaking = changes.flatMap((change): Attention[] =>
    change.breaking === null
      ? []
      : [
          {
            kind: 'breaking',
            text: change.breaking === '' ? change.text : inItsLanguage(change.breaking, 600).text,
            commit: change.commit,
            components: change.components,
          },
        ],
  )
  const security = changes
    .filter((change) => change.security)
    .map(({ text, commit, components }): Attention => ({ kind: 'security', text, commit, components }))
  const byPath = (
    kind: 'migrations' | 'configuration',
    about: RegExp,
    added: boolean,
  ): readonly Attention[] => {
    const paths = tellings.flatMap((telling, at) =>
      pathsOf(telling, about, added).map((path) => ({ path, change: changes[at] })),
    )
    const byName = new Map(paths.map((one) => [one.path, one]))
    return [...byName.values()].map(({ path, change }) => ({
      kind,
      text: { en: path, fr: path },
      commit: change?.commit ?? null,
      components: change?.components ?? [],
    }))
  }
  return [
    ...breaking,
    ...security,
    ...byPath('migrations', migration, true),
    ...byPath('configuration', configuration, false),
  ]
}
