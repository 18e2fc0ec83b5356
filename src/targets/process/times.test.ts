import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LogLine } from '../../ports/target.ts'
import { readLogs } from './logs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-times-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, lines: readonly string[], marks: readonly (readonly [number, number])[]) => {
  const age = /\.\d+$/.exec(name)?.[0] ?? ''
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''))
  writeFileSync(
    join(folder, `${name.replace(/\.\d+$/, '')}.times${age}`),
    marks.map(([size, at]) => `${size} ${at}\n`).join(''),
  )
}
const all = async (tail = 100): Promise<readonly LogLine[]> => {
  const lines: LogLine[] = []
  for await (const line of readLogs([{ key: 'k', folder, of: 'instances' }], {
    tail,
    run: null,
    follow: null,
  }))
    lines.push(line)
  return lines
}

it('lines of several instances come in order of time, rotated ones included', async () => {
  write(
    '0.1.log.1',
    ['a1', 'a2'],
    [
      [3, 1_000],
      [6, 4_000],
    ],
  )
  write('0.1.log', ['a3'], [[3, 6_000]])
  write(
    '1.2.log',
    ['b1', 'b2', 'b3'],
    [
      [6, 3_000],
      [9, 5_000],
    ],
  )
  expect((await all()).map(({ line, at }) => [line, at])).toEqual([
    ['a1', 1_000],
    ['b1', 3_000],
    ['b2', 3_000],
    ['a2', 4_000],
    ['b3', 5_000],
    ['a3', 6_000],
  ])
  expect((await all(1)).map(({ line }) => line)).toEqual(['b3', 'a3'])
})

it('a log without marks is read all the same', async () => {
  writeFileSync(join(folder, '0.1.log'), 'one\ntwo')
  expect((await all()).map(({ line }) => line)).toEqual(['one', 'two'])
})
