import type { Source } from '../ports/source.ts'

const most = 10_000

/**
 * The same repositories, asked only once whether a commit contains another: that never changes, and a queue that is
 * held asks again and again. What is not known here may be known later, and is asked again.
 */
export const remembering = (source: Source): Source => {
  const known = new Map<string, boolean>()
  return {
    have: (application, commits) => source.have(application, commits),
    receive: (application, offer, pack) => source.receive(application, offer, pack),
    info: (application, commit) => source.info(application, commit),
    file: (application, commit, path) => source.file(application, commit, path),
    tree: (application, commit, folder) => source.tree(application, commit, folder),
    names: (application, commit, folder) => source.names(application, commit, folder),
    named: (application, commit, name, wanted) => source.named(application, commit, name, wanted),
    ...(source.below === undefined ? {} : { below: source.below.bind(source) }),
    authors: (application, commit, since) => source.authors(application, commit, since),
    ...(source.range === undefined ? {} : { range: source.range.bind(source) }),
    forget: async (application) => source.forget?.(application),
    checkout: (application, commit, folder, into, like) =>
      source.checkout(application, commit, folder, into, like),
    lost: (application, commit, running, paths) => source.lost(application, commit, running, paths),
    contains: async (application, descendant, ancestor) => {
      const key = `${application} ${descendant} ${ancestor}`
      const before = known.get(key)
      if (before !== undefined) return before
      const answer = await source.contains(application, descendant, ancestor)
      if (answer !== null) {
        if (known.size >= most) known.clear()
        known.set(key, answer)
      }
      return answer
    },
  }
}
