import { createFetcher } from '../build/fetch.ts'
import { readNpmConfig, registryOf } from '../build/npm-config.ts'
import { shipped, shippedVersion } from '../build/runtime-shipped.ts'
import type { Shipped } from '../init/runtime.ts'

/** A registry's document of all versions of a Node package is some megabytes. */
const longest = 64 * 1_048_576

/** The Node that this Écluse ships with. */
export const shippedNode: Shipped = {
  version: shippedVersion,
  integrity: Object.fromEntries(
    Object.entries(shipped).map(([platform, { integrity }]) => [platform, integrity]),
  ),
}

/** What the machine's registry knows of a package; null where it knows none. Throws `registry-unavailable`. */
export const packument = async (
  name: string,
  variables: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<Uint8Array | null> => {
  const config = await readNpmConfig(variables, home, '')
  const fetcher = createFetcher(config)
  try {
    return await fetcher.get(`${registryOf(config, name)}${encodeURIComponent(name)}`, longest)
  } finally {
    fetcher.close()
  }
}
