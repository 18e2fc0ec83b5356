import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { notWritten } from '../folder/messages.ts'
import { sweep, sweepBelow, sweepImages } from '../images/leftovers.ts'
import { present } from '../images/manifest.ts'
import { weighImages } from '../images/weigh.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Builder } from '../ports/builder.ts'
import type { Source } from '../ports/source.ts'
import type { Supervision } from '../ports/supervision.ts'
import { buildImage } from './image.ts'
import type { Variables } from './npm-config.ts'
import { createTurns } from './queue.ts'
import { grace, sweepBuilt } from './retention.ts'
import { runTest } from './test-run.ts'
import { endLeftovers } from './workshop.ts'

export type BuilderOptions = {
  readonly folder: Folder
  readonly source: Source
  readonly supervision: Supervision
  /** Where npm's configuration of this machine is read from: registry, credentials, proxy. Never given to a build. */
  readonly variables?: Variables
  readonly home?: string
}

/** From an image's build to the manifest that names it: tests run in between. */
const moment = 1_800_000

/** What builds and tests work with. */
export type Shop = Required<BuilderOptions>

/** Hermetic images from commits, and declared tests; one at a time, as niced jobs of the supervisor. */
export const createBuilder = (options: BuilderOptions): Builder => {
  const shop: Shop = {
    ...options,
    variables: options.variables ?? process.env,
    home: options.home ?? homedir(),
  }
  const inTurn = createTurns()
  const lately = new Map<Digest, number>()
  const weights = new Map<Digest, number>()
  let cleared: Promise<void> | null = null
  const ready = (): Promise<void> => {
    cleared ??= clearLeftovers(shop).catch((error: unknown) => {
      cleared = null
      throw error
    })
    return cleared
  }
  return {
    build: (plan, progress) =>
      inTurn(() =>
        stated(shop, async () => {
          const built = await buildImage(shop, plan, progress, ready)
          lately.set(built.image, performance.now())
          return built
        }),
      ),
    test: (plan, progress) =>
      inTurn(() =>
        stated(shop, async () => {
          await ready()
          return runTest(shop, plan, progress)
        }),
      ),
    present: (image) => present(shop.folder, image),
    sweep: (keep, drop = new Set()) =>
      inTurn(() => {
        const now = performance.now()
        for (const [image, at] of lately) if (now - at > grace) lately.delete(image)
        // Built again a moment ago, it may be named at any moment, whatever was named before.
        const young = [...lately].filter(([image, at]) => !drop.has(image) || now - at < moment)
        const kept = new Set([...keep, ...young.map(([image]) => image)])
        return sweepBuilt(shop.folder, kept, Date.now(), undefined, drop)
      }),
    weigh: (images) => weighImages(shop.folder, images, weights),
  }
}

/** What a killed control plane left behind: its jobs, and files that were not whole. */
const clearLeftovers = async ({ supervision, folder }: Shop): Promise<void> => {
  await endLeftovers(supervision)
  await sweepImages(folder)
  await sweep(join(folder.cache, 'runtimes'))
  await sweepBelow(join(folder.cache, 'tarballs'))
}

/** A full disk shows anywhere; it is always the same problem. */
const stated = async <T>(shop: Shop, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const full = ['ENOSPC', 'EDQUOT', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
    throw full ? notWritten(shop.folder.root, error) : error
  }
}
