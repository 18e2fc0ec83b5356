import type { Checklist, ChecklistItem } from '../config/types-checklist.ts'
import { join, type Text } from '../kernel/text.ts'
import { pass, refuse, together, type Verdict } from '../kernel/verdict.ts'
import { applies } from './applies.ts'
import * as words from './messages.ts'
import type { ItemState, Question, SignOff } from './types.ts'

type Said = Pick<ItemState, 'state' | 'why' | 'answered' | 'opening'>

const sentence = (verdict: Verdict, otherwise: Text): Text =>
  verdict.reasons.length === 0
    ? otherwise
    : join(
        verdict.reasons.map(({ text }) => text),
        '; ',
      )

const states = { pass: 'done', hold: 'open', refuse: 'failed' } as const

/** What machines say; `passed` is the sentence of one that passes without a word. */
const byMachine = (item: ChecklistItem, verdict: Verdict | null, unknown: Text, passed: Text): Said => {
  const state = verdict === null ? 'open' : states[verdict.outcome]
  return {
    state,
    why: verdict === null ? unknown : sentence(verdict, passed),
    answered: null,
    opening: state === 'done' ? null : { by: 'machine', role: item.owner, names: [], line: null },
  }
}

const byTest = (
  item: ChecklistItem,
  test: string,
  component: string | null,
  { findings }: Question,
): Said => {
  const meant = findings.tests.filter(
    (one) => one.name === test && (component === null || one.component === component),
  )
  const names = meant.map((one) => `${one.component} ${one.name}`)
  // One without a result leaves the others' words standing, and the item open.
  const missing = meant.find(({ evidence }) => evidence === null)
  const known = meant.flatMap(({ evidence }) => evidence ?? [])
  const all = together(known)
  if (meant.length === 0) return byMachine(item, null, words.testNotThere(test), words.testNotThere(test))
  if (missing !== undefined && all.outcome !== 'refuse')
    return byMachine(
      item,
      null,
      words.notRunYet(`${missing.component} ${missing.name}`),
      words.testsPassed(names),
    )
  return byMachine(
    item,
    all.outcome === 'pass' ? { ...all, reasons: [] } : all,
    words.testsPassed(names),
    words.testsPassed(names),
  )
}

const quoted = (word: string): string =>
  /^[A-Za-z0-9_./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

const startsRight = (item: ChecklistItem, { note }: SignOff): boolean =>
  item.answer.by !== 'link' ||
  (note.startsWith(item.answer.startsWith) && note.length > item.answer.startsWith.length)

/** A statement answers an item: about it and this manifest, by somebody of its owner's role. */
export const answers = (item: ChecklistItem, manifest: string, one: SignOff): boolean =>
  one.item === item.name &&
  one.manifest === manifest &&
  one.roles.includes(item.owner) &&
  startsRight(item, one)

const byPerson = (item: ChecklistItem, question: Question): Said => {
  const { signOffs, manifest, environment, people } = question
  const found = signOffs.filter((one) => answers(item, manifest, one)).toSorted((a, b) => a.at - b.at)[0]
  if (found !== undefined) {
    const { person, note, at } = found
    return {
      state: 'done',
      why: words.signedOff(person, note),
      answered: { person, note, at },
      opening: null,
    }
  }
  const names = people?.[item.owner] ?? []
  const note = item.answer.by === 'link' ? ` --note ${quoted(`${item.answer.startsWith}...`)}` : ''
  const line = `ecluse sign-off ${item.name} --environment ${environment}${note}`
  return {
    state: 'open',
    why:
      item.answer.by === 'link'
        ? words.waitsForLink(item.owner, names, item.answer.startsWith)
        : words.waitsForPerson(item.owner, names),
    answered: null,
    opening: { by: 'person', role: item.owner, names, line },
  }
}

/** Missing texts are written by nobody but the team; what a machine translated a person reads and signs off. */
const byNotes = (
  item: ChecklistItem,
  { languages }: Extract<ChecklistItem['answer'], { by: 'notes' }>,
  question: Question,
): Said => {
  const found = question.findings.notes ?? null
  if (found === null) return byMachine(item, null, words.notesUnread, words.notesComplete)
  if (found.outside.length > 0) {
    const text = words.fragmentsOutside(found.outside)
    return byMachine(item, refuse({ code: 'fragment-out-of-range', text }), text, text)
  }
  const [lacks] = languages.filter((language) => found.missing[language].length > 0)
  if (lacks !== undefined) {
    const text = words.textsMissing(lacks, found.missing[lacks], found.failing)
    return byMachine(item, null, text, text)
  }
  const [translated] = languages.filter((language) => found.machine[language].length > 0)
  if (translated === undefined) return byMachine(item, pass(), words.notesComplete, words.notesComplete)
  const said = byPerson(item, {
    ...question,
    signOffs: question.signOffs.filter(({ at }) => at >= found.since),
  })
  const count = found.machine[translated].length
  return said.state === 'done'
    ? said
    : { ...said, why: join([words.machineTexts(translated, count), said.why], '; ') }
}

const byAnswer = (item: ChecklistItem, question: Question): Said => {
  const { answer } = item
  const { findings } = question
  if (answer.by === 'person' || answer.by === 'link') return byPerson(item, question)
  if (answer.by === 'page')
    return { state: 'not-asked', why: words.pageToRead(answer.url), answered: null, opening: null }
  if (answer.by === 'test') return byTest(item, answer.test, answer.component, question)
  if (answer.by === 'notes') return byNotes(item, answer, question)
  if (answer.by === 'gate') {
    const verdict = findings.gates[answer.gate] ?? null
    return byMachine(item, verdict, words.gateNotRead(answer.gate), words.gatePassed(answer.gate))
  }
  const unknown = words.notRunYet(answer.by === 'report' ? answer.file : answer.run.join(' '))
  return byMachine(item, findings.items[item.name] ?? null, unknown, unknown)
}

const clearedOf = (item: ChecklistItem, { signOffs, manifest }: Question): ItemState['cleared'] =>
  signOffs
    .filter((one) => one.item === item.name && one.manifest !== manifest)
    .map(({ person, at }) => ({ person, at }))

const stateOf = (item: ChecklistItem, question: Question): ItemState => {
  if (!applies(item, question.facts))
    return {
      item,
      applies: false,
      state: 'not-asked',
      why: words.notApplying(item),
      answered: null,
      cleared: [],
      opening: null,
    }
  const said = byAnswer(item, question)
  const cleared = said.state === 'open' && said.opening?.by === 'person' ? clearedOf(item, question) : []
  const people = [...new Set(cleared.map(({ person }) => person))]
  const why = cleared.length === 0 ? said.why : join([said.why, words.clearedBy(people)], '; ')
  return { item, applies: true, ...said, why, cleared }
}

/** Every item of a checklist for one candidate in one environment: evidence first, then what people signed. */
export const evaluate = ({ items }: Checklist, question: Question): readonly ItemState[] =>
  items.map((item) => stateOf(item, question))
