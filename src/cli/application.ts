import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ApiClient } from '../api/client.ts'
import type { StatusView } from '../engine/facade.ts'
import { ProblemError } from '../kernel/problem.ts'
import { whichApplication } from './messages.ts'
import type { Context } from './verb.ts'

export const configName = 'ecluse.yaml'
export const lockName = 'ecluse.lock'

/** The nearest `ecluse.yaml` from a folder upwards, not beyond the repository that the folder is in. */
export const findConfig = (folder: string): string | null => {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, configName))) return join(at, configName)
    if (existsSync(join(at, '.git')) || dirname(at) === at) return null
  }
}

/** The name that a file gives its application, even where the rest of it is being edited and wrong. */
export const namedIn = (text: string): string | null =>
  /^application:[ \t]*(["']?)([A-Za-z0-9][A-Za-z0-9._-]{0,99})\1[ \t]*(#.*)?\r?$/m.exec(text)?.[2] ?? null

/** `--application`, else the one of the file here, else null. */
export const applicationHere = (context: Context): string | null => {
  if (context.application !== null) return context.application
  const file = findConfig(context.machine.folder)
  return file === null ? null : namedIn(readFileSync(file, 'utf8'))
}

/** The application that a command is about; where neither option nor file says it, the only one there is. */
export const whichOne = async (context: Context, client: ApiClient, command: string): Promise<string> => {
  const here = applicationHere(context)
  if (here !== null) return here
  const { applications } = await client.get<StatusView>('/v1/status')
  const names = applications.map(({ application }) => application)
  if (names.length === 1 && names[0] !== undefined) return names[0]
  throw new ProblemError(whichApplication(names, command))
}

export const pathOf = (application: string, rest: string): string =>
  `/v1/applications/${encodeURIComponent(application)}/${rest}`
