import type { EnvironmentStatus, StatusView } from '../../engine/facade.ts'
import { type Format, formats, type Language } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import {
  countsWords,
  labels,
  noneYet,
  phaseWords,
  release as releaseWords,
  standsSince,
} from '../messages-status.ts'
import { printable } from '../printable.ts'
import { cut, pad, width } from '../wrap.ts'
import { here } from './when.ts'

/** A watched status is never wider: it fits the smallest terminal that people use. */
export const widestWatch = 80
const barWidth = 30

const bar = (percent: number): string => {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}

/** `10 %  [50 %]  100 %`: where it stands among its steps. */
const stepsOf = (steps: readonly number[], step: number, f: Format): string =>
  steps
    .map((weight, index) => (index === step ? `[${f.percent(weight / 100)}]` : f.percent(weight / 100)))
    .join('  ')

const rolloutLines = (
  one: EnvironmentStatus,
  language: Language,
  now: Instant,
): readonly (readonly [string, string])[] => {
  const { rollout } = one
  if (rollout === null) return []
  const f = formats[language]
  const spent = Math.max(0, Math.floor((now - rollout.startedAt) / 1_000) * 1_000)
  const weight = rollout.weight ?? 0
  const counts = rollout.evidence
  return [
    [
      labels.rollout[language],
      `${releaseWords(rollout.release)[language]}   ${phaseWords[rollout.phase][language]}   ${standsSince(spent)[language]}`,
    ],
    [labels.steps[language], stepsOf(rollout.steps, rollout.step, f)],
    [labels.share[language], `${bar(weight)} ${f.percent(weight / 100)}`],
    ...(counts === null
      ? []
      : ([
          [labels.newer[language], countsWords(counts.new.requests, counts.new.errors)[language]],
          [labels.older[language], countsWords(counts.old.requests, counts.old.errors)[language]],
          [labels.evidence[language], counts.text[language]],
        ] as const)),
    ...rollout.waits.map((wait): readonly [string, string] => ['', here(wait[language], now)]),
  ]
}

const stands = (one: EnvironmentStatus, language: Language): readonly (readonly [string, string])[] => {
  const f = formats[language]
  const serving = (one.actual?.releases ?? []).filter(({ weight }) => weight > 0)
  return [
    [
      labels.desired[language],
      one.desired === null ? noneYet[language] : releaseWords(one.desired.release)[language],
    ],
    [
      labels.actual[language],
      serving
        .map(({ release, weight }) => `${releaseWords(release)[language]} ${f.percent(weight / 100)}`)
        .join('   '),
    ],
    ...(one.queue.length === 0 ? [] : [[labels.queue[language], String(one.queue.length)] as const]),
  ]
}

/** Every environment as lines of at most 80 columns, each cut rather than wrapped: lines keep their places. */
export const watchLines = (
  view: StatusView,
  now: Instant,
  columns: number,
  language: Language,
): readonly string[] => {
  const most = Math.min(widestWatch, columns)
  return view.applications.flatMap(({ application, environments }) =>
    environments.flatMap((one) => {
      const rows = [...stands(one, language), ...rolloutLines(one, language, now)]
      const labelled = Math.max(...rows.map(([label]) => width(label)))
      return [
        cut(`${application}   ${one.name}   ${one.url ?? ''}`, most),
        ...rows.map(([label, words]) => cut(`  ${pad(label, labelled)}  ${printable(words)}`, most)),
      ]
    }),
  )
}
