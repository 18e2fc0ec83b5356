import { sourceOf } from '../config/decode.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { readEnvFile } from './env-file.ts'
import { readFlat } from './flat.ts'
import { type JsonNode, NotJson, readJsonText } from './json-text.ts'
import { readKustomize } from './kustomize.ts'
import { type Listing, longestListing, placesOf, type Read } from './listing.ts'
import * as say from './messages-listing.ts'
import { readOwn } from './own.ts'

/** Members of one object that bear the same name: a parser would take the last one without a word. */
const doubled = (node: JsonNode, place: ReturnType<typeof placesOf>): Problem[] => {
  if (node.kind === 'array') return node.items.flatMap((item) => doubled(item, place))
  if (node.kind === 'scalar') return []
  const seen = new Map<string, number>()
  return node.members.flatMap(({ name, at, value }) => {
    const first = seen.get(name)
    seen.set(name, first ?? at)
    const own = first === undefined ? [] : [{ ...say.twice(name, place(first)), place: place(at) }]
    return [...own, ...doubled(value, place)]
  })
}

const readJson = (file: string, text: string): Read => {
  const place = placesOf(file, text)
  let node: JsonNode
  try {
    node = readJsonText(text)
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    return { listing: null, problems: [{ ...say.notJson(), place: place(error.offset) }] }
  }
  const problems = doubled(node, place).slice(0, 50)
  if (problems.length > 0) return { listing: null, problems }
  if (node.kind !== 'object')
    return { listing: null, problems: [{ ...say.noListing(), place: place(node.from) }] }
  return node.members.some(({ name }) => name === 'format') &&
    node.members.some(({ name, value }) => name === 'components' && value.kind === 'array')
    ? readOwn(file, text, node)
    : readFlat(file, text, node)
}

/** By its contents first: a file in a commit may have any name. */
const readAny = (file: string, text: string): Read => {
  const begins = text.replace(/^\ufeff/, '').trimStart()
  if (begins.startsWith('{') || begins.startsWith('[') || file.endsWith('.json')) return readJson(file, text)
  return /\.ya?ml$/i.test(file) || /^(?:images|resources|apiVersion|kind)[ \t]*:/m.test(text)
    ? readKustomize(file, text)
    : readEnvFile(file, text)
}

const names = (listing: Listing): readonly Problem[] => {
  const seen = new Map<string, Listing['named'][number]>()
  return listing.named.flatMap((one) => {
    const first = seen.get(one.name)
    seen.set(one.name, first ?? one)
    return first === undefined ? [] : [{ ...say.twice(one.name, first.place), place: one.place }]
  })
}

/**
 * Reads a file that lists versions, whichever of the four forms it has. Throws a `ProblemError` with all that is wrong,
 * each with file, line and column: not UTF-8, beyond 4 MiB, doubled names, values that are no versions.
 */
export const readListing = (file: string, bytes: Uint8Array): Listing => {
  if (bytes.length > longestListing)
    throw new ProblemError({
      ...say.tooLong(bytes.length, longestListing),
      place: { file, line: 1, column: 1 },
    })
  const { text } = sourceOf(file, bytes)
  const conflict = /^(?:<{7}|>{7})(?: |$)/m.exec(text)
  if (conflict !== null)
    throw new ProblemError({ ...say.conflict(), place: placesOf(file, text)(conflict.index) })
  const read = text.includes('\0')
    ? { listing: null, problems: [{ ...say.noListing(), place: placesOf(file, text)(text.indexOf('\0')) }] }
    : readAny(file, text)
  if (read.listing === null) throw new ProblemError(read.problems)
  const problems = names(read.listing).slice(0, 50)
  if (problems.length > 0) throw new ProblemError(problems)
  return read.listing
}
