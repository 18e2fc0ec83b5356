import type { When } from '../config/types-checklist.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Where } from './facade.ts'

/** The checklist in force in an environment, as it stands for one candidate. */
export type ChecklistView = {
  readonly application: string
  readonly environment: string
  /** Whether one is in force: of the release that runs, of the first candidate, or of the server. */
  readonly declared: boolean
  /** The candidate that is asked for; null: none waits, and none is under way. */
  readonly candidate: {
    readonly id: string
    readonly number: number
    readonly release: number | null
    readonly commit: string
    readonly manifest: string | null
  } | null
  readonly items: readonly ItemView[]
  /** What releases left to do: until it is done, the next one says so. */
  readonly afterwards: readonly {
    readonly release: number
    readonly name: string
    readonly title: Text
    readonly owner: string
    readonly blocks: boolean
    readonly since: Instant
    readonly state: 'planned' | 'open' | 'done' | 'dropped'
    readonly answer: { readonly by: string; readonly note: string } | null
    readonly line: string | null
  }[]
}

export type ItemView = {
  readonly name: string
  readonly title: Text
  readonly help: Text | null
  readonly owner: string
  readonly when: When
  readonly kind: 'evidence' | 'person' | 'link'
  readonly blocks: boolean
  readonly state: 'done' | 'open' | 'failed' | 'not-asked'
  readonly why: Text
  readonly answered: { readonly person: string; readonly note: string; readonly at: Instant } | null
  /** Who had signed for another manifest. */
  readonly cleared: readonly { readonly person: string; readonly at: Instant }[]
  /** Who or what can answer it, and how. */
  readonly opening: {
    readonly by: 'person' | 'machine'
    readonly role: string
    readonly names: readonly string[]
    readonly line: string | null
  } | null
}

export type ChecklistFacade = {
  /** `candidate`: its number; null: the one that waits for people, or is under way. */
  checklist(where: Where & { readonly candidate: number | null }): Promise<ChecklistView>
}
