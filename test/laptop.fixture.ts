import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.fixture.ts'

/** This checkout: the package of a person who works from a clone. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

/** Our own package as another version, in a new folder; `changes` to its files. */
export const cloneOf = (
  clone: string,
  version: string,
  changes: Readonly<Record<string, (text: string) => string>> = {},
): string => {
  mkdirSync(clone)
  for (const part of ['bin', 'docs', 'src', 'package.json'])
    cpSync(join(root, part), join(clone, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  const named = (text: string) => JSON.stringify({ ...JSON.parse(text), version })
  for (const [path, change] of Object.entries({ 'package.json': named, ...changes }))
    writeFileSync(join(clone, path), change(readFileSync(join(clone, path), 'utf8')))
  return clone
}

/** The command as somebody has it on a laptop whose ssh reaches the machine; `clone`: of which version. */
export const onLaptop = (
  machine: Machine,
  argv: readonly string[],
  {
    cwd = root,
    clone = root,
    signal,
  }: { readonly cwd?: string; readonly clone?: string; readonly signal?: AbortSignal } = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(clone, 'bin/ecluse.js'), ...argv], {
      cwd,
      env: { ...process.env, ECLUSE_SSH_CONFIG: machine.ssh, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    })
    child.on('error', () => undefined)
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (part) => {
      said.out += part
    })
    child.stderr.setEncoding('utf8').on('data', (part) => {
      said.err += part
    })
    child.on('close', (code) => resolve({ code, ...said }))
  })
