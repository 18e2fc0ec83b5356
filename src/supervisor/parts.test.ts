import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { get } from './check.ts'
import { checkFence, raiseFence } from './fences.ts'
import { lastLines, openLog, pruneLogs, rotate } from './logs.ts'
import { claimFreePort, claimPort, firstPort, lastPort } from './ports.ts'
import { isAlive, statOf } from './proc.ts'
import { emptyState } from './state.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-parts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('fences', () => {
  test('accept equal and higher generations, and refuse lower ones, also of the forgotten', () => {
    const write = fc.record({ run: fc.nat(1_500), step: fc.nat(2), stale: fc.boolean() })
    fc.assert(
      fc.property(fc.array(write, { minLength: 1_200, maxLength: 1_600 }), (writes) => {
        const state = emptyState('boot', true)
        const highest = new Map<string, number>()
        let counter = 0
        for (const { run, step, stale } of writes) {
          const key = `a/production/web/r${run}`
          const known = highest.get(key)
          if (stale && known !== undefined && known > 0) {
            expect(() => checkFence(state, key, known - 1)).toThrow(/stale-generation/)
            continue
          }
          counter += step
          raiseFence(state, key, counter)
          highest.set(key, counter)
        }
        expect(Object.keys(state.fences).length).toBeLessThanOrEqual(1_001)
      }),
      { numRuns: 5 },
    )
  })

  test('raising can be taken back', () => {
    const state = emptyState('boot', true)
    raiseFence(state, 'a/e/c/r', 3)()
    expect(state.fences).toEqual({})
    raiseFence(state, 'a/e/c/r', 3)
    raiseFence(state, 'a/e/c/r', 4)()
    expect(state.fences).toEqual({ 'a/e/c/r': 3 })
  })
})

describe('logs', () => {
  test('are rotated by copy, so that the writer keeps its descriptor', () => {
    const path = join(folder, 'rotated.log')
    const file = openLog(path)
    writeFileSync(file, 'a'.repeat(100))
    rotate(path, 50)
    writeFileSync(file, 'after\n')
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('a'.repeat(100))
    expect(readFileSync(path, 'utf8')).toBe('after\n')
    rotate(path, 50)
    expect(readFileSync(path, 'utf8')).toBe('after\n')
  })

  test('far too long to be copied, what is lost is said', () => {
    const path = join(folder, 'fast.log')
    writeFileSync(path, 'b'.repeat(1_000))
    rotate(path, 50)
    expect(readFileSync(path, 'utf8')).toMatch(/^ecluse: 1000 bytes of this log are unknown/)
  })

  test('the last lines are whole ones', () => {
    const path = join(folder, 'long.log')
    for (let nth = 0; nth < 9_000; nth += 1) appendFileSync(path, `line number ${nth}\n`)
    expect(lastLines(path, 2)).toEqual(['line number 8998', 'line number 8999'])
    expect(lastLines(path, 100_000)[0]).toMatch(/^line number \d+$/)
    expect(lastLines(join(folder, 'absent.log'))).toEqual([])
  })

  test('of gone starts are kept in number, those of the living always', () => {
    const many = mkdtempSync(join(folder, 'many-'))
    for (let nth = 0; nth < 30; nth += 1) writeFileSync(join(many, `0.${nth}.log`), '')
    pruneLogs(many, new Set(['0.0']))
    expect(readFileSync(join(many, '0.0.log'), 'utf8')).toBe('')
    expect(() => pruneLogs(join(folder, 'absent'), new Set())).not.toThrow()
  })
})

describe('ports', () => {
  test('claimed by one are free for no other, until released', async () => {
    const claim = await claimFreePort()
    expect(claim.port).toBeGreaterThanOrEqual(firstPort)
    expect(claim.port).toBeLessThanOrEqual(lastPort)
    expect(await claimPort(claim.port)).toBeUndefined()
    claim.release()
    const again = await claimPort(claim.port)
    expect(again?.port).toBe(claim.port)
    again?.release()
  })

  test('in use are skipped', async () => {
    const claim = await claimFreePort()
    claim.release()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(claim.port, '127.0.0.1', resolve))
    const start = (claim.port - firstPort) / (lastPort - firstPort + 1)
    const other = await claimFreePort(() => start)
    expect(other.port).not.toBe(claim.port)
    other.release()
    server.close()
  })
})

describe('a check', () => {
  test.each([
    ['HTTP/1.1 200 OK\r\n\r\n', { status: 200 }],
    ['HTTP/1.0 404 \r\n\r\n', { status: 404 }],
    ['HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', { status: 200 }],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\n\r\n', { status: 503 }],
    ['SSH-2.0-OpenSSH\r\n', { failure: 'not HTTP', refused: false }],
    ['', { failure: 'closed', refused: false }],
  ])('reads %j', async (words, answer) => {
    const server = createServer((socket) => void socket.on('data', () => socket.end(words)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    expect(await get(port, '/', 5_000)).toEqual(answer)
    await new Promise((resolve) => server.close(resolve))
    expect(await get(port, '/', 5_000)).toEqual({ failure: 'ECONNREFUSED', refused: true })
  })

  test('that is not answered ends in time', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    expect(await get(port, '/', 50)).toEqual({ failure: '50 ms', refused: false })
    server.close()
  })
})

test('alive is in /proc, with the right start, and not a zombie', () => {
  const own = statOf(process.pid)
  expect(own).toMatchObject({ pid: process.pid, parent: process.ppid, zombie: false })
  expect(isAlive({ pid: process.pid, start: own?.start ?? 0 })).toBe(true)
  expect(isAlive({ pid: process.pid, start: 1 })).toBe(false)
  expect(statOf(4_194_305)).toBeUndefined()
})
