import type { ChecklistItem } from '../config/types-checklist.ts'
import type { Text } from '../kernel/text.ts'

const words = (en: string, fr: string): Text => ({ en, fr })

export const commandEnded = (
  run: readonly string[],
  component: string,
  {
    code,
    signal,
    timedOut,
  }: { readonly code: number | null; readonly signal: string | null; readonly timedOut: boolean },
): Text => {
  const line = run.join(' ')
  if (timedOut)
    return words(`${line} in ${component} took too long`, `${line} dans ${component} a dépassé son délai`)
  if (code === null)
    return words(
      `${line} in ${component} ended by ${signal ?? 'itself'}`,
      `${line} dans ${component} a fini par ${signal ?? 'lui-même'}`,
    )
  return words(
    `${line} in ${component} ended with ${code}`,
    `${line} dans ${component} s’est terminé par ${code}`,
  )
}

const named = (item: ChecklistItem): Text =>
  words(`${item.title.en} (${item.name})`, `${item.title.fr} (${item.name})`)

export const itemAnswered = (item: ChecklistItem, answer: Text): Text =>
  words(`${named(item).en}: ${answer.en}`, `${named(item).fr} : ${answer.fr}`)

export const signedBy = (person: string, note: string): Text =>
  note === ''
    ? words(`signed off by ${person}`, `validé par ${person}`)
    : words(`signed off by ${person}: ${note}`, `validé par ${person} : ${note}`)

export const itemDue = (item: ChecklistItem, release: number): Text =>
  words(
    `due after release ${release}: ${named(item).en}, of ${item.owner}`,
    `à faire après la version ${release} : ${named(item).fr}, par ${item.owner}`,
  )

export const nothingWaits: Text = words(
  'asked of the next candidate',
  'demandé à la prochaine version admissible',
)
