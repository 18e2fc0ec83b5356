import type { Json } from '../kernel/canonical.ts'
import { places } from './places.ts'

/** Who does something to a server as root, as their own machine names them: `ada@laptop`. `id`: once for each command. */
export type Doer = { readonly id: string; readonly by: string; readonly at: string }

/**
 * What root did to a server, as the server keeps it until a control plane writes it into its ledger. `said` is what
 * the command told, `outcome` of an upgrade what came of it.
 */
export type Deed = {
  readonly action: 'server-prepared' | 'server-upgraded' | 'server-upgrade-undone'
  readonly payload: { readonly [name: string]: Json }
}

/** A line without its end: what only the server knows is written after it. */
const begun = (
  what: 'setup' | 'upgrade',
  { id, by, at }: Doer,
  more: { readonly [name: string]: Json },
): string => JSON.stringify({ format: 1, id, what, by, at, ...more }).slice(0, -1)

/** `sh -c SCRIPT sh LINE`: a deed that is told before it is done. */
const writeDown = `set -eu
umask 022
mkdir -p ${places.home}
address=\${SSH_CONNECTION:-}
printf '%s,"address":"%s"}\\n' "$1" "\${address%% *}" >>${places.deeds}
sync ${places.deeds} 2>/dev/null || sync`

export const setupDeed = (
  doer: Doer,
  from: string | null,
  to: string,
  steps: readonly string[],
): readonly string[] => ['sh', '-c', writeDown, 'sh', begun('setup', doer, { from, to, steps })]

export const upgradeDeed = (doer: Doer, from: string, to: string): string =>
  begun('upgrade', doer, { from, to })

const isRecord = (value: unknown): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const actionOf = (what: Json | undefined, outcome: Json | undefined): Deed['action'] | null => {
  if (what === 'setup') return 'server-prepared'
  if (what !== 'upgrade') return null
  return outcome === 'done' ? 'server-upgraded' : 'server-upgrade-undone'
}

const deedOf = (line: string): Deed | null => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return null
  }
  if (!isRecord(value) || value['format'] !== 1 || typeof value['id'] !== 'string') return null
  const action = actionOf(value['what'], value['outcome'])
  return action === null ? null : { action, payload: value }
}

/** What the server's own file tells; lines that are cut off or of a later version are left for who reads them. */
export const readDeeds = (text: string): readonly Deed[] => {
  const known = new Set<string>()
  return text.split('\n').flatMap((line) => {
    const deed = deedOf(line)
    // Setup that was begun again within one command tells it once.
    const id = deed === null ? '' : `${deed.action} ${String(deed.payload['id'])}`
    if (deed === null || known.has(id)) return []
    known.add(id)
    return [deed]
  })
}
