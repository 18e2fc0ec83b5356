import type { Evidence, WhyView } from '../../engine/facade.ts'
import type { Text } from '../../kernel/text.ts'
import type { Reason } from '../../kernel/verdict.ts'
import * as say from '../messages-why.ts'

const change = ({ change }: Reason): readonly Text[] =>
  change === undefined ? [] : [say.wouldChange(change)]

/** What another line says within a longer sentence is not said again. */
const judged = (view: WhyView, evidence: Evidence): readonly Text[] => {
  const told = view.lines.some(({ en }) => en.includes(evidence.text.en))
  return told ? say.harm(evidence) : [say.judge(evidence.text), ...say.evidence(evidence)]
}

/** Gates that let a rollout begin long ago are one line; one that holds or refuses is told whole. */
const gates = ({ gates: all, phase }: WhyView): readonly Text[] => {
  const passed = phase === null ? [] : all.filter(({ verdict }) => verdict.outcome === 'pass')
  const others = all.filter((one) => !passed.includes(one))
  return [
    ...(passed.length === 0 ? [] : [say.passedGates(passed.map(({ gate }) => gate))]),
    ...others.flatMap(({ gate, verdict }) => [
      say.gate(
        gate,
        verdict.outcome,
        verdict.reasons.map(({ text }) => text),
      ),
      ...(verdict.outcome === 'pass' ? [] : verdict.reasons.flatMap(change)),
    ]),
  ]
}

/** What a gate says is not said before it. */
const lines = ({ lines: all, gates: held }: WhyView): readonly Text[] => {
  const told = new Set(
    held
      .filter(({ verdict }) => verdict.outcome !== 'pass')
      .flatMap(({ verdict }) => verdict.reasons.flatMap((one) => [one.text.en, one.change?.en])),
  )
  return all.filter(({ en }) => !told.has(en))
}

/** The closing sentences hold the judge's counts already: its own sentence is not said beside them. */
const reasons = (view: WhyView): readonly Reason[] => {
  const counted = view.outcome !== null && view.lines.some(({ en }) => en.startsWith('errors '))
  const gated = view.gates.flatMap(({ verdict }) => verdict.reasons.map(({ text }) => text))
  const said = [view.headline, ...view.lines, ...gated].map(({ en }) => en)
  return counted ? [] : view.reasons.filter(({ text }) => !said.some((line) => line.includes(text.en)))
}

/** `why` for a person: the headline, what decided with its values, what would change it, and what to do next. */
export const whyLines = (view: WhyView): readonly Text[] => [
  view.headline,
  ...lines(view).map(say.under),
  ...gates(view),
  ...reasons(view).flatMap((reason) => [say.reason(reason.text), ...change(reason)]),
  // The sentences of what has ended hold the judge's numbers as they were at the end.
  ...(view.evidence === null || view.outcome !== null ? [] : judged(view, view.evidence)),
  ...view.culprits.map(say.culprit),
  ...(view.wayBack === undefined ? [] : [say.under(view.wayBack.text)]),
  ...view.next.map(say.next),
]
