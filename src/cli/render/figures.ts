import { rough } from '../../figures/messages.ts'
import type { Figures, Spread } from '../../figures/types.ts'
import type { Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Zone } from '../../kernel/zone.ts'
import * as words from '../messages-figures.ts'
import { pad } from '../wrap.ts'
import { both } from './both.ts'

const day = (at: Instant, zone: Zone): string => new Date(zone.wallAt(at)).toISOString().slice(0, 10)

const spreadLine = (name: Text, spread: Spread): readonly Text[] =>
  both((language, f) => {
    const value = (ms: number | null) => (ms === null ? words.unknown[language] : f.duration(rough(ms)))
    const some = spread.unknown === 0 ? '' : words.unknownOf(spread.unknown)[language]
    return [
      `  ${pad(name[language], words.labels)} ${pad(value(spread.median), 14)} ${pad(value(spread.p90), 14)} ${f.count(spread.known)}${some}`,
    ]
  })

const rate = (name: Text, value: number | null, of: number, all: number): readonly Text[] =>
  both((language, f) => [
    `  ${pad(name[language], words.labels)} ${value === null ? words.unknown[language] : `${f.percent(value)}  (${f.count(of)}/${f.count(all)})`}`,
  ])

/** The figures of a period for a person: a line each, with how many they are of. */
export const figureLines = (figures: Figures, who: string, zone: Zone): readonly Text[] => [
  words.heading(who, day(figures.period.from, zone), day(figures.period.to, zone)),
  ...both((language, f) => [
    `  ${pad(words.deployments[language], words.labels)} ${f.count(figures.deployments)} ${words.inDays(figures.period.to - figures.period.from)[language]}${figures.underWay === 0 ? '' : words.underWay(figures.underWay)[language]}`,
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
  words.meaning,
]
