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

/** What git takes as an address, but for helpers that run programs. */
const address = leaf(
  'gitAddress',
  /^(?:(?:ssh|https|file):\/\/[^\s\p{Cc}-][^\s\p{Cc}]{0,990}|[A-Za-z0-9._]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s\p{Cc}]{1,900}|\/[^\s\p{Cc}]{0,900})$/u,
)

/** The manifest as a team keeps it in git. */
export const keptManifestKey = key(
  table('manifest', {
    repository: required(address, manifestDocs.repository),
    branch: key(
      leaf('branch', /^(?!-)(?!.*(?:\.\.|@\{|\/\/))[^\s\p{Cc}~^:?*[\\]{1,200}$/u),
      manifestDocs.branch,
    ),
    file: key(folder, manifestDocs.file),
    actual: key(folder, manifestDocs.actual),
    source: key(address, manifestDocs.source),
  }),
  manifestDocs.manifest,
)
