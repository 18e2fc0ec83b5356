import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogLine } from '../../ports/target.ts'
import { type Outputs, readLogs } from './logs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-logs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const outputs = (): readonly Outputs[] => [{ key: 'k', folder, of: 'instances' }]

const path = (name: string) => join(folder, name)

const read = async (tail: number): Promise<LogLine[]> => {
  const lines: LogLine[] = []
  for await (const line of readLogs(outputs(), { tail, run: null, follow: null })) lines.push(line)
  return lines
}

/** What logrotate's `copytruncate` does, and the supervisor too. */
const rotate = (name: string) => {
  for (let age = 4; age > 0; age -= 1) {
    try {
      renameSync(path(`${name}.${age}`), path(`${name}.${age + 1}`))
    } catch {}
  }
  copyFileSync(path(name), path(`${name}.1`))
  truncateSync(path(name))
}

describe('the last lines', () => {
  it('of nothing are none', async () => {
    expect(await read(5)).toEqual([])
    rmSync(folder, { recursive: true })
    expect(await read(5)).toEqual([])
  })

  it('of each instance, in the order of their starts', async () => {
    writeFileSync(path('0.10.log'), 'c\nd')
    writeFileSync(path('0.2.log'), 'a\nb\n')
    writeFileSync(path('notes.txt'), 'no\n')
    expect((await read(1)).map(({ instance, line }) => [instance, line])).toEqual([
      ['k#0.2', 'b'],
      ['k#0.10', 'd'],
    ])
  })

  it('go back through rotated files, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.stringMatching(/^[a-zé]{0,12}$/), { maxLength: 12 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.nat(40),
        fc.boolean(),
        async (files, tail, ended) => {
          rmSync(folder, { recursive: true })
          mkdirSync(folder)
          files.toReversed().forEach((lines, age) => {
            const text = lines.map((line) => `${line}\n`).join('')
            const cut = age === 0 && !ended && !text.endsWith('\n\n') ? text.slice(0, -1) : text
            writeFileSync(path(age === 0 ? '0.1.log' : `0.1.log.${age}`), cut)
          })
          const all = files.flat()
          const expected = tail === 0 ? [] : all.slice(-tail)
          const whole = all.length > 0 && files.at(-1)?.length !== 0
          if (!whole || ended || all.at(-1) !== '') {
            expect((await read(tail)).map(({ line }) => line)).toEqual(expected)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('of a file larger than what is read at once', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index}`)
    writeFileSync(path('0.1.log'), `${lines.join('\n')}\n`)
    expect((await read(20_000)).map(({ line }) => line)).toEqual(lines.slice(-20_000))
  })

  it('cut a line that never ends', async () => {
    writeFileSync(path('0.1.log'), 'x'.repeat(200_000))
    const lines = await read(1)
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.map(({ line }) => line).join('')).toHaveLength(200_000)
  })
})

describe('following', () => {
  const follow = (tail: number) => {
    const stop = new AbortController()
    const lines: string[] = []
    const heard: (() => void)[] = []
    const ended = (async () => {
      for await (const { instance, line } of readLogs(outputs(), { tail, run: null, follow: stop.signal })) {
        lines.push(`${instance} ${line}`)
        for (const hear of heard.splice(0)) hear()
      }
    })()
    const until = async (count: number): Promise<string[]> => {
      while (lines.length < count) await new Promise<void>((resolve) => heard.push(resolve))
      return lines
    }
    return { until, stop: () => stop.abort(), ended }
  }

  it('hears what comes, of old and of new instances, and ends when told', async () => {
    writeFileSync(path('0.1.log'), 'a\nb\nhalf')
    const followed = follow(1)
    await followed.until(1)
    appendFileSync(path('0.1.log'), ' whole\n')
    await followed.until(2)
    writeFileSync(path('1.1.log'), 'new\n')
    expect(await followed.until(3)).toEqual(['k#0.1 b', 'k#0.1 half whole', 'k#1.1 new'])
    followed.stop()
    await followed.ended
  })

  it('waits for a folder that is not there yet', async () => {
    rmSync(folder, { recursive: true })
    const followed = follow(5)
    mkdirSync(folder)
    writeFileSync(path('0.1.log'), 'a\n')
    expect(await followed.until(1)).toEqual(['k#0.1 a'])
    followed.stop()
    await followed.ended
  })

  it('loses and doubles nothing over rotations', async () => {
    writeFileSync(path('0.1.log'), '')
    const followed = follow(10_000)
    const expected: string[] = []
    let number = 0
    for (let round = 0; round < 12; round += 1) {
      for (let index = 0; index < 40; index += 1) {
        number += 1
        appendFileSync(path('0.1.log'), `line ${number}\n`)
        expected.push(`k#0.1 line ${number}`)
      }
      if (round % 3 !== 2) await followed.until(expected.length)
      // Half of a line may be rotated away before the other half is written.
      appendFileSync(path('0.1.log'), `line ${number + 1}`)
      rotate('0.1.log')
      number += 1
      appendFileSync(path('0.1.log'), ` end ${round}\n`)
      expected.push(`k#0.1 line ${number} end ${round}`)
    }
    expect(await followed.until(expected.length)).toEqual(expected)
    followed.stop()
    await followed.ended
  })
})
