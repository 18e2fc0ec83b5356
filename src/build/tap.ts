import { Counter, ReportError, type Tally } from './tally.ts'

const pointPattern = /^( *)(not )?ok\b(?: +\d+)?(?: +-)?(.*)$/
const planPattern = /^( *)1\.\.(\d+)(?: *#.*)?$/

/** Points of one indentation: a subtest stands deeper, before the point that sums it up. */
type Level = { points: number; plan: number | null; failed: boolean }

/** A point may be marked as skipped or still to do, in any case; a `#` behind a backslash is part of the name. */
const directive = (words: string): { name: string; left: boolean } => {
  const found = /(?<!\\)#\s*(skip|todo)\b.*$/i.exec(words)
  return found === null
    ? { name: words.trim(), left: false }
    : { name: words.slice(0, found.index).trim(), left: true }
}

class TapReader {
  readonly counter = new Counter()
  seen = false
  readonly #levels = new Map<number, Level>()
  /** Indentation of the diagnostic block that is being skipped. */
  #block: number | null = null

  take(text: string, line: number): void {
    if (this.#block !== null) {
      if (/^ *\.\.\.\s*$/.test(text) && text.indexOf('...') === this.#block) this.#block = null
      return
    }
    if (/^ +---\s*$/.test(text)) this.#block = text.indexOf('---')
    if (/^ *Bail out!/.test(text)) throw new ReportError(line, text.trim().slice(0, 200))
    const plan = planPattern.exec(text)
    if (plan !== null) {
      this.seen = true
      this.#level(plan[1]?.length ?? 0).plan = Number(plan[2])
    }
    const point = pointPattern.exec(text)
    if (point === null) return
    this.seen = true
    this.#point(point[1]?.length ?? 0, point[2] !== undefined, point[3] ?? '', line)
  }

  /** Ends the levels deeper than an indentation, their plans kept to. Throws `ReportError`. */
  close(indent: number, line: number): readonly Level[] {
    const deeper = [...this.#levels].filter(([at]) => at > indent)
    for (const [at, { points, plan }] of deeper) {
      this.#levels.delete(at)
      if (plan !== null && points < plan)
        throw new ReportError(line, `${points} of ${plan} planned tests ran`)
    }
    return deeper.map(([, level]) => level)
  }

  #point(indent: number, not: boolean, words: string, line: number): void {
    const { name, left } = directive(words)
    const failed = not && !left
    const below = this.close(indent, line)
    const here = this.#level(indent)
    here.points += 1
    here.failed ||= failed
    if (below.length === 0) this.counter.add(failed ? 'failed' : left ? 'skipped' : 'passed', name)
    else if (failed && !below.some((level) => level.failed)) this.counter.add('failed', name)
  }

  #level(indent: number): Level {
    const known = this.#levels.get(indent) ?? { points: 0, plan: null, failed: false }
    this.#levels.set(indent, known)
    return known
  }
}

/**
 * Counts the points of a TAP report (versions 12 to 14). A point that sums up a subtest before it is not counted
 * again, unless it fails where no test of it did. Refuses a report that bails out or holds fewer points than planned.
 */
export const readTap = (words: string): Tally => {
  const reader = new TapReader()
  const lines = words.split(/\r?\n/)
  for (const [index, text] of lines.entries()) reader.take(text, index + 1)
  if (!reader.seen) throw new ReportError(1, 'it is neither JUnit nor TAP')
  reader.close(-1, lines.length)
  return reader.counter.tally
}
