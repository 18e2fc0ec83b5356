import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { sourceOf } from '../config/decode.ts'
import { readConfig } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import type { ManifestView, ManifestWhich } from '../engine/facade-manifest.ts'
import { ProblemError } from '../kernel/problem.ts'
import { type Side, sideOfListing, sideOfManifest } from '../manifest/diff.ts'
import { type Listing, longestListing } from '../manifest/listing.ts'
import { readListing } from '../manifest/read-listing.ts'
import { findConfig, pathOf, whichOne } from './application.ts'
import { cannotRead, notAPoint } from './messages-manifest.ts'
import { needFolder } from './need-folder.ts'
import type { Context } from './verb.ts'

/** A manifest, or a file that lists versions, and what it was called by. */
export type Point =
  | { readonly name: string; readonly view: ManifestView; readonly listing: null }
  | { readonly name: string; readonly view: null; readonly listing: Listing }

/** The file here; null where there is none, or one that cannot be read. */
export const configHere = (context: Context): Config | null => {
  const file = findConfig(context.machine.folder)
  if (file === null) return null
  try {
    return readConfig(sourceOf(file, readFileSync(file)))
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/** Read no further than anybody lists versions: what is larger is refused by its size. */
const bytesOf = (path: string, shown: string): Uint8Array => {
  try {
    const { size } = statSync(path)
    return size > longestListing ? new Uint8Array(size) : readFileSync(path)
  } catch (error) {
    throw new ProblemError(cannotRead(shown, (error as Error).message), error)
  }
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

/** A file that lists versions: of this folder, or of a revision of its repository (`REVISION:PATH`). */
export const listingAt = async (context: Context, word: string): Promise<Listing | null> => {
  const path = resolve(context.machine.folder, word)
  if (isFile(path)) {
    const shown = relative(context.machine.folder, path) || word
    return readListing(shown, bytesOf(path, shown))
  }
  const [, revision, inside] = /^([^:]+):(.+)$/.exec(word) ?? []
  if (revision === undefined || inside === undefined || /^(?:sha256|candidate|release)$/.test(revision))
    return null
  const checkout = await context.machine.checkout(context.machine.folder)
  // As git has it: `./` and `../` are from the folder that one stands in, everything else from the root.
  const asked = /^\.{1,2}\//.test(inside)
    ? relative(checkout.root, resolve(realpathSync(context.machine.folder), inside))
    : inside
  const bytes = await checkout.file(await checkout.resolve(revision), asked)
  if (bytes === null) throw new ProblemError(cannotRead(word, `${inside} is not in ${revision}`))
  return readListing(word, bytes)
}

const whichOf = (word: string): ManifestWhich | null => {
  const [, number] = /^(?:release:|r|v)?([1-9]\d{0,8})$/.exec(word) ?? []
  if (number !== undefined) return { release: Number(number) }
  const [, candidate] = /^candidate:([1-9]\d{0,8})$/.exec(word) ?? []
  if (candidate !== undefined) return { candidate: Number(candidate) }
  if (word.startsWith('sha256:')) return { digest: word }
  return /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(word) ? { environment: word } : null
}

const viewOf = async (context: Context, which: ManifestWhich, command: string): Promise<ManifestView> => {
  needFolder(context)
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, command)
  return client.get<ManifestView>(pathOf(application, 'manifest'), which)
}

/** What a word means: a file comes before a release, a release before an environment. */
export const pointOf = async (context: Context, word: string, command: string): Promise<Point> => {
  const listing = await listingAt(context, word)
  if (listing !== null) return { name: word, view: null, listing }
  const which = whichOf(word)
  if (which === null) throw new ProblemError(notAPoint(word))
  const view = await viewOf(context, which, command)
  const name = which.environment === undefined || view.release === null ? word : `${word} (r${view.release})`
  return { name, view, listing: null }
}

/** The environment that is meant where nobody says which: the last one of the file. */
export const usualPoint = (context: Context): string =>
  context.environment ?? configHere(context)?.environments.at(-1)?.name ?? 'production'

export const sideOf = (point: Point, config: Config | null): Side =>
  point.view === null
    ? sideOfListing(point.listing, config?.components ?? [])
    : sideOfManifest(point.view.manifest)
