import { escapeHtml, pageBegin, pageEnd } from '../kernel/html.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Actor, Entry } from '../ledger/entry.ts'
import { page as words } from './messages.ts'
import { statementName } from './statements.ts'
import type { Audited, AuditedRelease, Link } from './types.ts'
import { type Given, verdictsIn } from './verdicts.ts'

/** Letters that nobody sees, or that turn the order of others around: shown by their number. */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

const safe = (text: string): string =>
  escapeHtml(
    text.replaceAll(unseen, (letter) =>
      letter === '\n' || letter === '\t'
        ? ' '
        : `\\u{${(letter.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
    ),
  )

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

/** Of a cell: what is longer stands in the file beside. */
const longest = 400

/** Values as they were seen, in few letters. */
const valuesOf = (values: unknown): string => {
  if (values === null || values === undefined || JSON.stringify(values) === '{}') return ''
  const all =
    typeof values === 'object' && !Array.isArray(values)
      ? Object.entries(values)
          .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
          .join(', ')
      : JSON.stringify(values)
  return `<code>${safe(all.length > longest ? `${all.slice(0, longest)}…` : all)}</code>`
}

const withValues = (text: string, values: unknown): string =>
  [safe(text), valuesOf(values)].filter((part) => part !== '').join('<br>')

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

/** What let it pass, held it and took it back: every gate and the judge, as they answered then. */
const givenOf = (given: readonly Given[], language: Language): readonly string[] => {
  const word = (text: Text) => text[language]
  if (given.length === 0) return []
  return [
    `<h3>${word(words.verdicts)}</h3>`,
    table(
      [word(words.when), word(words.environment), word(words.gate), word(words.verdict), word(words.why)],
      given.map(({ at, environment, gate, outcome, reasons }) => [
        time(at),
        safe(environment),
        gate === null ? word(words.judge) : safe(gate),
        safe(
          (words.outcomes as Readonly<Record<string, Text>>)[outcome]?.[language] ??
            words.judgements[outcome]?.[language] ??
            outcome,
        ),
        reasons.map(({ text, values }) => withValues(text[language], values)).join('<br>'),
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

const releaseOf = (release: AuditedRelease, given: readonly Given[], language: Language): string => {
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
    release.evidence.length === 0 ? `<p>${word(words.noEvidence)}</p>` : '',
    table(
      [word(words.what), word(words.verdict), word(words.why), word(words.when)],
      release.evidence.map(({ kind, name, verdict, at }) => [
        safe(`${kind} ${name}`),
        word(words.outcomes[verdict.outcome]),
        verdict.reasons.map(({ text, values }) => withValues(text[language], values)).join('<br>'),
        time(at),
      ]),
    ),
    ...givenOf(given, language),
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

/** The sentence of an entry; of one without, what it was made of, as far as it is short. */
const sentence = (payload: unknown, language: Language): string => {
  if (payload === null || typeof payload !== 'object') return ''
  const { text, ...rest } = payload as { readonly text?: Partial<Record<Language, unknown>> }
  const found = text?.[language]
  if (typeof found === 'string') return safe(found)
  const short = Object.entries(rest).filter(([, value]) => value !== null && typeof value !== 'object')
  return valuesOf(Object.fromEntries(short))
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
  const gone = `<em>${word(words.gone)}</em>`
  yield [
    ...pageBegin(language, words.title(audited.application)[language], style),
    `<h1>${word(words.title(audited.application))}</h1>`,
    `<p>${word('release' in scope ? words.scopeRelease(scope.release) : words.scopePeriod(time(scope.from), time(scope.to)))}. ${word(words.made(time(audited.madeAt), audited.madeBy.name, audited.version))}</p>`,
    `<p>${word(words.how).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`,
    ...(audited.releases.length === 0 ? [`<p>${word(words.nothing)}</p>`] : []),
  ].join('\n')
  const given = verdictsIn(ledger)
  for (const release of audited.releases) yield releaseOf(release, given(release), language)
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
          entry.payload in ledger.payloads ? sentence(ledger.payloads[entry.payload], language) : gone,
        ]),
    )
  yield pageEnd.join('\n')
}
