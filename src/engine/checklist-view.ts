import type { ItemState } from '../checklist/types.ts'
import type { ChecklistItem } from '../config/types-checklist.ts'
import { afterwardsOf } from '../records/afterwards.ts'
import { chosen, type Standing, standingIn, whereAsked } from './asked.ts'
import { statesOf } from './checklist.ts'
import type { Where } from './facade.ts'
import type { ChecklistView, ItemView } from './facade-checklist.ts'
import { readGates, testsFor } from './gatekeeping.ts'
import { nothingWaits } from './messages-checklist.ts'
import { floorOf, policiesOf, policyInForce, rulingOf } from './policy-in-force.ts'
import type { Works } from './works.ts'

const kindOf = ({ answer }: ChecklistItem): ItemView['kind'] =>
  answer.by === 'person' ? 'person' : answer.by === 'link' || answer.by === 'page' ? 'link' : 'evidence'

const viewOf = ({ item, state, why, answered, cleared, opening }: ItemState): ItemView => {
  const { name, title, help, owner, when, blocks } = item
  return {
    name,
    title,
    help,
    owner,
    when,
    kind: kindOf(item),
    blocks,
    state,
    why,
    answered,
    cleared,
    opening,
  }
}

/** Nobody is asked now: what the next candidate will be. */
const idle = (item: ChecklistItem): ItemView =>
  viewOf({
    item,
    applies: false,
    state: 'not-asked',
    why: nothingWaits,
    answered: null,
    cleared: [],
    opening: null,
  })

/** Below each other where the server asks for more than the application; one that both name stands once. */
const once = (items: readonly ItemView[]): readonly ItemView[] =>
  items.filter((one, index) => items.findIndex(({ name }) => name === one.name) === index)

export const checklistView = async (
  works: Works,
  where: Where & { readonly candidate: number | null },
): Promise<ChecklistView> => {
  const { records } = works.parts
  const row = await whereAsked(works, where, 'checklist')
  const standing = await standingIn(works, row)
  const asked: Standing | null =
    standing.length === 0 && where.candidate === null ? null : chosen(standing, row, where.candidate, false)
  const policies =
    asked === null
      ? [await policyInForce(works, row), (await floorOf(works, row.name)).floor].filter(
          (one) => one !== null,
        )
      : policiesOf(await rulingOf(works, row, asked.candidate))
  const items: ItemView[] = []
  for (const policy of policies) {
    if (asked === null) {
      items.push(...(policy.checklist?.items ?? []).map(idle))
      continue
    }
    const { candidate, entry, live } = asked
    const gates = await readGates(works, row, candidate, entry, live)
    const tests = await testsFor(records, row, candidate)
    items.push(...((await statesOf(works, row, candidate, policy, { gates, tests })) ?? []).map(viewOf))
  }
  const candidate = asked?.candidate ?? null
  return {
    application: row.application,
    environment: row.name,
    declared: policies.some(({ checklist }) => checklist !== null),
    candidate:
      candidate === null
        ? null
        : {
            id: candidate.id,
            number: candidate.number,
            release: candidate.release,
            commit: candidate.commit,
            manifest: candidate.manifest,
          },
    items: once(items),
    afterwards: (await afterwardsOf(records, row.key)).map(({ release, item, since, state, answer }) => ({
      release,
      name: item.name,
      title: item.title,
      owner: item.owner,
      blocks: item.blocks,
      since,
      state,
      answer,
      line:
        state === 'open' && kindOf(item) !== 'evidence'
          ? `ecluse sign-off ${item.name} --environment ${row.name} --release ${release}`
          : null,
    })),
  }
}
