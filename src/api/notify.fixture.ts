import type { NotifyFacade, NotifyTestView, NotifyView } from '../engine/facade-notify.ts'

const at = Date.parse('2026-03-02T14:02:11Z')

/** One that hears, and one that does not. */
const notifyView: NotifyView = {
  application: 'hello',
  receivers: [
    {
      environment: 'production',
      kind: 'slack',
      to: 'OPS_CHANNEL',
      events: ['started', 'rolled-back', 'done'],
      role: null,
      first: 'en',
      release: 141,
      waiting: 0,
      takenAt: at,
      failingSince: null,
      why: null,
      dropped: 0,
    },
    {
      environment: 'production',
      kind: 'webhook',
      to: 'HOOK',
      events: ['waiting'],
      role: 'product-manager',
      first: 'fr',
      release: 141,
      waiting: 3,
      takenAt: null,
      failingSince: at - 3_600_000,
      why: { en: 'it answered 500', fr: 'il a répondu 500' },
      dropped: 2,
    },
  ],
}

const notifyTestView: NotifyTestView = {
  text: { en: '1 of 2 receivers took the test', fr: '1 des 2 destinataires ont pris l’essai' },
  receivers: [
    { environment: 'production', kind: 'slack', to: 'OPS_CHANNEL', recipient: null, taken: true, why: null },
    {
      environment: 'production',
      kind: 'webhook',
      to: 'HOOK',
      recipient: null,
      taken: false,
      why: { en: 'it answered 500', fr: 'il a répondu 500' },
    },
  ],
}

type Ask = <T>(what: string, asked: unknown, value: T) => Promise<T>

export const fakeNotify = (ask: Ask): NotifyFacade => ({
  view: (where) => ask('notify', where, notifyView),
  test: (where, by) => ask('notify-test', { where, by }, notifyTestView),
})
