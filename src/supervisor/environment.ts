import { join } from 'node:path'
import type { RunSpec } from '../ports/supervision.ts'
import { openSecrets } from '../secrets/open.ts'
import { defaultPath, marks } from './marks.ts'

export type Given = {
  readonly root: string
  readonly id: string
  readonly port: number
  readonly temporary: string
}

/** Exactly what an instance sees: what its component declares, where others are, where it is, and our marks. */
export const environmentOf = (
  spec: RunSpec,
  addresses: Readonly<Record<string, number>>,
  given: Given,
): Readonly<Record<string, string>> => ({
  PATH: defaultPath,
  ...openSecrets({ secrets: join(given.root, 'secrets') }, spec.secrets),
  ...spec.variables,
  ...Object.fromEntries(Object.entries(addresses).map(([name, port]) => [name, `http://127.0.0.1:${port}`])),
  HOST: '127.0.0.1',
  PORT: String(given.port),
  TMPDIR: given.temporary,
  ...marks(given.root, given.id),
})
