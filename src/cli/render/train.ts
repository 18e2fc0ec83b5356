import { sayInstant } from '../../calendar/say.ts'
import type { ChecklistView, ItemView } from '../../engine/facade-checklist.ts'
import type { DepartureView, TrainView } from '../../engine/facade-train.ts'
import type { Language, Text } from '../../kernel/text.ts'
import { type Zone, zoneOf } from '../../kernel/zone.ts'
import * as say from '../messages-train.ts'
import { printable } from '../printable.ts'
import { both } from './both.ts'

const departureLines = (
  one: DepartureView,
  zone: Zone | undefined,
  language: Language,
): readonly string[] => {
  const at = zone === undefined ? one.id : sayInstant(one.at, zone)[language]
  const cut = zone === undefined ? '' : sayInstant(one.cutOff, zone)[language].slice(-5)
  const { candidate } = one
  const head = [
    at,
    say.states[one.state][language],
    say.kinds[one.kind][language],
    ...(candidate === null ? [] : [say.carries(candidate.number, candidate.release)[language]]),
    ...(one.state === 'boarding' && cut !== '' ? [say.cutOffAt(cut)[language]] : []),
    ...(one.state === 'boarding' && one.aboard.length === 0 ? [say.nobody[language]] : []),
    ...(one.kind === 'timetable' ? [] : [one.id]),
  ].filter((part) => part !== '')
  return [
    head.join('   '),
    ...one.aboard.map(
      ({ number, commit, subject, by, leads }) =>
        `  ${number}   ${commit.slice(0, 10)}   ${printable(subject)}   ${printable(by)}${leads ? `   ${say.leads[language]}` : ''}`,
    ),
    ...one.holds.map((text) => `  ${printable(text[language])}`),
    ...one.left.map(({ number, why }) => `  ${printable(say.stays(number, why)[language])}`),
  ]
}

/** The departure board. */
export const trainLines = (view: TrainView): readonly Text[] => {
  if (view.train === null && view.departures.length === 0) return say.noTrain(view.environment)
  const zone = view.timeZone === null ? undefined : zoneOf(view.timeZone)
  const lines = (language: Language): readonly string[] => [
    ...(view.train === null
      ? say.noTrain(view.environment).map((text) => text[language])
      : [say.boardHead(view.environment, view.train, view.timeZone ?? '')[language]]),
    ...view.departures.flatMap((one) => departureLines(one, zone, language)),
  ]
  return both(lines)
}

const itemLines = (one: ItemView, language: Language): readonly string[] => [
  [
    `  ${say.marks[one.state]} ${printable(one.title[language])}`,
    one.name,
    printable(one.why[language]),
    ...(one.blocks || one.state !== 'open' ? [] : [say.optional[language]]),
  ].join('   '),
  ...(one.state === 'open' && one.help !== null ? [`      ${printable(one.help[language])}`] : []),
  ...(one.opening?.line == null ? [] : [`      ${one.opening.line}`]),
]

const dueLines = (view: ChecklistView, language: Language): readonly string[] =>
  view.afterwards.flatMap(({ release, title, name, owner, state, answer, line }) => {
    const how =
      answer !== null
        ? say.doneBy(answer.by, answer.note)[language]
        : state === 'dropped'
          ? say.droppedText[language]
          : state === 'planned'
            ? say.plannedText[language]
            : owner
    const mark =
      state === 'done' ? say.marks.done : state === 'dropped' ? say.marks['not-asked'] : say.marks.open
    return [
      `  ${mark} ${printable(title[language])}   ${name}   ${say.dueOf(release)[language]}   ${printable(how)}`,
      ...(line === null ? [] : [`      ${line}`]),
    ]
  })

/** Every item, by when it is due, with who or what can answer what is open. */
export const checklistLines = (view: ChecklistView): readonly Text[] => {
  if (!view.declared && view.afterwards.length === 0) return say.noChecklist(view.environment)
  const lines = (language: Language): readonly string[] => [
    say.checklistHead(view)[language],
    ...(['before', 'during', 'after'] as const).flatMap((when) => {
      const items = view.items.filter((one) => one.when === when)
      const due = when === 'after' ? dueLines(view, language) : []
      if (items.length === 0 && due.length === 0) return []
      return [say.phases[when][language], ...items.flatMap((one) => itemLines(one, language)), ...due]
    }),
  ]
  return both(lines)
}
