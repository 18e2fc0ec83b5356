import type { Checkout } from '../cli/machine.ts'
import * as git from '../source/git/client.ts'
import * as history from '../source/git/history.ts'
import * as naming from '../source/git/naming.ts'
import * as tags from '../source/git/tags.ts'
import * as versions from '../source/git/versions.ts'
import * as tree from './working-tree.ts'

/** A person's repository by the system's git. */
export const openCheckout = async (folder: string): Promise<Checkout> => {
  const repository = await git.openRepository(folder)
  return {
    root: repository.root,
    resolve: (ref) => git.resolveCommit(repository, ref),
    describe: (commit) => git.describe(repository, commit),
    file: (commit, path) => git.fileAt(repository, commit, path),
    inspect: (commit, folders) => git.inspect(repository, commit, folders),
    tips: (commit) => git.tips(repository, commit),
    pack: (commit, have) => git.packFor(repository, commit, have),
    uncommitted: () => git.uncommitted(repository),
    range: (from, to) => history.readRange(repository, from, to),
    listing: (commit, folder) => naming.listing(repository, commit, folder),
    tagBefore: (commit) => naming.tagBefore(repository, commit),
    branch: (ref) => naming.branchOf(repository, ref),
    version: (word) => versions.versionOf(repository, word),
    contains: (descendant, ancestor) => versions.containsIn(repository, descendant, ancestor),
    tags: (commit) => tags.tagsIn(repository, commit),
    writeTag: (tag, commit, message) => tags.writeTag(repository, tag, commit, message),
    pushTag: (tag) => tags.pushTag(repository, tag),
    remote: () => naming.remoteAddress(repository),
    readHere: (path) => tree.readHere(repository.root, path),
    writeHere: (path, text) => tree.writeHere(repository.root, path, text),
    translate: async (command, from, to, texts) =>
      (await import('./translate-here.ts')).translateIn(repository.root, command, from, to, texts),
  }
}
