import type { Place, Problem } from '../kernel/problem.ts'
import type { Manifest } from './types.ts'

/** How a file lists versions: our own manifest, component to version in JSON, variables, or Kustomize's images. */
export const forms = ['own', 'flat', 'env', 'kustomize'] as const
export type Form = (typeof forms)[number]

/** A stretch of the text, in UTF-16 code units, and how a value is written there. */
export type Slot = { readonly from: number; readonly to: number; readonly write: (value: string) => string }

/** One line of a listing: what the file calls a component, and what it wants of it. */
export type Named = {
  readonly name: string
  readonly place: Place
  /** A tag or a commit; null where a digest stands alone. */
  readonly version: string | null
  readonly versionAt: Place
  /** Digest of an image, as it was written. */
  readonly digest: string | null
  readonly digestAt: Place
  readonly slots: {
    readonly version: Slot | null
    readonly digest: Slot | null
  }
}

export type Listing = {
  readonly form: Form
  readonly file: string
  readonly text: string
  readonly named: readonly Named[]
  /** How one more component is added, as an edit of the text. */
  readonly add: (name: string, value: { readonly version: string; readonly image: string }) => Slot
  /** How the ones at these places of `named` are taken away, not all of them. */
  readonly remove: (gone: readonly number[]) => readonly Slot[]
  /** All of them anew, where none stays and the file holds more than them; left out: the file is nothing else. */
  readonly renew?: (all: readonly { readonly name: string; readonly version: string }[]) => Slot
  /** The manifest itself, where the file is one. */
  readonly manifest: Manifest | null
}

/** A listing, or all that keeps the text from being one. */
export type Read =
  | { readonly listing: Listing; readonly problems: readonly [] }
  | { readonly listing: null; readonly problems: readonly Problem[] }

/** Characters of a file that are read at most: a manifest of a thousand components has under one million. */
export const longestListing = 4 * 1_048_576

/** Places in a text by offset: line and column from 1. */
export const placesOf = (file: string, text: string): ((offset: number) => Place) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

const nothing = (): string => ''

/** Members between brackets, and what separates each from those that stay. */
export const removeMembers =
  (spans: readonly { readonly from: number; readonly to: number }[]): Listing['remove'] =>
  (gone) =>
    gone.flatMap((index) => {
      const [own, before, after] = [spans[index], spans[index - 1], spans[index + 1]]
      if (own === undefined) return []
      const kept = spans.slice(0, index).some((_, other) => !gone.includes(other))
      if (kept && before !== undefined) return [{ from: before.to, to: own.to, write: nothing }]
      return [{ from: own.from, to: after?.from ?? own.to, write: nothing }]
    })

/** Whole lines. */
export const removeSpans =
  (spans: readonly { readonly from: number; readonly to: number }[]): Listing['remove'] =>
  (gone) =>
    gone.flatMap((index) => {
      const own = spans[index]
      return own === undefined ? [] : [{ ...own, write: nothing }]
    })
