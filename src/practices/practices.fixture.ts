import type { Facts } from './types.ts'

const at = Date.parse('2026-03-02T14:02:11Z')
const day = 86_400_000

/** A team that ships twice a day by canary, with a calendar, and nothing rehearsed. */
export const facts: Facts = {
  environment: 'production',
  now: at,
  period: 90 * day,
  rollouts: [1, 2, 3].map((release) => ({
    release,
    kind: 'ship',
    strategy: 'canary',
    outcome: 'done',
    startedAt: at - release * 3_600_000,
    movedAt: at - release * 3_600_000,
    returned: null,
    watch: { en: 'watch passed on 3,010 requests', fr: 'surveillance réussie sur 3 010 requêtes' },
    overrides: release === 2 ? ['calendar'] : [],
    first: release === 1,
    inside: release !== 2,
  })),
  current: {
    release: 3,
    manifest: `sha256:${'a'.repeat(64)}`,
    components: 2,
    images: 2,
    tests: [{ name: 'api unit', passed: true }],
    notes: { en: 0, fr: 2 },
    rehearsal: null,
    answers: 0,
    checklist: null,
    plan: { en: 'back to 2 in 1.8 s', fr: 'retour à 2 en 1,8 s' },
  },
  policy: {
    checklist: false,
    approvers: false,
    train: false,
    calendar: { timeZone: 'America/Toronto' },
    rehearsal: false,
  },
  file: {
    earlier: 'staging',
    strategies: { staging: 'canary', production: 'canary' },
    watch: 120_000,
    translates: false,
    components: ['api', 'web'],
    free: '127.0.0.1:8082',
  },
  elsewhere: [],
  departed: 0,
  ledger: { entries: 1_312, broken: null },
  separated: false,
}
