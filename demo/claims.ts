import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Claims } from './result.ts'

const FIRST_FEW = 5

/** One line per acknowledged claim: its id, a space, the name in it, which no other claim has. */
export const readAcknowledged = (file: string): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, string] => [line.slice(0, 36), line.slice(37)]),
  )

/** Compares what people were told is stored with the claims that the example's database holds. */
export const compareClaims = (acknowledged: ReadonlyMap<string, string>, database: string): Claims => {
  const claims = new DatabaseSync(database, { readOnly: true })
  try {
    const rows = claims.prepare('SELECT id, name FROM claims').all()
    const stored = new Map(rows.map((row) => [String(row['id']), String(row['name'])]))
    const missing = [...acknowledged].filter(([id, name]) => stored.get(id) !== name).map(([, name]) => name)
    const seen = new Set<string>()
    const doubled = [...stored.values()].filter((name) => seen.size === seen.add(name).size)
    return {
      acknowledged: acknowledged.size,
      stored: stored.size,
      missing: missing.slice(0, FIRST_FEW),
      doubled: doubled.slice(0, FIRST_FEW),
    }
  } finally {
    claims.close()
  }
}
