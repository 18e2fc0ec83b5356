import { z } from 'zod'
import { docs } from './documentation.ts'
import { manifestDocs } from './documentation-manifest.ts'
import { asText, folder, leaf, name } from './leaves.ts'
import { key, required, table } from './tables.ts'

const needs = z.union(
  [
    z.array(name, { error: 'needs' }).max(100, { error: 'needs' }),
    z.record(name, asText('needs', /^[^\0]+$/), { error: 'needs' }),
  ],
  { error: 'needs' },
)

const knownAs = z
  .array(leaf('knownAs', /^[^\s\p{Cc}]{1,200}$/u), { error: 'knownAs' })
  .min(1, { error: 'knownAs' })
  .max(20, { error: 'knownAs' })

/** Keys of a component that manifests are read and checked by. */
export const manifestKeys = {
  needs: key(needs, docs.needs),
  'known-as': key(knownAs, manifestDocs.knownAs),
}

/** What names the versions of components. */
export const versionsKey = key(
  z.union(
    [
      z.enum(['tags'], { error: 'versions' }),
      table('versions', { file: required(folder, manifestDocs.versionsFile) }),
    ],
    { error: 'versions' },
  ),
  manifestDocs.versions,
)
