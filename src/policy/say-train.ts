import { dayNames, formatTimeOfDay } from '../config/scalars-calendar.ts'
import type { TrainConfig } from '../config/types-train.ts'
import { say, type Text } from '../kernel/text.ts'

/** `Mon-Thu` where they follow one another, as people write them. */
const daysOf = (days: readonly number[]): string => {
  const names = days.map((day) => dayNames[day] ?? '')
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0]
  return days.length > 2 && last - first === days.length - 1 ? `${names[0]}-${names.at(-1)}` : names.join(',')
}

/** As they stand in the file: `Mon-Thu 10:00, Mon,Wed 14:00`. */
export const departsWords = ({ departs }: TrainConfig): string =>
  departs.map(({ days, at }) => `${daysOf(days)} ${formatTimeOfDay(at)}`).join(', ')

const boardsWords = ({ boards }: TrainConfig): string =>
  boards === 'all' ? 'all' : 'label' in boards ? `label ${boards.label}` : `branch ${boards.branch}`

/** A whole timetable in a line; null: none. */
export const trainWords = (train: TrainConfig | null): Text =>
  train === null
    ? { en: 'none', fr: 'aucun' }
    : say(
        (f) =>
          `${departsWords(train)}; cut-off ${f.duration(train.cutOff)}; conductor ${train.conductor ?? 'admin'}; boards ${boardsWords(train)}`,
        (f) =>
          `${departsWords(train)} ; cut-off ${f.duration(train.cutOff)} ; conductor ${train.conductor ?? 'admin'} ; boards ${boardsWords(train)}`,
      )
