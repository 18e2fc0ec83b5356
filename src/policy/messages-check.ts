import { dayNames, formatTimeOfDay } from '../config/scalars-calendar.ts'
import type { Problem } from '../kernel/problem.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Reason } from '../kernel/verdict.ts'

const text = (en: string, fr: string): Text => ({ en, fr })

export const departureNeverLeaves = (
  environment: string,
  day: number,
  at: number,
  reasons: readonly Reason[],
): Problem => {
  const departure = `${dayNames[day] ?? ''} ${formatTimeOfDay(at)}`
  const why = {
    en: reasons.map((reason) => reason.text.en).join('; '),
    fr: reasons.map((reason) => reason.text.fr).join(' ; '),
  }
  return {
    code: 'departure-never-fits',
    kind: 'usage',
    message: text(
      `the train of ${departure} never leaves ${environment}: ${why.en}`,
      `le train de ${departure} ne part jamais vers ${environment} : ${why.fr}`,
    ),
    place: { file: 'ecluse.yaml' },
    expected: text(
      'a departure from which every step up to the watch fits into the window',
      'un départ d’où chaque étape jusqu’à la surveillance tient dans la fenêtre',
    ),
    todo: text(
      'move it, shorten the steps, or widen the window',
      'déplacez-le, raccourcissez les étapes, ou élargissez la fenêtre',
    ),
  }
}

/** A warning. */
export const departuresFrozen = (environment: string, count: number, first: string): Problem => ({
  code: 'departures-frozen',
  kind: 'usage',
  message: say(
    (f) =>
      `${f.counted(count, 'departure', 'departures')} of ${environment} ${count === 1 ? 'falls' : 'fall'} into a freeze, the first ${first.replace('T', ' ')}`,
    (f) =>
      `${f.counted(count, 'départ', 'départs')} de ${environment} ${count < 2 ? 'tombe' : 'tombent'} dans un gel, le premier ${first.replace('T', ' ')}`,
  ),
  place: { file: 'ecluse.yaml' },
  expected: text(
    'a freeze in which nobody wants to leave: passengers take the first train after it',
    'un gel où personne ne veut partir : les passagers prennent le premier train qui suit',
  ),
  todo: text('nothing, where that is meant', 'rien, si c’est voulu'),
})
