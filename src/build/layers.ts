import { readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type LayerEntry, putLayer } from '../images/layer.ts'
import type { Layer } from '../images/types.ts'
import { lastLines } from '../jobs/last-lines.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Shop } from './builder.ts'
import { encodeEntries, type LayerResult } from './layer-order.ts'
import { stepFailed } from './messages.ts'
import { runCommand, type Workshop } from './workshop.ts'

/** From this many bytes on, a layer is worth a process of its own. */
const large = 8 * 1_048_576
const within = 1_800_000
const program = fileURLToPath(new URL(`./layer-main${extname(import.meta.url)}`, import.meta.url))

export type PutLayer = (entries: readonly LayerEntry[]) => Promise<Layer>

/**
 * Writes layers: a small one here, a large one as a niced job, so that compressing it takes nothing from the engine
 * or from what serves people. The bytes are the same.
 */
export const layerMaker = (shop: Shop, workshop: Workshop, component: string): PutLayer => {
  let made = 0
  return async (entries) => {
    const bytes = entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0)
    if (bytes < large) return putLayer(shop.folder, entries)
    made += 1
    const order = join(workshop.ours, `layer-${made}.json`)
    const result = join(workshop.ours, `layer-${made}.result.json`)
    await writeFile(order, JSON.stringify(encodeEntries(shop.folder.root, entries)), { mode: 0o600 })
    await rm(result, { force: true })
    const job = await runCommand(shop.supervision, workshop, {
      kind: 'build',
      argv: [process.execPath, program, order, result],
      cwd: workshop.ours,
      project: workshop.ours,
      own: true,
      runtime: workshop.home,
      within,
      variables: {},
    })
    const words = await readFile(result, 'utf8').catch(() => null)
    if (words === null) {
      const said = await lastLines(workshop.log, 5)
      throw stepFailed(component, 'layer', job, within, said, workshop.log)
    }
    const told = JSON.parse(words) as LayerResult
    if ('problems' in told) throw new ProblemError(told.problems)
    return told.layer
  }
}
