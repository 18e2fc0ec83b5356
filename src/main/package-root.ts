import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Package = { readonly root: string; readonly version: string }

/** The package that this file is of: in a clone two folders up, compiled three. */
const find = (): Package => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string
        version?: string
      }
      if (name === 'ecluse') return { root: folder, version: version ?? '0.0.0' }
    } catch {
      // No package here: one folder up.
    }
    if (dirname(folder) === folder) return { root: folder, version: '0.0.0' }
  }
}

export const thisPackage: Package = find()
