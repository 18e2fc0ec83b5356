import { sha256 } from '../kernel/canonical.ts'
import type { Facts, Part, Side } from './types.ts'

export const part = (name: string, revision: string, more: Partial<Part> = {}): Part => ({
  name,
  version: revision,
  commit: 'c'.repeat(40),
  image: sha256(`${name} ${revision}`),
  revision,
  variables: {},
  secrets: {},
  keep: [],
  ...more,
})

export const side = (release: number, parts: readonly Part[]): Side => ({
  release,
  manifest: sha256(`manifest ${release}`),
  commit: 'c'.repeat(40),
  parts,
})

/** A release with all that a plan may have to say. */
export const plannedFacts: Facts = {
  asked: 'before',
  target: 'warm',
  application: 'benefits',
  environment: 'production',
  madeAt: 1_700_000_000_000,
  from: side(142, [
    part('api', 'r2', {
      variables: { LOG_LEVEL: 'debug', NEW: '1' },
      secrets: { DB_PASSWORD: 'hmac:2' },
      keep: [{ path: 'data', shared: false }],
    }),
    part('web', 'w1'),
    part('queue', 'q1'),
  ]),
  to: side(141, [
    part('api', 'r1', { variables: { LOG_LEVEL: 'info', OLD: '1' }, secrets: { DB_PASSWORD: 'hmac:1' } }),
    part('web', 'w1'),
    part('mail', 'm1'),
  ]),
  crossed: [
    { component: 'api', phase: 'expand', file: '002.sql', is: 'safe', ran: true, why: [] },
    {
      component: 'api',
      phase: 'expand',
      file: '003.sql',
      is: 'unknown',
      ran: true,
      why: [{ en: 'api: db/003.sql:1:1 unknown: UPDATE', fr: 'api: db/003.sql:1:1 inconnu : UPDATE' }],
    },
    { component: 'api', phase: 'contract', file: '004.sql', is: 'unsafe', ran: false, why: [] },
  ],
  measured: { by: 'history', median: 1_800, count: 5 },
  wayBack: 'automatic',
  strategy: 'canary',
  secretsOnRollback: 'current',
  keepPrevious: 600_000,
  settledAt: 1_700_000_000_000,
  drain: 30_000,
  keepReleases: 5,
}
