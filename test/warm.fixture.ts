import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './processes.fixture.ts'

/** What is content-addressed, and the same in every data folder. */
const parts = ['images', 'cache', 'unpacked'] as const

/** Every file linked, not copied: nothing of ours writes into a content-addressed file. */
const link = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true })
  for (const part of parts) {
    if (existsSync(join(from, part))) execFileSync('cp', ['-al', join(from, part), `${to}/`])
  }
}

/**
 * Gives a new data folder the runtime layer that another one built: compressing Node takes many seconds, once. The
 * first caller of a run builds it, the others wait for that one.
 */
export const warm = async (data: string, build: (data: string) => Promise<void>): Promise<void> => {
  const folder = process.env['ECLUSE_TEST_WARM']
  if (folder === undefined) return
  const ready = join(folder, 'ready')
  const claim = join(folder, 'claim')
  if (!existsSync(ready)) {
    if (claimed(claim)) {
      await build(data)
      const made = join(folder, `made-${process.pid}`)
      link(data, made)
      renameSync(made, ready)
      return
    }
    await until('the runtime layer is built once', () => (existsSync(ready) ? true : undefined), 110_000)
  }
  link(ready, data)
}

const claimed = (path: string): boolean => {
  try {
    mkdirSync(path)
    return true
  } catch {
    return false
  }
}
