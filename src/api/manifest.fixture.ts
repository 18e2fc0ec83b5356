import type { ManifestFacade, ManifestView } from '../engine/facade-manifest.ts'
import { sha256 } from '../kernel/canonical.ts'
import { same } from '../kernel/text.ts'

/** A release of one component. */
export const manifestViewOf = (application: string): ManifestView => ({
  application,
  digest: sha256('manifest'),
  manifest: {
    format: 1,
    application,
    components: [
      {
        name: 'web',
        version: 'v1.0.0',
        commit: 'c'.repeat(40),
        image: sha256('web'),
        start: ['node', 'server.js'],
        runtime: { name: 'node', version: '24.21.0', integrity: 'sha512-x' },
      },
    ],
    configurations: { production: { web: sha256('configuration') } },
    migrations: [],
    infrastructure: null,
  },
  release: 4,
  candidate: {
    number: 7,
    commit: 'c'.repeat(40),
    subject: 'feat: all of it',
    actor: { kind: 'user', name: 'ann', id: 1000 },
    at: 1_700_000_000_000,
  },
  environments: [
    {
      environment: 'production',
      kind: 'ship',
      release: 4,
      replaces: { release: 3, digest: sha256('before') },
      actor: { kind: 'user', name: 'ann', id: 1000 },
      why: 'feat: all of it',
      startedAt: 1_700_000_000_000,
      endedAt: 1_700_000_060_000,
      outcome: 'done',
      out: true,
    },
  ],
})

/** Answers whatever is asked, and lets it be seen. */
export const manifestsOf = (
  ask: <T>(name: string, asked: unknown, answer: T) => Promise<T>,
): ManifestFacade => ({
  show: (application, which) => ask('manifest', { application, which }, manifestViewOf(application)),
  images: (application, digests) =>
    ask(
      'manifest-images',
      { application, digests },
      digests.map(() => null),
    ),
  ship: (request) =>
    ask('manifest-ship', request, { kind: 'already-live', release: 4, text: same('runs') } as const),
})
