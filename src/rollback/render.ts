import { pageBegin, pageEnd, escapeHtml as safe } from '../kernel/html.ts'
import { join, type Language, type Text } from '../kernel/text.ts'
import * as words from './messages.ts'
import { outgrown } from './plan.ts'
import type { RollbackPlan } from './types.ts'

export type Section = { readonly head: Text; readonly lines: readonly Text[] }

const orElse = (lines: readonly Text[], otherwise: Text): readonly Text[] =>
  lines.length === 0 ? [otherwise] : lines

const lostOf = (plan: RollbackPlan): readonly Text[] => [
  words.lostChanges(plan.from.release),
  words.lostData,
  ...(plan.migrations.some(({ phase }) => phase === 'contract') ? [words.lostContracted] : []),
  words.lostRequests(plan.drain),
]

const untilOf = (plan: RollbackPlan): readonly Text[] => {
  if (plan.wayBack === 'person') return [words.onlyMeanwhile]
  if (plan.target === 'candidate') return [words.asCandidate(plan.keepReleases)]
  const first = plan.target === 'cold' ? words.cold : words.warm(plan.keepPrevious, plan.warmUntil)
  return [first, words.releases(plan.keepReleases)]
}

/** Everything that the plan says, by question. */
export const sectionsOf = (plan: RollbackPlan): readonly Section[] => {
  if (plan.to === null) return [{ head: words.heads.components, lines: [words.nothingEarlier] }]
  if (plan.gone === true)
    return [
      { head: words.heads.possible, lines: words.gone(plan, outgrown(plan.migrations)) },
      { head: words.heads.after, lines: [words.forwardOnly] },
    ]
  const ran = plan.migrations.length > 0
  return [
    { head: words.heads.components, lines: plan.components.map(words.component) },
    { head: words.heads.configuration, lines: orElse(plan.variables.map(words.variable), words.noVariables) },
    {
      head: words.heads.secrets,
      lines: orElse(
        plan.secrets.map((one) => words.secret(one, plan.secretsOnRollback)),
        words.noSecrets,
      ),
    },
    {
      head: words.heads.schema,
      lines: [
        ...orElse(plan.migrations.map(words.migration), words.noMigrations),
        ...(ran ? [words.staysExpanded] : []),
      ],
    },
    {
      head: words.heads.data,
      lines: orElse(
        plan.kept.map(({ component, path }) => words.keptFolder(component, path)),
        words.noKept,
      ),
    },
    { head: words.heads.infrastructure, lines: [words.noInfrastructure] },
    {
      head: words.heads.time,
      lines: [
        plan.target === 'candidate' ? words.asRelease : words.measured(plan.measured, plan.target === 'cold'),
      ],
    },
    { head: words.heads.who, lines: [plan.wayBack === 'person' ? words.byPerson : words.automatic] },
    { head: words.heads.lost, lines: lostOf(plan) },
    {
      head: words.heads.until,
      lines: [...untilOf(plan), ...(plan.contracts.length === 0 ? [] : [words.contraction(plan.contracts)])],
    },
    {
      head: words.heads.after,
      lines:
        plan.wayBack === 'person'
          ? [words.forwardOnly]
          : [...(plan.contracts.length === 0 ? [] : [words.afterContraction]), words.afterwards],
    },
  ]
}

/** For a terminal: the title, then each question with its answers. */
export const planLines = (plan: RollbackPlan): readonly Text[] => [
  words.title(plan),
  ...sectionsOf(plan).flatMap(({ head, lines }) =>
    lines.map((line, index) => {
      const first: Text = { en: `  ${head.en}: ${line.en}`, fr: `  ${head.fr} : ${line.fr}` }
      const more: Text = { en: `    ${line.en}`, fr: `    ${line.fr}` }
      return index === 0 ? first : more
    }),
  ),
]

/** In a line or two, for whoever follows a release that starts. `whole`: where all of it can be read by now. */
export const planSummary = (plan: RollbackPlan, whole = true): Text => {
  if (plan.to === null) return words.wayBackNone
  const { wayBack, migrations, measured, to } = plan
  const schema = migrations.length === 0 ? words.noMigrations : words.counted(migrations)
  const says =
    plan.gone === true
      ? [words.goneShort(to.release)]
      : [
          words.wayBackTo(to.release, measured),
          schema,
          ...(wayBack === 'person' ? [words.byPersonShort] : []),
        ]
  return join([...says, ...(whole ? [words.seeWhole(plan.environment)] : [])], '; ')
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.4rem}h2{font-size:1.05rem;margin:1.2rem 0 .2rem}ul{margin:0;padding-left:1.2rem}'

/** A page that stands alone: no script, nothing fetched. */
export const planHtml = (plan: RollbackPlan, language: Language): string =>
  [
    ...pageBegin(language, words.title(plan)[language], style),
    `<h1>${safe(words.title(plan)[language])}</h1>`,
    ...sectionsOf(plan).flatMap(({ head, lines }) => [
      `<h2>${safe(head[language])}</h2>`,
      '<ul>',
      ...lines.map((line) => `<li>${safe(line[language])}</li>`),
      '</ul>',
    ]),
    ...pageEnd,
  ].join('\n')
