import { pinnedIn } from './env-file.ts'
import type { JsonNode } from './json-text.ts'
import { type Listing, type Named, placesOf, type Read, removeMembers, type Slot } from './listing.ts'
import * as say from './messages-listing.ts'

type Found = Extract<JsonNode, { kind: 'object' }>

const json = (value: string): string => JSON.stringify(value)

/** The last member's way of standing apart from the one before it, or from the brace. */
const gapBefore = (text: string, node: Found): string => {
  const last = node.members.at(-1)
  if (last === undefined) return '\n  '
  return /\s*$/.exec(text.slice(0, last.at))?.[0] ?? ' '
}

const adding =
  (text: string, node: Found): Listing['add'] =>
  (name, { version }) => {
    const last = node.members.at(-1)
    const from = last?.value.to ?? node.from + 1
    const entry = `${gapBefore(text, node)}${json(name)}: ${json(version)}`
    const written = last === undefined ? `${entry}\n` : `,${entry}`
    return { from, to: last === undefined ? node.to - 1 : from, write: () => written }
  }

/** `{ "benefit_finder": "v3.0.1" }`: component to version. Members that stand twice are told by their places. */
export const readFlat = (file: string, text: string, node: Found): Read => {
  const place = placesOf(file, text)
  const wrong = node.members.filter(({ value }) => value.kind !== 'scalar' || typeof value.value !== 'string')
  if (wrong.length > 0)
    return {
      listing: null,
      problems: wrong
        .slice(0, 50)
        .map(({ name, value }) => ({ ...say.notAVersion(name), place: place(value.from) })),
    }
  const named = node.members.map(({ name, at, value }): Named => {
    const written = value.kind === 'scalar' ? String(value.value) : ''
    const { version, digest, from } = pinnedIn(written)
    const write = (word: string) => json(`${written.slice(0, from)}${word}`)
    const slot: Slot = { from: value.from, to: value.to, write }
    return {
      name,
      place: place(at),
      version,
      versionAt: place(value.from),
      digest,
      digestAt: place(value.from),
      slots: {
        version: digest === null ? slot : null,
        digest: digest === null ? null : slot,
      },
    }
  })
  return {
    listing: {
      form: 'flat',
      file,
      text,
      named,
      add: adding(text, node),
      remove: removeMembers(node.members.map(({ at, value }) => ({ from: at, to: value.to }))),
      manifest: null,
    },
    problems: [],
  }
}
