import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceOf } from '../config/decode.ts'
import { readLock } from '../config/lock.ts'
import type { Shop } from './builder.ts'
import { createFetcher } from './fetch.ts'
import { readNpmConfig } from './npm-config.ts'
import { chooseRuntime, type RuntimeChoice } from './runtime.ts'
import { createTarballs, type Tarballs } from './tarballs.ts'

/** The commit's own `ecluse.lock`, else what ships with this Écluse. Throws what `readLock` does, `no-runtime`. */
export const runtimeOf = async (shop: Shop, application: string, commit: string): Promise<RuntimeChoice> => {
  const bytes = await shop.source.file(application, commit, 'ecluse.lock')
  return chooseRuntime(bytes === null ? null : readLock(sourceOf('ecluse.lock', bytes)))
}

/** Archives by integrity while `work` runs; the project's own `.npmrc` may name registries. */
export const withTarballs = async <T>(
  shop: Shop,
  checkout: string,
  work: (tarballs: Tarballs) => Promise<T>,
): Promise<T> => {
  const project = await readFile(join(checkout, '.npmrc'), 'utf8').catch(() => '')
  const config = await readNpmConfig(shop.variables, shop.home, project)
  const fetcher = createFetcher(config)
  try {
    return await work(createTarballs(shop.folder.cache, config, fetcher))
  } finally {
    fetcher.close()
  }
}
