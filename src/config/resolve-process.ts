import type { WrittenComponent } from './schema.ts'
import type { ComponentConfig } from './types.ts'

const MINUTE = 60_000

const before = (said: WrittenComponent['before']): Pick<ComponentConfig, 'before'> => {
  if (said === undefined) return {}
  const task = Array.isArray(said) ? { run: said } : said
  return { before: { run: task.run, within: ('within' in task ? task.within : undefined) ?? 10 * MINUTE } }
}

/** The keys of `schema-process.ts`; what is not said is not there, as in files of earlier versions. */
export const processOf = (said: WrittenComponent): Partial<ComponentConfig> => ({
  ...before(said.before),
})
