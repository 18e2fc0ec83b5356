import type { PlainExample } from './example.ts'

/** One receiver of each kind. */
export const notifyExample: PlainExample = [
  { kind: 'slack', to: 'OPS_CHANNEL', events: ['started', 'rolled-back', 'done'], environment: 'production' },
  { kind: 'webhook', to: 'HOOK', 'sign-with': 'HOOK_KEY' },
  { kind: 'teams', to: 'OPS_CHANNEL', role: 'product-manager', events: ['waiting'], first: 'fr' },
  { kind: 'smtp', to: 'MAIL_SERVER', from: 'ecluse@example.ca', recipients: ['ops@example.ca'] },
  {
    kind: 'gc-notify',
    to: 'GC_KEY',
    template: 'f33517ff-2a88-4f6e-b855-c550268ce08a',
    recipients: ['ops@example.ca'],
    url: 'https://api.notification.canada.ca',
  },
]
