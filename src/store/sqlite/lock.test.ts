import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../../kernel/problem.ts'
import { lockExclusive } from './lock.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecluse-lock-'))
  file = join(folder, 'control.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const problemOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]
    throw error
  }
  return undefined
}

/** Another process that takes the lock, says so, and keeps it until it is killed. */
const otherProcess = async () => {
  const source = `import { lockExclusive } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
    lockExclusive(${JSON.stringify(file)}); gc(); process.stdout.write('held'); setInterval(gc, 5)`
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  expect(String(said)).toBe('held')
  return child
}

describe('the lock of a data folder', () => {
  it('is held once, also within one process, and can be given back', () => {
    const one = lockExclusive(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(problemOf(() => lockExclusive(file))?.code).toBe('data-folder-in-use')
    one.release()
    one.release()
    lockExclusive(file).release()
  })

  it('names the process that holds it, and is free as soon as that one is killed', async () => {
    const child = await otherProcess()
    try {
      const problem = problemOf(() => lockExclusive(file))
      expect(problem?.code).toBe('data-folder-in-use')
      if (process.platform === 'linux') expect(problem?.message.en).toContain(`process ${child.pid}`)
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    lockExclusive(file).release()
  })

  it('says when the folder is not there', () => {
    expect(problemOf(() => lockExclusive(join(folder, 'no', 'lock')))?.code).toBe('data-folder-not-writable')
  })
})
