import type { Language, Text } from '../kernel/text.ts'
import type { Documents, documentOf } from './documents.ts'
import { printable } from './printable.ts'
import { here } from './render/when.ts'
import { cut, widest, wrap } from './wrap.ts'

/** Where a command writes. `columns`: undefined in a pipe. */
export type Stream = {
  readonly write: (text: string) => void
  readonly columns: number | undefined
}

/**
 * What a command says. With `json`, standard output holds documents of stable shape and nothing else, and what a
 * person reads on the way is silent; without, sentences in one language, wrapped.
 */
export class Terminal {
  readonly language: Language
  readonly json: boolean
  readonly #out: Stream
  readonly #err: Stream
  #live = ''
  #shape: typeof documentOf | null = null

  constructor(out: Stream, err: Stream, language: Language, json: boolean) {
    this.#out = out
    this.#err = err
    this.language = language
    this.json = json
  }

  /** A live line is shown: standard output is a terminal and a person reads it. */
  get interactive(): boolean {
    return !this.json && this.#out.columns !== undefined
  }

  get columns(): number {
    return Math.max(40, Math.min(widest, this.#out.columns ?? widest))
  }

  /** What the command is for. */
  say(...texts: readonly Text[]): void {
    if (this.json) return
    this.#lines(this.#out, texts)
  }

  /** On the way to it, and what a pipe should not get: progress, warnings. */
  aside(...texts: readonly Text[]): void {
    if (this.json) return
    this.#lines(this.#err, texts)
  }

  /** Problems, which are said in every mode. */
  complain(...texts: readonly Text[]): void {
    this.#lines(this.#err, texts)
  }

  /** What is to be printed as documents is known by their shapes, which only those who print them load. */
  shapedBy(shape: typeof documentOf): void {
    this.#shape = shape
  }

  /** One document, or one line of a follower. */
  document<N extends keyof Documents>(name: N, value: Documents[N]): void {
    if (this.#shape === null) throw new Error(`no shape of ${name} was loaded`)
    this.#out.write(`${JSON.stringify(this.#shape(name, value))}\n`)
  }

  /** Text that is the output itself, such as a schema or a file. */
  raw(text: string): void {
    this.#out.write(text)
  }

  errorDocument(value: unknown): void {
    this.#err.write(`${JSON.stringify(value)}\n`)
  }

  /** The one line that is written over; null takes it away. Nothing in a pipe. */
  live(text: Text | null): void {
    if (!this.interactive) return
    const line = text === null ? '' : cut(printable(here(text[this.language], Date.now())), this.columns - 1)
    if (line === this.#live) return
    this.#out.write(`\r\u001b[2K${line}`)
    this.#live = line
  }

  #lines(stream: Stream, texts: readonly Text[]): void {
    const lines = texts.flatMap((text) => printable(here(text[this.language], Date.now())).split('\n'))
    const wrapped = lines.flatMap((line) => wrap(line, this.columns))
    const live = this.#live
    if (live !== '') this.#out.write('\r\u001b[2K')
    stream.write(wrapped.map((line) => `${line}\n`).join(''))
    if (live !== '') this.#out.write(live)
  }
}
