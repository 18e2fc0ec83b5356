import type { Figures, Spread } from '../../figures/types.ts'
import type { Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import * as words from '../messages-figures.ts'
import { pad } from '../wrap.ts'
import { both } from './both.ts'

const day = (at: Instant): string => {
  const then = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`
}

/** Seconds are enough of a lead time. */
const rough = (ms: number): number =>
  ms < 60_000 ? Math.round(ms / 100) * 100 : Math.round(ms / 1_000) * 1_000

const spreadLine = (name: Text, spread: Spread): readonly Text[] =>
  both((language, f) => {
    const value = (ms: number | null) => (ms === null ? words.unknown[language] : f.duration(rough(ms)))
    const some = spread.unknown === 0 ? '' : words.unknownOf(spread.unknown)[language]
    return [
      `  ${pad(name[language], 24)} ${pad(value(spread.median), 14)} ${pad(value(spread.p90), 14)} ${f.count(spread.known)}${some}`,
    ]
  })

const rate = (name: Text, value: number | null, of: number, all: number): readonly Text[] =>
  both((language, f) => [
    `  ${pad(name[language], 24)} ${value === null ? words.unknown[language] : `${f.percent(value)}  (${f.count(of)}/${f.count(all)})`}`,
  ])

/** The figures of a period for a person: a line each, with how many they are of. */
export const figureLines = (figures: Figures, who: string): readonly Text[] => [
  words.heading(who, day(figures.period.from), day(figures.period.to)),
  ...both((language, f) => [
    `  ${pad(words.deployments[language], 24)} ${f.count(figures.deployments)} ${words.inDays(figures.period.to - figures.period.from)[language]}`,
  ]),
  ...rate(words.failureRate, figures.changeFailureRate, figures.failures.length, figures.deployments),
  ...rate(words.reworkRate, figures.reworkRate, figures.rework, figures.deployments),
  words.columns(pad),
  ...spreadLine(words.restore, figures.timeToRestore),
  ...spreadLine(words.stages.whole, figures.leadTime.whole),
  ...spreadLine(words.stages.written, figures.leadTime.written),
  ...spreadLine(words.stages.built, figures.leadTime.built),
  ...spreadLine(words.stages.waited, figures.leadTime.waited),
  ...figures.waitedFor.flatMap((one) =>
    spreadLine(words.waitedFor(one.cause), { ...one, known: one.deployments }),
  ),
  ...spreadLine(words.stages['rolled-out'], figures.leadTime['rolled-out']),
]
