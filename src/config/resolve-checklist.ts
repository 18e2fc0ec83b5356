import type { Text } from '../kernel/text.ts'
import { same } from '../kernel/text.ts'
import type { WrittenChecklist, WrittenItem } from './schema-checklist.ts'
import type { Answer, Checklist, ChecklistItem, Condition, Wanted } from './types-checklist.ts'

const textOf = (said: string | Text): Text => (typeof said === 'string' ? same(said) : said)

/** The named ways of an item's evidence; exactly one is allowed. */
export const waysOf = (evidence: WrittenItem['evidence']): readonly string[] =>
  (['gate', 'test', 'report', 'command', 'notes'] as const).filter((way) => evidence?.[way] !== undefined)

export const wantsOf = (evidence: NonNullable<WrittenItem['evidence']>): readonly Wanted[] => [
  ...(evidence['at-most'] === undefined ? [] : [{ atMost: evidence['at-most'] }]),
  ...(evidence['at-least'] === undefined ? [] : [{ atLeast: evidence['at-least'] }]),
  ...(evidence.equals === undefined ? [] : [{ equals: evidence.equals }]),
]

const evidenceOf = (evidence: NonNullable<WrittenItem['evidence']>): Answer | undefined => {
  const { gate, test, report, command, component, notes } = evidence
  if (gate !== undefined) return { by: 'gate', gate }
  if (notes !== undefined) return { by: 'notes', languages: notes === 'both' ? ['en', 'fr'] : [notes] }
  if (test !== undefined) return { by: 'test', test, component: component ?? null }
  const [wants] = wantsOf(evidence)
  if (report !== undefined && wants !== undefined)
    return { by: 'report', file: report, at: evidence.at ?? '', wants }
  if (command !== undefined && component !== undefined)
    return { by: 'command', component, run: command, within: evidence.within ?? 300_000 }
  return undefined
}

const answerOf = ({ kind, evidence, link }: WrittenItem): Answer | undefined => {
  if (kind === 'person') return { by: 'person' }
  if (kind === 'evidence') return evidence === undefined ? undefined : evidenceOf(evidence)
  if (link === undefined) return undefined
  return typeof link === 'string'
    ? { by: 'page', url: link }
    : { by: 'link', startsWith: link['starts-with'] }
}

type WrittenCondition = Extract<NonNullable<WrittenItem['applies-when']>, readonly unknown[]>[number]

/** A single condition and a list of one are the same. */
export const conditionsOf = (said: WrittenItem['applies-when']): readonly WrittenCondition[] =>
  said === undefined ? [] : Array.isArray(said) ? said : [said]

const conditionOf = ({ labels, components, configuration, migrations }: WrittenCondition): Condition => ({
  ...(labels === undefined ? {} : { labels }),
  ...(components === undefined ? {} : { components }),
  ...(configuration === undefined ? {} : { configuration }),
  ...(migrations === undefined ? {} : { migrations }),
})

/** Undefined: nothing answers it. */
export const itemOf = (name: string, said: WrittenItem): ChecklistItem | undefined => {
  const answer = answerOf(said)
  if (answer === undefined) return undefined
  const when = said.when ?? 'before'
  return {
    name,
    title: textOf(said.title),
    help: said.help === undefined ? null : textOf(said.help),
    owner: said.owner,
    when,
    blocks: said.blocks ?? (when !== 'after' && answer.by !== 'page'),
    appliesWhen: conditionsOf(said['applies-when']).map(conditionOf),
    answer,
  }
}

export const checklistOf = ({ items }: WrittenChecklist): Checklist => ({
  items: Object.entries(items).flatMap(([name, said]) => itemOf(name, said) ?? []),
})
