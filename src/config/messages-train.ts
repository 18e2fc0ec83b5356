import { formats, type Text } from '../kernel/text.ts'
import { problem } from './messages.ts'
import { dayNames, formatTimeOfDay } from './scalars-calendar.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

const departure = (day: number, at: number): string => `${dayNames[day] ?? ''} ${formatTimeOfDay(at)}`

export const trainWithoutCalendar = () =>
  problem(
    'train-without-calendar',
    'a train needs a calendar: its departures are times of a zone',
    'un train a besoin d’un calendrier : ses départs sont des heures d’un fuseau',
    {
      expected: words('`calendar` in the same environment', '`calendar` dans le même environnement'),
      todo: words(
        'add `calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00 }`',
        'ajoutez `calendar: { time-zone: America/Toronto, open: Mon-Thu 09:00-16:00 }`',
      ),
    },
  )

export const twoTrains = (day: number, at: number) =>
  problem(
    'two-trains',
    `two trains leave at once: ${departure(day, at)}`,
    `deux trains partent en même temps : ${departure(day, at)}`,
    {
      expected: words('each departure once', 'chaque départ une seule fois'),
      todo: words('take one of them out', 'retirez l’un des deux'),
    },
  )

export const boardingsOverlap = (
  one: { readonly day: number; readonly at: number },
  next: { readonly day: number; readonly at: number },
  gap: number,
) =>
  problem(
    'two-trains',
    `two trains board at once: boarding of ${departure(next.day, next.at)} ends before ${departure(one.day, one.at)} has left`,
    `deux trains embarquent en même temps : l’embarquement de ${departure(next.day, next.at)} prend fin avant le départ de ${departure(one.day, one.at)}`,
    {
      expected: words(
        `a cut-off of less than ${formats.en.duration(gap)}, the time between the two`,
        `une heure limite à moins de ${formats.fr.duration(gap)}, le temps entre les deux`,
      ),
      todo: words('shorten `cut-off`, or set them further apart', 'raccourcissez `cut-off`, ou espacez-les'),
    },
  )

export const departsClosed = (day: number, at: number) =>
  problem(
    'departure-never-fits',
    `${departure(day, at)} is never in a window of the calendar`,
    `${departure(day, at)} n’est jamais dans une fenêtre du calendrier`,
    {
      expected: words(
        'a departure inside `open`, on a working day',
        'un départ dans `open`, un jour de travail',
      ),
      todo: words('move it, or widen the window', 'déplacez-le, ou élargissez la fenêtre'),
    },
  )

export const boardsWhom = (both: boolean) =>
  problem(
    'bad-value',
    both ? '`boards` names a label and a branch' : '`boards` says nobody',
    both ? '`boards` nomme une étiquette et une branche' : '`boards` ne nomme personne',
    {
      expected: words(
        '`all`, `{ label: NAME }` or `{ branch: NAME }`',
        '`all`, `{ label: NOM }` ou `{ branch: NOM }`',
      ),
      todo: words('choose one', 'choisissez-en un'),
    },
  )
