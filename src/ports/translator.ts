import type { Language } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'

export type ToTranslate = {
  readonly application: string
  readonly commit: string
  /** The team's own, run in a clean checkout of the commit. */
  readonly command: readonly string[]
  readonly from: Language
  readonly to: Language
  readonly texts: readonly string[]
  readonly within: Ms
}

/** Has texts translated by a command of the team's. */
export interface Translator {
  /** By text; what the command left out is left out. Throws `translation-failed` with what it said. */
  translate(asked: ToTranslate): Promise<ReadonlyMap<string, string>>
}
