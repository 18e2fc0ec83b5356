import type { Actor } from '../ledger/entry.ts'
import { inTransaction } from '../records/handle.ts'
import { buildAll } from './builds.ts'
import type { BuildView } from './facade.ts'
import { journal } from './journal.ts'
import * as words from './messages.ts'
import { configAt } from './ship.ts'
import type { Works } from './works.ts'

/** Builds a commit and ships nothing; what is thrown is what failed. */
export const buildOnly = async (
  works: Works,
  application: string,
  commit: string,
  actor: Actor,
): Promise<BuildView> => {
  const { parts } = works
  const config = await configAt(parts, application, commit)
  const began = parts.clock.monotonic()
  // Whoever follows a build knows it by its commit: there is no candidate.
  const candidate = commit
  await inTransaction(parts.records, (records) =>
    journal(records, {
      at: parts.clock.now(),
      actor,
      action: 'build-asked',
      subject: { application, candidate },
      payload: { commit },
      text: words.buildAsked(commit),
    }),
  )
  const images = await works.oneBuild(() => buildAll(works, { application, commit, config, candidate }))
  return {
    application,
    commit,
    took: Math.round(parts.clock.monotonic() - began),
    components: images.map(({ view }) => view),
  }
}
