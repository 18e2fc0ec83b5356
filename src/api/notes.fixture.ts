import type { Engine } from '../engine/facade.ts'
import { sha256 } from '../kernel/canonical.ts'
import { compose } from '../notes/compose.ts'

/** Notes of a release in which nothing happened. */
export const keptNotesOf = (
  application: string,
  release: number,
): Awaited<ReturnType<Engine['notes']['of']>> => {
  const range = {
    from: null,
    to: 'c'.repeat(40),
    ahead: [],
    behind: [],
    related: true,
    shallow: false,
    patches: new Map(),
    named: new Map(),
  }
  const { outside, ...notes } = compose({ range, from: null, to: `r${release}`, parts: [], fragments: [] })
  return {
    application,
    environment: 'production',
    release,
    left: null,
    kind: 'release',
    rollout: 'R1',
    at: 1_700_000_000_000,
    digest: sha256('notes'),
    text: { en: 'kept', fr: 'conservées' },
    notes,
    texts: { en: '# Release notes up to r4', fr: '# Notes de mise à jour jusqu’à r4' },
    hosting: null,
    outside,
  }
}

/** Notes of a candidate in which nothing happens. */
export const proposedNotesOf = (application: string): Awaited<ReturnType<Engine['notes']['proposed']>> => {
  const { environment, notes, hosting, outside } = keptNotesOf(application, 5)
  return { application, environment, candidate: 6, notes, hosting, outside }
}
