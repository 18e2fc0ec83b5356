import { readFileSync, statSync } from 'node:fs'
import type { Parts } from '../engine/parts.ts'
import { recordOnce } from '../engine/record.ts'
import type { Actor } from '../ledger/entry.ts'
import { readDeeds } from '../setup/deeds.ts'

/** How often the server's own file is looked at (ms). */
const often = 5_000

/** Nobody but root writes there; who that was stands in what is written. */
const root: Actor = { kind: 'user', name: 'root', id: 0 }

/** When it was last written, and how long it is; null: nothing was ever done. */
const stampOf = (file: string): string | null => {
  try {
    const { mtimeMs, size } = statSync(file)
    return `${mtimeMs} ${size}`
  } catch {
    return null
  }
}

/**
 * Takes what root did to this server (`setup`, `upgrade`) from its own file into the ledger, now and whenever there is
 * more; what is there already is not written again. Gives what ends it.
 */
export const keepDeeds = (
  file: string,
  parts: Pick<Parts, 'records' | 'clock'>,
  trouble: (where: string, error: unknown) => void,
): (() => Promise<void>) => {
  let seen: string | null = null
  let work: Promise<void> = Promise.resolve()
  const look = async (): Promise<void> => {
    const stamp = stampOf(file)
    if (stamp === null || stamp === seen) return
    const deeds = readDeeds(readFileSync(file, 'utf8'))
    await recordOnce(
      parts,
      deeds.map(({ action, payload }) => ({ actor: root, action, payload })),
    )
    seen = stamp
  }
  const again = (): void => {
    work = work.then(look).catch((error: unknown) => trouble('deeds', error))
  }
  again()
  const timer = setInterval(again, often)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await work
  }
}
