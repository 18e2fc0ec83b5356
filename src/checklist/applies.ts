import type { ChecklistItem, Condition } from '../config/types-checklist.ts'
import type { ReleaseFacts } from './types.ts'

const any = (asked: readonly string[], seen: readonly string[]): boolean =>
  asked.some((one) => seen.includes(one))

const holds = (condition: Condition, facts: ReleaseFacts): boolean => {
  const { labels, components, configuration, migrations } = condition
  return (
    (labels === undefined || any(labels, facts.labels)) &&
    (components === undefined || any(components, facts.components)) &&
    (configuration === undefined ||
      (configuration === true ? facts.configuration.length > 0 : any(configuration, facts.configuration))) &&
    (migrations === undefined || facts.migrations.length > 0)
  )
}

/** Without conditions always; of several one is enough. */
export const applies = ({ appliesWhen }: ChecklistItem, facts: ReleaseFacts): boolean =>
  appliesWhen.length === 0 || appliesWhen.some((condition) => holds(condition, facts))
