import { Counter, ReportError, type Tally } from './tally.ts'

const pointPattern = /^( *)(not )?ok\b(?: +(\d+))?(?: +-)?(.*)$/
const planPattern = /^( *)1\.\.(\d+)(?: *#.*)?$/

type Level = { points: number; plan: number | null }

/** `# SKIP` and `# TODO`, any case; a `#` behind a backslash is part of the name. */
const directive = (words: string): { name: string; kind: 'skip' | 'todo' | null } => {
  const found = /(?<!\\)#\s*(skip|todo)\b.*$/i.exec(words)
  return found === null
    ? { name: words.trim(), kind: null }
    : { name: words.slice(0, found.index).trim(), kind: found[1]?.toLowerCase() === 'skip' ? 'skip' : 'todo' }
}

/**
 * Counts the points of a TAP report (versions 12 to 14). A point that sums up a subtest before it is not counted
 * again, unless it fails where no test of it did. Refuses a report that bails out or holds fewer points than planned.
 */
export const readTap = (words: string): Tally => {
  const counter = new Counter()
  const levels = new Map<number, Level>()
  const level = (indent: number): Level => {
    const known = levels.get(indent) ?? { points: 0, plan: null }
    levels.set(indent, known)
    return known
  }
  let deepest = 0
  let failedBelow = 0
  let yaml: number | null = null
  let seen = false
  const close = (indent: number, line: number) => {
    for (const [at, { points, plan }] of levels) {
      if (at <= indent) continue
      levels.delete(at)
      if (plan !== null && points < plan)
        throw new ReportError(line, `${points} of ${plan} planned tests ran`)
    }
  }
  const lines = words.split(/\r?\n/)
  for (const [index, text] of lines.entries()) {
    if (yaml !== null) {
      if (/^ *\.\.\.\s*$/.test(text) && text.indexOf('...') === yaml) yaml = null
      continue
    }
    if (/^ +---\s*$/.test(text)) {
      yaml = text.indexOf('---')
      continue
    }
    if (/^ *Bail out!/.test(text)) throw new ReportError(index + 1, text.trim().slice(0, 200))
    const plan = planPattern.exec(text)
    if (plan !== null) {
      seen = true
      level(plan[1]?.length ?? 0).plan = Number(plan[2])
      if (Number(plan[2]) === 0) continue
      continue
    }
    const point = pointPattern.exec(text)
    if (point === null) continue
    seen = true
    const indent = point[1]?.length ?? 0
    const { name, kind } = directive(point[4] ?? '')
    const failed = point[2] !== undefined && kind !== 'todo' && kind !== 'skip'
    const sums = deepest > indent
    close(indent, index + 1)
    level(indent).points += 1
    if (!sums) counter.add(failed ? 'failed' : kind === null ? 'passed' : 'skipped', name)
    else if (failed && failedBelow === 0) counter.add('failed', name)
    failedBelow = failed ? failedBelow + 1 : sums ? 0 : failedBelow
    deepest = indent
  }
  if (!seen) throw new ReportError(1, 'it is neither JUnit nor TAP')
  close(-1, lines.length)
  return counter.tally
}
