import { type Resolved as Found, type Image, resolveListing as resolveIn } from '../engine/resolve-listing.ts'
import type { Listing } from '../manifest/listing.ts'
import { pathOf, whichOne } from './application.ts'
import type { Checkout } from './machine.ts'
import type { Context } from './verb.ts'

export type Resolved = Found & { readonly checkout: Checkout }

/** Of which commits images are that a file pins by digest: asked only where one does. */
const imagesOf =
  (context: Context) =>
  async (digests: readonly string[]): Promise<readonly Image[]> => {
    const client = await context.api('unless-stopped')
    const application = await whichOne(context, client, 'manifest import')
    const path = pathOf(application, 'manifest/images')
    return (await client.post<{ images: readonly Image[] }>(path, { digests })).images
  }

/** Names and versions of a file as commits of the repository here; throws all that no release may be made of. */
export const resolveListing = async (
  context: Context,
  listing: Listing,
  ref: string | null,
): Promise<Resolved> => {
  const checkout = await context.machine.checkout(context.machine.folder)
  const named = ref === null ? null : await checkout.resolve(ref)
  const repository = {
    file: (commit: string, path: string) => checkout.file(commit, path),
    version: (word: string) => checkout.version(word),
    describe: (commit: string) => checkout.describe(commit),
    contains: (one: string, other: string) => checkout.contains(one, other),
    head: await checkout.resolve('HEAD'),
  }
  return { checkout, ...(await resolveIn(repository, listing, named, imagesOf(context))) }
}
