import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildPlan } from '../ports/builder.ts'
import { fallbackMissing, nothingToServe } from './messages-static.ts'

/** Looks at the unpacked files of a component that has no process. Throws `static-empty`, `static-fallback-missing`. */
export const checkFiles = async (
  component: string,
  { fallback }: NonNullable<BuildPlan['static']>,
  app: string,
): Promise<void> => {
  if ((await readdir(app)).length === 0) throw nothingToServe(component)
  if (fallback === null) return
  const found = await lstat(join(app, fallback)).catch(() => null)
  if (found?.isFile() !== true) throw fallbackMissing(component, fallback)
}
