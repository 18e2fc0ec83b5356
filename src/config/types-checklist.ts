import type { Language, Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

/** `release-checklist.yaml`, read, checked, and with every default filled in. JSON-serialisable. */
export type Checklist = { readonly items: readonly ChecklistItem[] }

export type ChecklistItem = {
  readonly name: string
  readonly title: Text
  /** How it is done, or where it is written. */
  readonly help: Text | null
  /** The role that answers it, or that cares for it where a machine does. */
  readonly owner: string
  readonly when: When
  /** Of `after`: the next release waits for it. */
  readonly blocks: boolean
  /** Any of them is enough; none: always. */
  readonly appliesWhen: readonly Condition[]
  readonly answer: Answer
}

export type When = 'before' | 'during' | 'after'

/** All that is said in it must hold; of a list any one. */
export type Condition = {
  readonly labels?: readonly string[]
  /** Components that the release changes. */
  readonly components?: readonly string[]
  /** The configuration of these components changes; true: of any. */
  readonly configuration?: true | readonly string[]
  readonly migrations?: true
}

/** What answers an item. */
export type Answer =
  | { readonly by: 'gate'; readonly gate: string }
  /** Of null every component that has a test of this name. */
  | { readonly by: 'test'; readonly test: string; readonly component: string | null }
  | {
      readonly by: 'report'
      /** A JSON file of the commit, and the value in it (RFC 6901). */
      readonly file: string
      readonly at: string
      readonly wants: Wanted
    }
  | {
      readonly by: 'command'
      /** In the image of this component. */
      readonly component: string
      readonly run: readonly string[]
      readonly within: Ms
    }
  /** The release notes have a text in these languages; of what a machine translated the owner signs off. */
  | { readonly by: 'notes'; readonly languages: readonly Language[] }
  | { readonly by: 'person' }
  /** A person gives an address as the note of a sign-off. */
  | { readonly by: 'link'; readonly startsWith: string }
  /** Something to read: it stands there, and asks nobody. */
  | { readonly by: 'page'; readonly url: string }

export type Wanted =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly equals: string | number | boolean }
