import type { Problem } from '../kernel/problem.ts'
import { keptNothing, keptTwice } from './messages-manifest.ts'
import type { Written } from './schema.ts'
import type { Tree } from './yaml.ts'

/** What is asked for and what runs are never one file; one of them there has to be. */
export const checkKeptManifest = ({ manifest }: Written, tree: Tree): Problem[] => {
  if (manifest === undefined) return []
  if (manifest.file === undefined && manifest.actual === undefined)
    return [{ ...keptNothing(), place: tree.atKey(['manifest']) }]
  return manifest.file === manifest.actual ? [{ ...keptTwice(), place: tree.at(['manifest', 'actual']) }] : []
}
