import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shipped } from '../build/runtime-shipped.ts'

type Locked = {
  readonly dev?: true
  readonly optional?: true
  readonly devOptional?: true
  readonly hasInstallScript?: true
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
}

it('what a laptop and a server need has nothing native: many laptops are Macs, many servers have no way out', () => {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>
  }
  const needed = Object.entries(lock.packages).filter(
    ([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional,
  )
  expect(needed.length).toBeGreaterThan(10)
  const native = needed.filter(
    ([, { hasInstallScript, os, cpu }]) => hasInstallScript || os !== undefined || cpu !== undefined,
  )
  expect(native.map(([path]) => path)).toEqual([])
})

it('a server of either platform is given its Node by integrity, wherever the command runs', () => {
  for (const platform of ['linux-x64', 'linux-arm64'])
    expect(shipped[platform]).toMatchObject({
      integrity: expect.stringMatching(/^sha512-/),
      node: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
})
