import type { WrittenComponent } from './schema.ts'
import type { ComponentConfig, ConductConfig } from './types.ts'

const MINUTE = 60_000

const before = (said: WrittenComponent['before']): Pick<ComponentConfig, 'before'> => {
  if (said === undefined) return {}
  const task = Array.isArray(said) ? { run: said } : said
  return { before: { run: task.run, within: ('within' in task ? task.within : undefined) ?? 10 * MINUTE } }
}

const schedule = (said: WrittenComponent['schedule']): Pick<ComponentConfig, 'schedule'> => {
  if (said === undefined) return {}
  const table = typeof said === 'string' ? { at: said } : said
  return {
    schedule: {
      at: table.at,
      timeZone: table['time-zone'] ?? 'UTC',
      runLate: table['run-late'] === 'yes',
      within: table.within ?? 60 * MINUTE,
    },
  }
}

type Check = { readonly port?: 'open' | undefined; readonly command?: readonly string[] | undefined }

const by = ({ port, command }: Check): { by?: 'port' | { readonly command: readonly string[] } } => {
  if (command !== undefined) return { by: { command } }
  return port === undefined ? {} : { by: 'port' }
}

const live = (said: WrittenComponent['live']): Pick<ConductConfig, 'live'> => {
  if (said === undefined) return {}
  const check = typeof said === 'string' ? { path: said } : said
  return { live: { ...by(check), path: check.path ?? '/', status: check.status ?? 200 } }
}

const limits = (said: WrittenComponent['limits']): Pick<ConductConfig, 'limits'> => {
  const { memory, cpu } = said ?? {}
  if (memory === undefined && cpu === undefined) return {}
  return { limits: { ...(memory === undefined ? {} : { memory }), ...(cpu === undefined ? {} : { cpu }) } }
}

const conduct = (said: WrittenComponent): Pick<ComponentConfig, 'conduct'> => {
  const { restart, 'stop-signal': signal } = said
  const found: ConductConfig = {
    ...live(said.live),
    ...(signal === undefined || signal === 'SIGTERM' ? {} : { signal }),
    ...(restart === undefined || restart === 'always' ? {} : { restart }),
    ...limits(said.limits),
  }
  return Object.keys(found).length === 0 ? {} : { conduct: found }
}

/** How a component shows that it is ready, where that is no path. */
export const readyBy = (said: WrittenComponent, isWorker: boolean): Pick<ComponentConfig['ready'], 'by'> => {
  const found = typeof said.ready === 'object' ? by(said.ready) : {}
  return isWorker && found.by === undefined ? { by: 'process' } : found
}

/** The keys of `schema-process.ts`; what is not said is not there, as in files of earlier versions. */
export const processOf = (said: WrittenComponent, isWorker: boolean): Partial<ComponentConfig> => ({
  ...before(said.before),
  ...schedule(said.schedule),
  ...(isWorker ? { worker: said['side-by-side'] === true ? 'side-by-side' : 'exclusive' } : {}),
  ...conduct(said),
})
