import { pass, type Reason, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages.ts'
import type { ItemState, LeftOpen, Stage } from './types.ts'

const reasonOf = ({ item, state, why, opening }: ItemState): Reason => ({
  code: state === 'failed' ? 'checklist-failed' : 'checklist-open',
  text: words.itemOpen(item, why),
  values: {
    item: item.name,
    owner: item.owner,
    when: item.when,
    by: opening?.by ?? null,
    names: opening?.names ?? [],
  },
  ...(opening?.line === null || opening === null ? {} : { change: words.signOffLine(opening.line) }),
})

const leftOf = ({ item, release, since }: LeftOpen): Reason => ({
  code: 'checklist-left-open',
  text: words.leftOpen(item, release),
  values: { item: item.name, owner: item.owner, release, since, blocks: item.blocks },
  change: words.signOffLine(`ecluse sign-off ${item.name} --release ${release}`),
})

/** Asked at a stage: what is due before still has to be answered while a canary runs. */
export const dueAt = ({ item, applies, state }: ItemState, stage: Stage): boolean =>
  applies &&
  state !== 'not-asked' &&
  (item.when === 'before' || (item.when === 'during' && stage === 'during'))

/**
 * The one answer of the checklist, with every item that is open: each says what it waits for and who can answer.
 * Null states: no checklist is in force. A failed item that blocks refuses: waiting changes nothing about it.
 */
export const verdictOf = (
  states: readonly ItemState[] | null,
  stage: Stage,
  left: readonly LeftOpen[] = [],
): Verdict => {
  const due = (states ?? []).filter((one) => dueAt(one, stage))
  const open = due.filter((one) => one.state !== 'done')
  const held = left.filter(({ item }) => item.blocks)
  const blocking = open.filter(({ item }) => item.blocks)
  const asides = [
    ...open
      .filter(({ item }) => !item.blocks)
      .map((one) => ({ ...reasonOf(one), text: words.openNotBlocking(one.item, one.why) })),
    ...left.filter(({ item }) => !item.blocks).map(leftOf),
  ]
  const failed = blocking.filter(({ state }) => state === 'failed')
  if (failed.length > 0) return { outcome: 'refuse', reasons: failed.map(reasonOf) }
  if (blocking.length > 0 || held.length > 0)
    return { outcome: 'hold', reasons: [...blocking.map(reasonOf), ...held.map(leftOf), ...asides] }
  if (states === null) return pass({ code: 'no-checklist', text: words.checklistNone }, ...asides)
  const done = due.length - open.length
  const text = due.length === 0 ? words.checklistEmpty : words.checklistDone(done)
  return pass({ code: due.length === 0 ? 'checklist-empty' : 'checklist-done', text }, ...asides)
}
