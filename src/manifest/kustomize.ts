import {
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Problem } from '../kernel/problem.ts'
import {
  type Listing,
  type Named,
  placesOf,
  type Read,
  removeMembers,
  removeSpans,
  type Slot,
} from './listing.ts'
import * as say from './messages-listing.ts'

type Node = ParsedNode | null
type Item = YAMLMap.Parsed

/** Characters that a YAML text may have here: kustomizations are short, and the parser is not quick. */
const longest = 512 * 1_024

const pairOf = (map: Item, key: string): Pair<ParsedNode, Node> | undefined =>
  map.items.find(({ key: own }) => isScalar(own) && own.value === key) as Pair<ParsedNode, Node> | undefined

const textOf = (node: Node | undefined): string | null => {
  if (!isScalar(node) || node.value === null || node.value === undefined) return null
  // `1.10` and `1e3` are versions, not numbers.
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

const rangeOf = (node: Node | undefined): readonly [number, number] => {
  const [from = 0, to = 0] = node?.range ?? []
  return [from, to]
}

/** Plain only where YAML reads the same text back; versions that look like numbers are quoted. */
const plain = (value: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._+/@:-]*$/.test(value) &&
  !/^[+-]?[\d._]+(?:e[+-]?\d+)?$|^0[xo]|:$|^(?:true|false|null|yes|no|on|off|y|n|~)$/i.test(value)

const written = (value: string): string => (plain(value) ? value : `"${value}"`)

const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')

const slotOf = (text: string, node: Node | undefined): Slot | null => {
  if (!isScalar(node)) return null
  const [from, to] = rangeOf(node as ParsedNode)
  const quote = text[from] === '"' || text[from] === "'" ? text[from] : ''
  // A block (`|`, `>`) reaches to the end of its last line.
  const end = text[to - 1] === '\n' && to > from ? eolOf(text) : ''
  return {
    from,
    to,
    write: (value) => (quote === '' ? `${written(value)}${end}` : `${quote}${value}${quote}`),
  }
}

/** Whole lines of block items; of items in brackets what stands between them. */
const removing = (text: string, items: readonly Item[]): Listing['remove'] => {
  const lineOf = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1
  const block = items.every((item) =>
    /^[ \t]*-[ \t]*$/.test(text.slice(lineOf(rangeOf(item)[0]), rangeOf(item)[0])),
  )
  if (!block) return removeMembers(items.map((item) => ({ from: rangeOf(item)[0], to: rangeOf(item)[1] })))
  return removeSpans(
    items.map((item, index) => {
      const next = items[index + 1]
      const [from, to] = rangeOf(item)
      // Comments before the next one belong to it; those behind the last one's values go with it.
      const ends = next === undefined ? (item.range?.[2] ?? to) : text.indexOf('\n', lastValue(item)) + 1
      return { from: lineOf(from), to: ends }
    }),
  )
}

const lastValue = (item: Item): number => {
  const last = item.items.at(-1)
  return rangeOf((last?.value ?? last?.key ?? null) as Node)[1]
}

/** Where `newTag` is written that was not there: after the last key, in the item's own way. */
const insertOf = (text: string, item: Item, key: string): Slot => {
  const last = item.items.at(-1)
  const [, to] = rangeOf((last?.value ?? last?.key ?? null) as Node)
  if (item.flow === true) return { from: to, to, write: (value) => `, ${key}: ${written(value)}` }
  const [begins] = rangeOf((item.items[0]?.key ?? null) as Node)
  const column = begins - (text.lastIndexOf('\n', begins - 1) + 1)
  return { from: to, to, write: (value) => `\n${' '.repeat(column)}${key}: ${written(value)}` }
}

const namedOf = (file: string, text: string, item: Item): Named | Problem => {
  const place = placesOf(file, text)
  const name = pairOf(item, 'name')
  const [tag, digest] = [pairOf(item, 'newTag'), pairOf(item, 'digest')]
  const word = textOf(name?.value)
  const [begins] = rangeOf(item)
  if (word === null || word === '') return { ...say.imageWithoutName(), place: place(begins) }
  if (tag !== undefined && digest !== undefined)
    return { ...say.tagAndDigest(word), place: place(rangeOf(digest.key)[0]) }
  const [version, pinned] = [textOf(tag?.value), textOf(digest?.value)]
  if (version === null && pinned === null) return { ...say.noTagNoDigest(word), place: place(begins) }
  const nameAt = place(rangeOf(name?.value)[0])
  return {
    name: word,
    place: nameAt,
    version,
    versionAt: tag === undefined ? nameAt : place(rangeOf(tag.value)[0]),
    digest: pinned,
    digestAt: digest === undefined ? nameAt : place(rangeOf(digest.value)[0]),
    slots: {
      version: slotOf(text, tag?.value) ?? (digest === undefined ? insertOf(text, item, 'newTag') : null),
      digest: slotOf(text, digest?.value),
    },
  }
}

const adding =
  (text: string, items: readonly Item[]): Listing['add'] =>
  (name, { version, image }) => {
    const last = items.at(-1)
    const digest = last !== undefined && pairOf(last, 'digest') !== undefined
    const [key, value] = digest ? ['digest', image] : ['newTag', version]
    const [begins, to] = rangeOf(last)
    if (last?.flow === true) {
      const line = text.lastIndexOf('\n', begins - 1) + 1
      const lead = /^[ \t]*-[ \t]*$/.test(text.slice(line, begins)) ? `\n${text.slice(line, begins)}` : ', '
      return {
        from: to,
        to,
        write: () => `${lead}{ name: ${written(name)}, ${key}: ${written(value ?? '')} }`,
      }
    }
    const column = begins - (text.lastIndexOf('\n', begins - 1) + 1)
    const indent = ' '.repeat(Math.max(0, column - 2))
    const lines = [`${indent}- name: ${written(name)}`, `${indent}  ${key}: ${written(value ?? '')}`]
    const end = last?.range?.[2] ?? text.length
    const eol = eolOf(text)
    const open = end === 0 || text[end - 1] === '\n' ? '' : eol
    return { from: end, to: end, write: () => `${open}${lines.join(eol)}${eol}` }
  }

/** The whole list, in the column where it begins, or below `images:` where it stood in brackets. */
const renewing =
  (text: string, images: YAMLSeq.Parsed): NonNullable<Listing['renew']> =>
  (all) => {
    const [from, to] = rangeOf(images)
    const eol = eolOf(text)
    const column = images.flow === true ? 2 : from - (text.lastIndexOf('\n', from - 1) + 1)
    const lead = ' '.repeat(column)
    const items = all.map(
      ({ name, version }) => `- name: ${written(name)}${eol}${lead}  newTag: ${written(version)}`,
    )
    const begin = images.flow === true ? `${eol}${lead}` : ''
    const end = text[to - 1] === '\n' ? eol : ''
    return { from, to, write: () => `${begin}${items.join(`${eol}${lead}`)}${end}` }
  }

const wrong: Readonly<Record<string, () => Problem>> = {
  DUPLICATE_KEY: say.keyTwice,
  MULTIPLE_DOCS: say.severalDocuments,
}

const nothing = (file: string, problem: Problem, place: Problem['place']): Read => ({
  listing: null,
  problems: [{ ...problem, place: place ?? { file, line: 1, column: 1 } }],
})

/** A kustomization's `images:`; everything else in the file is left as it is. */
export const readKustomize = (file: string, text: string): Read => {
  const place = placesOf(file, text)
  if (text.length > longest) return nothing(file, say.tooLong(text.length, longest), place(0))
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, { prettyErrors: false })
  } catch {
    return nothing(file, say.notYaml(), place(0))
  }
  const [error] = document.errors
  if (error !== undefined) return nothing(file, wrong[error.code]?.() ?? say.notYaml(), place(error.pos[0]))
  const root = document.contents as Node
  const images = isMap(root) ? pairOf(root as Item, 'images') : undefined
  if (images === undefined) return nothing(file, say.noImages(), place(0))
  if (!isSeq(images.value)) return nothing(file, say.noImages(), place(rangeOf(images.key)[0]))
  const items = images.value.items as readonly Node[]
  const maps = items.filter((item): item is Item => isMap(item))
  const odd = items.find((item) => !isMap(item))
  if (odd !== undefined) return nothing(file, say.imageWithoutName(), place(rangeOf(odd)[0]))
  const read = maps.map((item) => namedOf(file, text, item))
  const problems = read.filter((one): one is Problem => 'code' in one)
  if (problems.length > 0) return { listing: null, problems }
  const named = read.filter((one): one is Named => 'slots' in one)
  return {
    listing: {
      form: 'kustomize',
      file,
      text,
      named,
      add: adding(text, maps),
      remove: removing(text, maps),
      renew: renewing(text, images.value as YAMLSeq.Parsed),
      manifest: null,
    },
    problems: [],
  }
}
