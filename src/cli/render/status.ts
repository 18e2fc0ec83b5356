import type { EnvironmentStatus, StatusView } from '../../engine/facade.ts'
import { diskOver } from '../../engine/messages-disk.ts'
import { type Format, formats, type Language, type Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import * as say from '../messages-status.ts'
import { printable } from '../printable.ts'
import { pad, width, wrap } from '../wrap.ts'
import { rolloutWords } from './live.ts'
import { when } from './when.ts'

/** What is wrong with one stands below whatever their number. */
const mostCertificates = 5

type Row = readonly [label: Text | null, line: string]

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('   ')

const desired = ({ desired }: EnvironmentStatus, language: Language): readonly Row[] => [
  [
    say.labels.desired,
    desired === null
      ? say.noneYet[language]
      : `${say.release(desired.release)[language]}   commit ${desired.commit.slice(0, 10)}`,
  ],
]

const actual = (one: EnvironmentStatus, language: Language, f: Format, now: Instant): readonly Row[] => {
  if (one.actual === null) return [[say.labels.actual, say.notRead[language]]]
  const read = say.readAt(when(one.actual.at, now))[language]
  if (one.actual.releases.length === 0) return [[say.labels.actual, joined([say.nobody[language], read])]]
  return one.actual.releases.flatMap(({ release, weight, components }, index): readonly Row[] => [
    [
      index === 0 ? say.labels.actual : null,
      joined([say.release(release)[language], f.percent(weight / 100), index === 0 ? read : '']),
    ],
    ...components.map(({ name, instances, ready, files, revision, digest }): Row => {
      const counted = files === undefined ? say.ready(ready, instances) : say.files(files)
      const about = [counted[language], revision.slice(0, 12), digest.slice(0, 19)]
      return [null, `  ${joined([name, ...about])}`]
    }),
  ])
}

const rollout = ({ rollout }: EnvironmentStatus, language: Language, now: Instant): readonly Row[] => {
  if (rollout === null) return []
  const { kind, release, previous, step, steps, paused, startedAt, actor, evidence, waits } = rollout
  const what =
    kind === 'ship'
      ? say.over(release, previous)
      : kind === 'rollback'
        ? say.backTo(release, previous)
        : say.restarting(release)
  return [
    [
      say.labels.rollout,
      joined([
        what[language],
        rolloutWords(rollout, language),
        steps.length > 1 ? say.step(step + 1, steps.length)[language] : '',
        paused ? say.paused[language] : '',
      ]),
    ],
    [null, say.since(when(startedAt, now), actor.name)[language]],
    ...(evidence === null || waits.some(({ en }) => en.includes(evidence.text.en))
      ? []
      : [[null, evidence.text[language]] satisfies Row]),
    ...waits.map((wait): Row => [null, wait[language]]),
  ]
}

const queue = (one: EnvironmentStatus, language: Language, now: Instant): readonly Row[] =>
  one.queue.flatMap(
    ({ number, commit, subject, actor, position, earliest, waits }, index): readonly Row[] => [
      [
        index === 0 ? say.labels.queue : null,
        `${position}. ${joined([
          say.candidateWords(number, commit, subject)[language],
          actor?.name ?? '',
          earliest === null ? '' : say.earliest(when(earliest, now))[language],
        ])}`,
      ],
      ...waits.map((wait): Row => [null, `   ${wait[language]}`]),
    ],
  )

/** When timetables come next, and what runs beside the instances. */
const beside = (one: EnvironmentStatus, language: Language, now: Instant): readonly Row[] => [
  ...(one.schedules ?? []).map(({ component, at, timeZone, next, running }, index): Row => {
    const comes = next === null ? say.notNow : say.comesNext(when(next, now))
    const runs = running === null ? '' : say.runsSince(when(running.since, now))[language]
    return [
      index === 0 ? say.labels.schedule : null,
      joined([component, comes[language], `${at} ${timeZone}`, runs]),
    ]
  }),
  ...(one.commands ?? []).map(({ id, component, release, since }, index): Row => {
    const words = [
      release === null ? '' : say.release(release)[language],
      say.runsSince(when(since, now))[language],
      id,
    ]
    return [index === 0 ? say.labels.commands : null, joined([component, ...words])]
  }),
]

const hindered = (one: EnvironmentStatus, language: Language): readonly Row[] =>
  (one.hindered ?? []).map((text, index): Row => [index === 0 ? say.labels.hindered : null, text[language]])

const rules = (one: EnvironmentStatus, language: Language, now: Instant): readonly Row[] => [
  ...(one.freezes ?? []).map((freeze, index): Row => {
    const until = freeze.until === null ? null : when(freeze.until, now)
    return [index === 0 ? say.labels.frozen : null, say.frozenWords(freeze, until)[language]]
  }),
  ...(one.overrides ?? []).map(
    (passed, index): Row => [
      index === 0 ? say.labels.passed : null,
      say.passedWords(passed, when(passed.at, now))[language],
    ],
  ),
]

const rest = (one: EnvironmentStatus, language: Language, now: Instant): readonly Row[] => [
  ...one.tails.map(
    ({ release, phase, until }): Row => [
      say.labels.left,
      say.tail(release, phase, until === null ? null : when(until, now))[language],
    ],
  ),
  ...(one.maintenance === undefined
    ? []
    : [
        [
          say.labels.closed,
          say.closedBy(one.maintenance.by, when(one.maintenance.at, now), one.maintenance.why)[language],
        ] satisfies Row,
      ]),
  ...(one.certificates ?? [])
    .slice(0, mostCertificates)
    .map(
      ({ names, until }, index): Row => [
        index === 0 ? say.labels.certificate : null,
        say.certificate(names, when(until, now).slice(0, 10))[language],
      ],
    ),
  ...(one.edge ?? []).flatMap(({ text, todo }, index): readonly Row[] => [
    [index === 0 ? say.labels.edge : null, text[language]],
    ...(todo === null ? [] : [[null, todo[language]] satisfies Row]),
  ]),
  ...(one.handedOver === undefined
    ? []
    : [
        [
          say.labels.inHand,
          say.inHandOf(one.handedOver.by, when(one.handedOver.at, now))[language],
        ] satisfies Row,
      ]),
  ...(one.takenBack === null
    ? []
    : [
        [
          say.labels.takenBack,
          say.takenBackWords(one.takenBack.release, one.takenBack.commit, when(one.takenBack.at, now))[
            language
          ],
        ] satisfies Row,
      ]),
  ...(one.unknown.length === 0
    ? []
    : [[say.labels.unknown, say.didNotAnswer(one.unknown)[language]] satisfies Row]),
]

/** A labelled row; what does not fit goes on under its own beginning. */
const laidOut = (
  [label, line]: Row,
  language: Language,
  labelled: number,
  columns: number,
): readonly string[] => {
  const head = `  ${pad(label?.[language] ?? '', labelled)}  `
  const [first = '', ...rest] = wrap(printable(line), columns - width(head))
  return [head + first, ...rest.map((more) => ' '.repeat(width(head)) + more)]
}

/** `status` for a person: desired and actual apart, per environment. */
export const statusLines = (view: StatusView, now: Instant, columns: number): readonly Text[] =>
  view.applications.flatMap(({ application, environments, disk }) => [
    ...environments.map((one) => ({
      en: block(application, one, now, columns, 'en'),
      fr: block(application, one, now, columns, 'fr'),
    })),
    ...(disk?.over === true ? [diskOver(application, disk)] : []),
  ])

const block = (
  application: string,
  one: EnvironmentStatus,
  now: Instant,
  columns: number,
  language: Language,
): string => {
  const f = formats[language]
  const rows = [
    ...desired(one, language),
    ...actual(one, language, f, now),
    ...rollout(one, language, now),
    ...queue(one, language, now),
    ...rules(one, language, now),
    ...hindered(one, language),
    ...beside(one, language, now),
    ...rest(one, language, now),
  ]
  const labelled = Math.max(...Object.values(say.labels).map((label) => width(label[language])))
  return [
    joined([application, one.name, one.url ?? '']),
    ...rows.flatMap((row) => laidOut(row, language, labelled, columns)),
  ].join('\n')
}
