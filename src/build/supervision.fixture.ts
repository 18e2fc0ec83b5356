import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Job, JobSpec, Supervision, SupervisorList } from '../ports/supervision.ts'

export type FixtureSupervision = Supervision & { readonly specs: readonly JobSpec[]; endAll(): void }

/** Runs jobs as the supervisor does (own process group, exact environment, deadline), without one. */
export const directSupervision = (): FixtureSupervision => {
  const jobs = new Map<string, Job>()
  const pids = new Map<string, number>()
  const specs: JobSpec[] = []
  const hearers = new Set<(list: SupervisorList) => void>()
  const list = (): SupervisorList => ({
    pid: process.pid,
    bootId: 'boot',
    runs: [],
    fences: {},
    jobs: [...jobs.values()],
    dataPlane: { pid: null, restarts: 0 },
    controlPlane: { pid: null, restarts: 0, wanted: true },
    unknown: [],
  })
  const tell = () => {
    for (const hear of hearers) hear(list())
  }
  const kill = (id: string) => {
    const pid = pids.get(id)
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  const start = (spec: JobSpec): Job => {
    specs.push(spec)
    mkdirSync(dirname(spec.log), { recursive: true })
    const log = openSync(spec.log, 'a', 0o600)
    const [command = '', ...args] = spec.argv
    const child = spawn('nice', ['-n', String(spec.nice), command, ...args], {
      cwd: spec.cwd,
      env: { ...spec.variables },
      stdio: ['ignore', log, log],
      detached: true,
    })
    const job: Job = {
      id: spec.id,
      state: 'running',
      code: null,
      signal: null,
      timedOut: false,
      startedAt: Date.now(),
      endedAt: null,
    }
    jobs.set(spec.id, job)
    if (child.pid !== undefined) pids.set(spec.id, child.pid)
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      kill(spec.id)
    }, spec.within)
    child.on('error', () => undefined)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      kill(spec.id)
      pids.delete(spec.id)
      jobs.set(spec.id, { ...job, state: 'ended', code, signal, timedOut, endedAt: Date.now() })
      tell()
    })
    return job
  }
  return {
    specs,
    job: async (spec) => jobs.get(spec.id) ?? start(spec),
    task: async () => undefined,
    user: async () => null,
    freeUser: async () => undefined,
    cancelJob: async (id) => kill(id),
    list: async () => list(),
    watch: (hear) => {
      hearers.add(hear)
      hear(list())
      return () => hearers.delete(hear)
    },
    endAll: () => {
      for (const id of pids.keys()) kill(id)
    },
    run: async () => undefined,
    stop: async () => undefined,
    hold: async () => undefined,
    restart: async () => undefined,
    reserve: async () => 0,
    drained: async () => undefined,
    controlPlane: async () => undefined,
    renew: async () => undefined,
    stopAll: async () => undefined,
    close: () => undefined,
  }
}
