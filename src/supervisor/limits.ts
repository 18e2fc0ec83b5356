import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../kernel/canonical.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Conduct } from '../ports/supervision.ts'
import { limitByPrlimit, limitNotEnforced } from './messages-checks.ts'
import { reasonOf } from './spawn.ts'

type Limits = NonNullable<Conduct['limits']>
type Controller = 'memory' | 'cpu'

const root = '/sys/fs/cgroup'
const period = 100_000
const prlimit = '/usr/bin/prlimit'

/** Limits of one start: what stands before its command, its processes' groups, and what is not enforced. */
export class StartLimits {
  readonly argv: readonly string[]
  readonly warnings: readonly Problem[]
  readonly #folders: readonly string[]

  /** `id`: of the instance, never used twice. */
  constructor(limits: Limits | undefined, id: string, argv: readonly string[]) {
    const folders: string[] = []
    const warnings: Problem[] = []
    let command = argv
    for (const controller of ['memory', 'cpu'] as const) {
      const value = limits?.[controller]
      if (value === undefined) continue
      const made = makeGroup(controller, value, id)
      if (!('failed' in made)) folders.push(made.folder)
      else if (controller === 'memory' && existsSync(prlimit)) {
        command = [prlimit, `--data=${value}`, '--', ...command]
        warnings.push(limitByPrlimit())
      } else warnings.push(limitNotEnforced(controller, made.failed))
    }
    this.argv = command
    this.warnings = warnings
    this.#folders = [...new Set(folders)]
  }

  /** Every process that the leader starts from now on belongs with it. */
  put(pid: number): void {
    for (const folder of this.#folders) {
      try {
        writeFileSync(join(folder, 'cgroup.procs'), String(pid))
      } catch {
        // It has ended already.
      }
    }
  }

  /** The groups go when nothing is left in them. */
  remove(): void {
    for (const folder of this.#folders) removeGroup(folder)
  }
}

const removeGroup = (folder: string, tries = 20): void => {
  try {
    rmdirSync(folder)
  } catch (error) {
    if (reasonOf(error) === 'EBUSY' && tries > 0)
      setTimeout(() => removeGroup(folder, tries - 1), 200).unref()
  }
}

/** A group of its own, with the limit; or why there can be none. */
const makeGroup = (
  controller: Controller,
  value: number,
  id: string,
): { readonly folder: string } | { readonly failed: string } => {
  const name = `ecluse-${sha256(id).slice('sha256:'.length, 'sha256:'.length + 16)}`
  try {
    const parent = existsSync(join(root, 'cgroup.controllers'))
      ? unified()
      : join(root, controller, ownPath(controller))
    if (!existsSync(parent)) return { failed: `no cgroup of ${controller}` }
    const folder = join(parent, name)
    mkdirSync(folder, { recursive: true })
    for (const [file, words] of filesOf(controller, value, existsSync(join(root, 'cgroup.controllers')))) {
      writeFileSync(join(folder, file), words)
    }
    return { folder }
  } catch (error) {
    return { failed: reasonOf(error) }
  }
}

/** In a unified hierarchy groups with limits may not stand beside processes: ours stand below one of their own. */
const unified = (): string => {
  const parent = join(root, 'ecluse')
  mkdirSync(parent, { recursive: true })
  writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory +cpu')
  return parent
}

/** `N:CONTROLLER:PATH` of /proc/self/cgroup; the path is from the mount's root, or what is seen of it. */
const ownPath = (controller: Controller): string => {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n')
  const line = lines.find((one) => one.split(':')[1]?.split(',').includes(controller))
  const path = line?.split(':').slice(2).join(':') ?? '/'
  return existsSync(join(root, controller, path)) ? path : '/'
}

const filesOf = (
  controller: Controller,
  value: number,
  isUnified: boolean,
): readonly (readonly [string, string])[] => {
  if (controller === 'memory') return [[isUnified ? 'memory.max' : 'memory.limit_in_bytes', String(value)]]
  const quota = Math.max(1_000, Math.round(value * period))
  if (isUnified) return [['cpu.max', `${quota} ${period}`]]
  return [
    ['cpu.cfs_period_us', String(period)],
    ['cpu.cfs_quota_us', String(quota)],
  ]
}
