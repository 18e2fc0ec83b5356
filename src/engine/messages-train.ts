import { say, type Text } from '../kernel/text.ts'
import type { Reason } from '../kernel/verdict.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

/** `2026-11-30T10:00` as people read it. */
const shown = (departure: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(departure) ? departure.replace('T', ' ') : departure

export const aboard = (departure: string): Text =>
  words(`aboard the train of ${shown(departure)}`, `à bord du train du ${shown(departure)}`)
export const noDeparture: Text = words('boarded; no departure is in sight', 'embarquée ; aucun départ en vue')
export const noDepartureChange: Text = words(
  'order an extra train: ecluse train --extra --why REASON',
  'commandez un train supplémentaire : ecluse train --extra --why RAISON',
)
export const departsAt = (departure: string): Text =>
  words(`the train leaves at ${shown(departure)}`, `le train part à ${shown(departure)}`)

export const carried = (candidate: number, train: number): Text =>
  words(
    `candidate ${candidate} goes with train ${train}, and ends as it does`,
    `la version admissible ${candidate} part avec le train ${train}, et finit comme lui`,
  )

export const trainSubject = (departure: string, numbers: readonly number[]): string =>
  `train ${shown(departure)}: ${numbers.join(', ')}`

export const composedOf = (departure: string, numbers: readonly number[]): Text =>
  say(
    (f) => `train of ${shown(departure)} is closed: aboard ${f.list(numbers.map(String))}`,
    (f) => `train du ${shown(departure)} fermé : à bord ${f.list(numbers.map(String))}`,
  )

const because = (reasons: readonly Reason[]): Text => ({
  en: reasons.map(({ text }) => text.en).join('; '),
  fr: reasons.map(({ text }) => text.fr).join(' ; '),
})

export const cancelled = (departure: string, reasons: readonly Reason[]): Text =>
  words(
    `train of ${shown(departure)} does not leave: ${because(reasons).en}`,
    `le train du ${shown(departure)} ne part pas : ${because(reasons).fr}`,
  )
export const delayed = (departure: string, reasons: readonly Reason[]): Text =>
  words(
    `train of ${shown(departure)} is delayed: ${because(reasons).en}`,
    `le train du ${shown(departure)} est retardé : ${because(reasons).fr}`,
  )
export const nobodyRides: Text = words('nobody aboard can ride', 'personne à bord ne peut partir')
export const nextComes = (departure: string): Text =>
  words(
    `it could not leave before the cut-off of the next train, ${shown(departure)}, which takes its passengers`,
    `il n’a pas pu partir avant l’heure limite du train suivant, ${shown(departure)}, qui prend ses passagers`,
  )
export const byPerson = (who: string, why: string): Text =>
  words(`cancelled by ${who}: ${why}`, `annulé par ${who} : ${why}`)
export const endedOtherwise: Text = words(
  'what it carried ended otherwise',
  'ce qu’il portait a fini autrement',
)

export const leftBehind = (departure: string, reason: Reason): Text =>
  words(
    `not aboard the train of ${shown(departure)}: ${reason.text.en}`,
    `pas à bord du train du ${shown(departure)} : ${reason.text.fr}`,
  )
export const refusedAboard = (candidate: number, reason: Reason): Text =>
  words(
    `candidate ${candidate} cannot board: ${reason.text.en}`,
    `la version admissible ${candidate} ne peut embarquer : ${reason.text.fr}`,
  )
export const liveAlready = (candidate: number): Text =>
  words(
    `everything of candidate ${candidate} runs already`,
    `tout de la version admissible ${candidate} est déjà en service`,
  )

export const extraOrdered = (departure: string, who: string, why: string, only: number | null): Text => {
  const [en, fr] =
    only === null ? ['', ''] : [` for candidate ${only}`, ` pour la version admissible ${only}`]
  return words(
    `extra train ${shown(departure)}${en}, ordered by ${who}: ${why}`,
    `train supplémentaire ${shown(departure)}${fr}, commandé par ${who} : ${why}`,
  )
}
export const extraForFix = (candidate: number, release: number): Text =>
  words(
    `extra train for candidate ${candidate}, which mends what was taken back with release ${release}`,
    `train supplémentaire pour la version admissible ${candidate}, qui corrige ce qui a été repris avec la version ${release}`,
  )
export const delayedBy = (departure: string, until: string, who: string, why: string): Text =>
  words(
    `train of ${shown(departure)} leaves at ${shown(until)}, delayed by ${who}: ${why}`,
    `le train du ${shown(departure)} part à ${shown(until)}, retardé par ${who} : ${why}`,
  )
export const noTrain: Text = words('no train is in force any more', 'aucun train n’est plus en vigueur')
export const nobodyAboard: Text = words('nobody is aboard', 'personne n’est à bord')
export const recomposed = (departure: string): Text =>
  words(
    `train of ${shown(departure)} was composed anew: another release runs by now`,
    `le train du ${shown(departure)} a été recomposé : une autre version est en service depuis`,
  )
