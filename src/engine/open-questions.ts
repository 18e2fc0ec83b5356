import type { GateVerdict } from '../gates/types.ts'
import type { Json } from '../kernel/canonical.ts'
import { say, type Text } from '../kernel/text.ts'
import { type Instant, instantText } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { OpenQuestion } from './facade-policy.ts'

const namesOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one: Json) => typeof one === 'string') : []

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** Shown beside what is asked; it asks nobody itself. */
const asides: readonly string[] = ['loosens', 'tightens', 'overridden']
const people: readonly string[] = ['taken-back', 'floor-unreadable', 'frozen']

const who = ({ code, values }: Reason, until: Instant | undefined): OpenQuestion['by'] => {
  const said = textOf(values?.['by'])
  if (said === 'person' || people.includes(code)) return 'person'
  return until === undefined ? 'machine' : 'time'
}

const isFault = ({ text }: Reason): boolean => text.en.includes('counts for nothing')

/** When the window closes that is open now: by then a person has to have answered; null: it does not close. */
export const closesAt = (gates: readonly GateVerdict[]): Instant | null => {
  const calendar = gates.find(({ gate, verdict }) => gate === 'calendar' && verdict.outcome === 'pass')
  const open = calendar?.verdict.reasons.find(({ code }) => code === 'calendar-open')
  const closes = textOf(open?.values?.['closes'])
  return closes === null ? null : Date.parse(closes)
}

/** What holds a release, from all gates together: who or what answers it, and by when. */
export const openQuestions = (gates: readonly GateVerdict[]): readonly OpenQuestion[] => {
  const closes = closesAt(gates)
  return gates
    .filter(({ verdict }) => verdict.outcome !== 'pass')
    .flatMap(({ gate, verdict }) =>
      verdict.reasons
        .filter((reason) => !asides.includes(reason.code) && !isFault(reason))
        .map((reason): OpenQuestion => {
          const role = textOf(reason.values?.['role']) ?? textOf(reason.values?.['owner'])
          const by = who(reason, verdict.until)
          return {
            gate,
            code: reason.code,
            text: reason.text,
            by,
            role,
            names: namesOf(reason.values?.['names']),
            line: reason.change ?? null,
            until: verdict.until ?? (by === 'person' ? closes : null),
          }
        }),
    )
}

/** When it starts if all that people and machines are asked were answered now; null: it never would. */
export const earliestStart = (gates: readonly GateVerdict[], now: Instant): Instant | null => {
  if (gates.some(({ verdict }) => verdict.outcome === 'refuse')) return null
  const calendar = gates.find(({ gate, verdict }) => gate === 'calendar' && verdict.outcome === 'hold')
  if (calendar === undefined) return now
  return calendar.verdict.until ?? null
}

/** `closes`: of the window that is open now. */
export const earliestLine = (at: Instant | null, now: Instant, closes: Instant | null = null): Text => {
  if (at === null)
    return {
      en: 'earliest start: never as it stands',
      fr: 'départ au plus tôt : jamais en l’état',
    }
  if (at <= now)
    return closes === null
      ? {
          en: 'earliest start: as soon as it is answered',
          fr: 'départ au plus tôt : dès qu’on y aura répondu',
        }
      : {
          en: `earliest start: as soon as it is answered; the window closes ${instantText(closes)}`,
          fr: `départ au plus tôt : dès qu’on y aura répondu ; la fenêtre se ferme ${instantText(closes)}`,
        }
  return say(
    (f) => `earliest start: ${instantText(at)}, in ${f.duration(at - now)}, if the rest is answered by then`,
    (f) =>
      `départ au plus tôt : ${instantText(at)}, dans ${f.duration(at - now)}, si le reste a sa réponse d’ici là`,
  )
}
