import type { Evidence, WhyView } from '../../engine/facade.ts'
import type { Text } from '../../kernel/text.ts'
import type { Reason } from '../../kernel/verdict.ts'
import * as say from '../messages-why.ts'

const change = ({ change }: Reason): readonly Text[] =>
  change === undefined ? [] : [say.wouldChange(change)]

/** What another line says within a longer sentence is not said again. */
const judged = (view: WhyView, evidence: Evidence): readonly Text[] => {
  const told = view.lines.some(({ en }) => en.includes(evidence.text.en))
  return [...(told ? [] : [say.judge(evidence.text)]), ...say.evidence(evidence)]
}

/** `why` for a person: the headline, what decided with its values, what would change it, and what to do next. */
export const whyLines = (view: WhyView): readonly Text[] => {
  const said = new Set([view.headline.en, ...view.lines.map(({ en }) => en)])
  const fresh = (text: Text): boolean => !said.has(text.en) && !said.has(`  ${text.en}`)
  return [
    view.headline,
    ...view.lines.map(say.under),
    ...view.gates.flatMap(({ gate, verdict }) => [
      say.gate(
        gate,
        verdict.outcome,
        verdict.reasons.map(({ text }) => text),
      ),
      ...(verdict.outcome === 'pass' ? [] : verdict.reasons.flatMap(change)),
    ]),
    ...view.reasons
      .filter(({ text }) => fresh(text))
      .flatMap((reason) => [say.reason(reason.text), ...change(reason)]),
    // The sentences of what has ended hold the judge's numbers as they were at the end.
    ...(view.evidence === null || view.outcome !== null ? [] : judged(view, view.evidence)),
    ...view.culprits.map(say.culprit),
    ...view.next.map(say.next),
  ]
}
