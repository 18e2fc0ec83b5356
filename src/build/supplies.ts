import { posix } from 'node:path'
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

/** Archives by integrity while `work` runs; the `.npmrc` beside the lockfile, in `root`, may name registries. */
export const withTarballs = async <T>(
  shop: Shop,
  {
    application,
    commit,
    root,
  }: { readonly application: string; readonly commit: string; readonly root: string },
  work: (tarballs: Tarballs) => Promise<T>,
): Promise<T> => {
  const committed = await shop.source.file(application, commit, posix.join(root, '.npmrc'))
  const project = committed === null ? '' : Buffer.from(committed).toString('utf8')
  const config = await readNpmConfig(shop.variables, shop.home, project)
  const fetcher = createFetcher(config)
  try {
    return await work(createTarballs(shop.folder.cache, config, fetcher))
  } finally {
    fetcher.close()
  }
}
