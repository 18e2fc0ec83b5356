import type { Text } from '../kernel/text.ts'
import type { Happening } from '../records/types.ts'
import type { Terminal } from './terminal.ts'

/** Ends of a rollout: said again, with all that belongs to them, by the closing sentence of the last one. */
const ends: ReadonlySet<string> = new Set([
  'done',
  'withdrawn',
  'rolled-back',
  'failed',
  'restarted',
  'restart-failed',
])

/** Said with an end: it parts the end from its closing sentences no more than these do themselves. */
const ofTheEnd: ReadonlySet<string> = new Set(['way-back-verified', 'way-back-differs'])
const afterwards: ReadonlySet<string> = new Set(['notes-made'])

const marked = ({ text, level }: Happening): Text =>
  level === 'alarm' ? { en: `! ${text.en}`, fr: `! ${text.fr}` } : text

/**
 * Tells a person what happens while it is followed: a sentence that was said is not said again, and the end of a
 * rollout waits whether the closing sentence says it, too. With `--json` every happening is a line.
 */
export class Teller {
  readonly #terminal: Terminal
  readonly #said = new Set<string>()
  #held: Happening | null = null

  constructor(terminal: Terminal, said: readonly Text[]) {
    this.#terminal = terminal
    for (const text of said) this.#said.add(text.en)
  }

  tell(happening: Happening): void {
    if (this.#terminal.json) {
      this.#terminal.document('happening', { event: 'happening', happening })
      return
    }
    const { text, level, kind } = happening
    // What follows the end by itself, at a moment of its own, is no part of it.
    if (afterwards.has(kind)) return
    if (level !== 'alarm' && this.#said.has(text.en)) return
    this.#said.add(text.en)
    if (!ofTheEnd.has(kind)) this.#release()
    if (ends.has(kind)) this.#held = happening
    else this.#terminal.say(marked(happening))
  }

  /** The closing sentences; what they say is not said before them. */
  close(lines: readonly Text[]): void {
    if (lines.some(({ en }) => en === this.#held?.text.en)) this.#held = null
    this.#release()
    this.#terminal.say(...lines)
  }

  #release(): void {
    if (this.#held !== null) this.#terminal.say(marked(this.#held))
    this.#held = null
  }
}
