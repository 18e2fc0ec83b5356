import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-checklist.ts'
import { conditionsOf, wantsOf, waysOf } from './resolve-checklist.ts'
import type { WrittenChecklist, WrittenItem } from './schema-checklist.ts'
import { suggest } from './suggest.ts'
import type { Answer, Checklist, ChecklistItem } from './types-checklist.ts'
import type { Path, Tree } from './yaml.ts'

type Found = { readonly problem: Problem; readonly path: Path; readonly key?: true }

export const mostItems = 200

/** Keys that belong to one way of evidence only. */
const belongs = {
  at: 'report',
  'at-most': 'report',
  'at-least': 'report',
  equals: 'report',
  within: 'command',
} as const

const ofEvidence = (name: string, { evidence, when }: WrittenItem): Found[] => {
  const ways = waysOf(evidence)
  const [way] = ways
  if (evidence === undefined || way === undefined)
    return [{ problem: say.evidenceMissing(name), path: evidence === undefined ? [] : ['evidence'] }]
  const path: Path = ['evidence']
  if (ways.length > 1) return [{ problem: say.evidenceTwice(name, ways), path }]
  const foreign = Object.entries(belongs).flatMap(([key, owner]): Found[] =>
    evidence[key as keyof typeof belongs] === undefined || owner === way
      ? []
      : [{ problem: say.misplaced(key, owner), path: ['evidence', key], key: true }],
  )
  const component: Found[] =
    evidence.component !== undefined && way !== 'test' && way !== 'command'
      ? [{ problem: say.misplaced('component', 'test'), path: ['evidence', 'component'], key: true }]
      : []
  const report =
    way === 'report' && wantsOf(evidence).length !== 1 ? [{ problem: say.wantsOne(name), path }] : []
  const command =
    way === 'command' && evidence.component === undefined ? [{ problem: say.commandWhere(name), path }] : []
  const late =
    (when === 'during' || when === 'after') && way !== 'command'
      ? [{ problem: say.tooLateFor(name, way, when), path }]
      : []
  return [...foreign, ...component, ...report, ...command, ...late]
}

const ofLink = (name: string, { link, blocks }: WrittenItem): Found[] => {
  if (link === undefined) return [{ problem: say.linkMissing(name), path: [] }]
  return typeof link === 'string' && blocks === true
    ? [{ problem: say.pageBlocks(name), path: ['blocks'] }]
    : []
}

const ofItem = (name: string, said: WrittenItem): Found[] => [
  ...(said.kind === 'evidence' ? ofEvidence(name, said) : []),
  ...(said.kind === 'link' ? ofLink(name, said) : []),
  ...(said.kind !== 'evidence' && said.evidence !== undefined
    ? [{ problem: say.machineAnswers(name), path: ['evidence'], key: true as const }]
    : []),
  ...(said.kind !== 'link' && said.link !== undefined
    ? [{ problem: say.misplaced('link', 'kind: link'), path: ['link'], key: true as const }]
    : []),
  ...conditionsOf(said['applies-when']).flatMap((condition, index): Found[] =>
    Object.values(condition).some((value) => value !== undefined)
      ? []
      : [
          {
            problem: say.emptyCondition(),
            path: Array.isArray(said['applies-when']) ? ['applies-when', index] : ['applies-when'],
          },
        ],
  ),
]

/** What a shape cannot say of the file by itself. */
export const checkWritten = (written: WrittenChecklist, tree: Tree): readonly Problem[] => {
  const items = Object.entries(written.items)
  if (items.length === 0) return [{ ...say.noItems(), place: tree.atKey(['items']) }]
  if (items.length > mostItems)
    return [{ ...say.tooManyItems(items.length, mostItems), place: tree.atKey(['items']) }]
  return items.flatMap(([name, said]) =>
    ofItem(name, said).map(({ problem, path, key }) => {
      const whole: Path = ['items', name, ...path]
      return { ...problem, place: key === true || path.length === 0 ? tree.atKey(whole) : tree.at(whole) }
    }),
  )
}

/** What an application has that items may ask. `roles` null: no approvers are declared; left out: not asked. */
export type Around = {
  readonly components: readonly {
    readonly name: string
    readonly tests: readonly { readonly name: string }[]
  }[]
  readonly gates: readonly string[]
  readonly roles?: readonly string[] | null
}

const component = (item: string, name: string, { components }: Around): readonly Problem[] => {
  const names = components.map((one) => one.name)
  return names.includes(name) ? [] : [say.unknownComponentOf(item, name, suggest(name, names), names)]
}

const ofTest = (
  item: string,
  answer: Extract<Answer, { by: 'test' }>,
  around: Around,
): readonly Problem[] => {
  const unknown = answer.component === null ? [] : component(item, answer.component, around)
  if (unknown.length > 0) return unknown
  const meant = around.components.filter(({ name }) => answer.component === null || answer.component === name)
  const names = [...new Set(meant.flatMap(({ tests }) => tests.map((test) => test.name)))]
  if (names.includes(answer.test)) return []
  return [say.unknownTest(item, answer.test, answer.component, suggest(answer.test, names), names)]
}

const ofRole = ({ name, owner, answer }: ChecklistItem, { roles }: Around): readonly Problem[] => {
  if (roles === undefined || (answer.by !== 'person' && answer.by !== 'link')) return []
  if (roles?.includes(owner) === true) return []
  return [say.nobodyIs(name, owner, suggest(owner, roles ?? []), roles)]
}

const ofConditions = ({ name, appliesWhen }: ChecklistItem, { components }: Around): readonly Problem[] => {
  const names = components.map((one) => one.name)
  const said = appliesWhen.flatMap((one) => [
    ...(one.components ?? []),
    ...(one.configuration === true ? [] : (one.configuration ?? [])),
  ])
  return said
    .filter((one) => !names.includes(one))
    .map((one) => say.neverApplies(name, one, suggest(one, names), names))
}

const ofAnswer = (item: ChecklistItem, around: Around): readonly Problem[] => {
  const { name, answer } = item
  if (answer.by === 'gate') {
    const known = around.gates.includes(answer.gate)
    return known ? [] : [say.unknownGate(name, answer.gate, suggest(answer.gate, around.gates), around.gates)]
  }
  if (answer.by === 'test') return ofTest(name, answer, around)
  return answer.by === 'command' ? component(name, answer.component, around) : []
}

/** Items that nothing in the application answers, and conditions that can never hold. */
export const unanswerable = (
  { items }: Checklist,
  around: Around,
  at: (path: Path) => Problem['place'],
): readonly Problem[] =>
  items.flatMap((item) => {
    const evidence: Path = ['items', item.name, 'evidence']
    const place = (path: Path) => {
      const found = at(path)
      return found === undefined ? {} : { place: found }
    }
    return [
      ...ofRole(item, around).map((one) => ({ ...one, ...place(['items', item.name, 'owner']) })),
      ...ofAnswer(item, around).map((one) => ({ ...one, ...place(evidence) })),
      ...ofConditions(item, around).map((one) => ({
        ...one,
        ...place(['items', item.name, 'applies-when']),
      })),
    ]
  })
