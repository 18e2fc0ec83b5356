import type { Engine } from '../engine/facade.ts'
import type { AskedView, FreezesView, StatementTaken } from '../engine/facade-policy.ts'
import { sha256 } from '../kernel/canonical.ts'

const at = Date.parse('2026-03-02T14:02:11Z')

/** A candidate that a product manager is asked about. */
export const askedView: AskedView = {
  application: 'hello',
  environment: 'production',
  candidate: 'C1',
  number: 12,
  release: null,
  commit: 'a'.repeat(40),
  subject: 'Claims can be withdrawn',
  manifest: sha256('manifest'),
  loosens: null,
  loosened: [],
  tightens: [],
  authors: [{ name: 'Ann', email: 'ann@example.org' }],
  canary: null,
  signed: true,
  overrideSigned: true,
  expires: 604_800_000,
  now: at,
  gates: [
    {
      gate: 'approvals',
      verdict: {
        outcome: 'hold',
        reasons: [
          {
            code: 'approval-missing',
            text: {
              en: 'a product-manager has to approve: pam',
              fr: 'le rôle product-manager doit approuver : pam',
            },
          },
        ],
      },
    },
  ],
}

const taken: StatementTaken = {
  text: { en: 'it is taken', fr: 'c’est pris' },
  id: 'S1',
  environment: 'production',
  candidate: 'C1',
}

export const freezesView: FreezesView = {
  text: { en: 'frozen: 1', fr: 'gelé : 1' },
  freezes: [
    { id: 'F1', application: null, since: at, until: null, why: 'an election', except: null, by: 'ada' },
  ],
}

type Ask = <T>(what: string, asked: unknown, value: T) => Promise<T>

export const fakePolicy = (ask: Ask): Engine['policy'] => ({
  asked: (where) => ask('asked', where, askedView),
  state: (said, by, admin) => ask('state', { said, by, admin }, taken),
  override: (what, by) => ask('override', { what, by }, taken),
  freeze: (what, by) => ask('freeze', { what, by }, freezesView),
  thaw: (what, by) => ask('thaw', { what, by }, { ...freezesView, freezes: [] }),
  mine: (by, admin, keys) => ask('mine', { by, admin, keys }, { items: [] }),
  freezes: (application) => ask('freezes', application, freezesView),
})
