import type { Keys, Shown } from './example.ts'

const is = (value: NonNullable<Shown['is']>): Shown => ({ is: value })
const sample = (value: NonNullable<Shown['sample']>): Shown => ({ sample: value })

/** Of the keys that say when and who, which only a team can fill in: all of them samples. */
export const policyExample: Keys = {
  calendar: sample({
    'time-zone': is('America/Toronto'),
    open: is('Mon-Thu 09:00-16:00'),
    'working-days': is('Mon-Fri'),
    holidays: is(['CA-federal', 'CA-ON']),
    'eve-closes': is('"12:00"'),
    freezes: sample([{ from: '2026-12-18', to: '2027-01-03', why: 'end of the year' }]),
    closing: is('roll-back'),
  }),
  checklist: sample('release-checklist.yaml'),
  train: sample({
    departs: is(['Mon-Thu 10:00', 'Mon-Thu 14:00']),
    'cut-off': is('20m'),
    conductor: sample('delivery-manager'),
    boards: {
      is: 'all',
      sample: { label: is('train'), branch: sample('main') },
    },
  }),
  approvals: sample({
    'product-manager': is(1),
    'not-the-author': is(true),
    expires: is('7d'),
    canary: sample({ at: is('50%'), 'delivery-manager': is(1) }),
  }),
  approvers: sample('approvers'),
  'keep-releases': is(5),
  'rehearse-rollback': sample({
    probes: sample([{ path: '/', status: 200 }]),
    load: sample(['node', 'load.js']),
    within: is('2m'),
    for: is('5s'),
    'max-age': is('7d'),
  }),
}
