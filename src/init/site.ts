import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PackageFile } from './package-file.ts'

/** Where the usual generators write, by the package that makes them. */
const generators: Readonly<Record<string, string>> = {
  vite: 'dist',
  astro: 'dist',
  parcel: 'dist',
  '@angular/cli': 'dist',
  'react-scripts': 'build',
  '@docusaurus/core': 'build',
  gatsby: 'public',
  '@11ty/eleventy': '_site',
}
const folders = ['public', 'dist', 'site', 'www', 'static', 'docs']

export type Site = { readonly folder: string; readonly from: string }

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isFile() === true

/** A folder of pages where nothing can be started: made by a known generator, or committed; null where there is none. */
export const siteIn = async (root: string, file: PackageFile | null): Promise<Site | null> => {
  const packages = [...(file?.dependencies ?? []), ...(file?.devDependencies ?? [])]
  const generator = Object.keys(generators).find((name) => packages.includes(name))
  const folder = generator === undefined ? undefined : generators[generator]
  if (generator !== undefined && folder !== undefined && file?.scripts['build'] !== undefined)
    return { folder, from: generator }
  for (const name of folders)
    if (await isFile(join(root, name, 'index.html'))) return { folder: name, from: `${name}/index.html` }
  return null
}
