import { readFile } from 'node:fs/promises'
import type { Instant } from '../../kernel/time.ts'

/** `X.log` has its marks in `X.log.times`, its copy `X.log.1` in `X.log.times.1`. */
const marksOf = (log: string): string => {
  const [, base = log, age] = /^(.*\.log)(\.\d+)?$/.exec(log) ?? []
  return `${base}.times${age ?? ''}`
}

/** By when the bytes of a log before an offset were written, within a second or so; null where nothing tells. */
export type Times = (end: number) => Instant | null

/** What the supervisor marked beside a log: `BYTES INSTANT` a line, both rising. */
export const readTimes = async (log: string): Promise<Times> => {
  const words = await readFile(marksOf(log), 'utf8').catch(() => '')
  const marks = words.split('\n').flatMap((line) => {
    const [size, at] = line.split(' ').map(Number)
    return size === undefined || at === undefined || Number.isNaN(size + at) ? [] : [{ size, at }]
  })
  let next = 0
  return (end) => {
    if ((marks[next - 1]?.size ?? 0) >= end) next = 0
    while (next < marks.length && (marks[next]?.size ?? 0) < end) next += 1
    return marks[next]?.at ?? marks.at(-1)?.at ?? null
  }
}
