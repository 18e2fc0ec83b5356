import { pageBegin, pageEnd, escapeHtml as safe } from '../kernel/html.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor, Entry } from '../ledger/entry.ts'
import { page as words } from './messages.ts'
import { statementName } from './statements.ts'
import type { Audited, AuditedRelease, Link } from './types.ts'

const time = (at: Instant | null): string =>
  at === null ? '' : new Date(at).toISOString().slice(0, 19).replace('T', ' ')
const who = ({ name, key }: Actor): string => (key === undefined ? name : `${name} (${key})`)

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : [
        '<table>',
        `<thead><tr>${heads.map((head) => `<th scope="col">${safe(head)}</th>`).join('')}</tr></thead>`,
        '<tbody>',
        ...rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`),
        '</tbody></table>',
      ].join('\n')

type Component = {
  readonly name: string
  readonly version: string
  readonly commit: string
  readonly image: string
}

/** Manifests of any version are foreign JSON here: what cannot be read so is left to the file beside. */
const componentsOf = (content: unknown): readonly Component[] => {
  const { components } = (content ?? {}) as { components?: unknown }
  return Array.isArray(components) ? (components as Component[]) : []
}

/** What people said of it: an override stands out, whatever the size of the release. */
const statementsOf = ({ statements }: AuditedRelease, language: Language): readonly string[] => {
  const word = (text: Text) => text[language]
  if (statements.length === 0) return []
  return [
    `<h3>${word(words.statements)}</h3>`,
    table(
      [word(words.what), word(words.environment), word(words.by), word(words.when), word(words.signed)],
      statements.map((one, index) => [
        `${one.action === 'override' ? '<strong>' : ''}${safe([words.actions[one.action]?.[language] ?? one.action, one.item ?? ''].filter((part) => part !== '').join(' '))}${one.action === 'override' ? '</strong>' : ''}${one.note === '' ? '' : `<br>${safe(one.note)}`}`,
        safe(one.environment),
        safe(one.signer === one.actor.name ? who(one.actor) : `${one.signer} (${who(one.actor)})`),
        time(one.at),
        one.key === null
          ? word(words.unsigned)
          : `<code>${safe(one.key)}</code><br><code>statements/${safe(statementName(one, index))}</code>`,
      ]),
    ),
  ]
}

/** What was planned for the way back: whole in the file beside. */
const plansOf = ({ number, plans = [] }: AuditedRelease, language: Language): readonly string[] => {
  const word = (text: Text) => text[language]
  const file = `releases/${String(number).padStart(6, '0')}/rollback-plans.json`
  if (plans.length === 0) return []
  return [
    `<h3>${word(words.plans)}</h3>`,
    table(
      [word(words.environment), word(words.when), word(words.what), ''],
      plans.map(({ environment, at, summary }) => [
        safe(environment),
        time(at),
        safe(summary?.[language] ?? ''),
        `<a href="${file}">${file}</a>`,
      ]),
    ),
  ]
}

const freezesOf = ({ freezes = [] }: Audited, language: Language): readonly string[] => {
  const word = (text: Text) => text[language]
  if (freezes.length === 0) return []
  return [
    `<h2>${word(words.freezes)}</h2>`,
    table(
      [word(words.when), word(words.by), word(words.why)],
      freezes.map(({ since, until, thawed, actor, why, except }) => [
        `${time(since)}<br>${time(thawed?.at ?? until)}`,
        safe(thawed === null ? who(actor) : `${who(actor)}; ${word(words.thawedBy(thawed.by))}`),
        safe(except === null ? why : `${why} (${word(words.except(except))})`),
      ]),
    ),
  ]
}

const releaseOf = (release: AuditedRelease, language: Language): string => {
  const word = (text: Text) => text[language]
  const { candidate } = release
  return [
    `<section id="release-${release.number}">`,
    `<h2>${safe(word(words.release(release.number)))}</h2>`,
    '<dl>',
    `<dt>${word(words.commit)}</dt><dd><code>${safe(candidate.commit)}</code> ${safe(candidate.subject)}</dd>`,
    `<dt>${word(words.shippedBy)}</dt><dd>${safe(who(candidate.actor))}, ${time(candidate.at)}</dd>`,
    candidate.labels.length === 0
      ? ''
      : `<dt>${word(words.labels)}</dt><dd>${safe(candidate.labels.join(', '))}</dd>`,
    `<dt>${word(words.manifest)}</dt><dd><code>${safe(release.manifest)}</code></dd>`,
    '</dl>',
    table(
      [word(words.component), word(words.version), word(words.commit), word(words.image)],
      componentsOf(release.content).map(({ name, version, commit, image }) => [
        safe(String(name)),
        safe(String(version)),
        `<code>${safe(String(commit).slice(0, 10))}</code>`,
        `<code>${safe(String(image).slice(0, 19))}</code>`,
      ]),
    ),
    `<h3>${word(words.evidence)}</h3>`,
    table(
      [word(words.what), word(words.verdict), word(words.why), word(words.when)],
      release.evidence.map(({ kind, name, verdict, at }) => [
        safe(`${kind} ${name}`),
        word(words.outcomes[verdict.outcome]),
        verdict.reasons.map(({ text }) => safe(text[language])).join('<br>'),
        time(at),
      ]),
    ),
    ...statementsOf(release, language),
    ...plansOf(release, language),
    `<h3>${word(words.rollouts)}</h3>`,
    table(
      [word(words.environment), word(words.when), word(words.by), word(words.what)],
      release.rollouts.map((one) => [
        safe(one.environment),
        `${time(one.startedAt)}<br>${time(one.endedAt)}`,
        safe(who(one.actor)),
        [one.headline ?? words.noPlan, ...one.lines, ...one.policy]
          .map((text) => safe(text[language]))
          .join('<br>') + (one.why === null ? '' : `<br>${safe(one.why)}`),
      ]),
    ),
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

const isEntry = (one: Entry | Link): one is Entry => !('link' in one)

const sentence = (payload: unknown, language: Language): string => {
  const { text } = (payload ?? {}) as { text?: Partial<Record<Language, unknown>> }
  const found = text?.[language]
  return typeof found === 'string' ? found : ''
}

/** A table of more rows is slow to open. */
const rowsAtOnce = 500

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #ddd}th{font-weight:600}code{font-size:.85em;overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .4rem}h2{margin-top:2.5rem}'

/** A page that stands alone, in parts: no script, nothing fetched. */
export function* pageOf(audited: Audited, language: Language): Generator<string> {
  const word = (text: Text) => safe(text[language])
  const { scope, ledger } = audited
  const entries = ledger.entries.filter(isEntry)
  const last = ledger.entries.at(-1)?.seq ?? ledger.before.seq
  yield [
    ...pageBegin(language, words.title(audited.application)[language], style),
    `<h1>${word(words.title(audited.application))}</h1>`,
    `<p>${word('release' in scope ? words.scopeRelease(scope.release) : words.scopePeriod(time(scope.from), time(scope.to)))}. ${word(words.made(time(audited.madeAt), audited.madeBy.name, audited.version))}</p>`,
    `<p>${word(words.how).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`,
    ...(audited.releases.length === 0 ? [`<p>${word(words.nothing)}</p>`] : []),
  ].join('\n')
  for (const release of audited.releases) yield releaseOf(release, language)
  yield* freezesOf(audited, language)
  yield `<h2>${word(words.ledger)}</h2>`
  yield `<p>${word(words.ledgerOf(ledger.entries.length, ledger.before.seq + 1, last))}</p>`
  for (let at = 0; at < entries.length; at += rowsAtOnce)
    yield table(
      ['', word(words.when), word(words.by), word(words.what), ''],
      entries
        .slice(at, at + rowsAtOnce)
        .map((entry) => [
          String(entry.seq),
          time(entry.at),
          safe(who(entry.actor)),
          safe([entry.action, entry.subject.environment].filter(Boolean).join(' ')),
          safe(sentence(ledger.payloads[entry.payload], language)),
        ]),
    )
  yield pageEnd.join('\n')
}
