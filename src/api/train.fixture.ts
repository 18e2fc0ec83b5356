import type { ChecklistView } from '../engine/facade-checklist.ts'
import type { TrainView } from '../engine/facade-train.ts'

const at = Date.parse('2026-03-02T14:02:11Z')
const hour = 3_600_000
const board = { candidate: null, aboard: [], holds: [], left: [] }

/** A board with a train that boards, one that is delayed, and one on a holiday. */
export const trainView: TrainView = {
  application: 'hello',
  environment: 'production',
  release: 141,
  train: {
    departs: [{ days: [1, 2, 3, 4], at: 600 }],
    cutOff: 1_200_000,
    conductor: 'delivery-manager',
    boards: 'all',
  },
  timeZone: 'America/Toronto',
  now: at,
  departures: [
    {
      ...board,
      id: '2026-03-02T09:00',
      at: at - 131_000,
      cutOff: at - hour,
      kind: 'timetable',
      state: 'delayed',
      candidate: { id: 'C9', number: 14, release: null },
      aboard: [
        { candidate: 'C7', number: 12, commit: 'a'.repeat(40), subject: 'Claims', by: 'ada', leads: false },
        { candidate: 'C8', number: 13, commit: 'b'.repeat(40), subject: 'Forms', by: 'bob', leads: true },
      ],
      holds: [{ en: 'a product-manager has to approve', fr: 'le rôle product-manager doit approuver' }],
      left: [
        {
          candidate: 'C6',
          number: 11,
          why: { en: 'api stays behind: its tests failed', fr: 'api reste à quai : ses tests ont échoué' },
        },
      ],
    },
    {
      ...board,
      id: '2026-03-03T10:00',
      at: at + 24 * hour,
      cutOff: at + 23 * hour,
      kind: 'timetable',
      state: 'not-leaving',
      holds: [{ en: 'a holiday', fr: 'un jour férié' }],
    },
    {
      ...board,
      id: 'extra-2026-03-04T10:00',
      at: at + 48 * hour,
      cutOff: at + 47 * hour,
      kind: 'extra',
      state: 'boarding',
    },
  ],
}

/** One answered by a machine, one that waits for a person, one left over. */
export const checklistView: ChecklistView = {
  application: 'hello',
  environment: 'production',
  declared: true,
  candidate: { id: 'C7', number: 12, release: null, commit: 'a'.repeat(40), manifest: 'sha256:m' },
  items: [
    {
      name: 'tests',
      title: { en: 'Tests passed', fr: 'Tests réussis' },
      help: null,
      owner: 'delivery-manager',
      when: 'before',
      kind: 'evidence',
      blocks: true,
      state: 'done',
      why: { en: 'passed: web unit', fr: 'réussi : web unit' },
      answered: null,
      cleared: [],
      opening: null,
    },
    {
      name: 'green-light',
      title: { en: 'Green light', fr: 'Feu vert' },
      help: { en: 'read the notes first', fr: 'lisez d’abord les notes' },
      owner: 'product-manager',
      when: 'before',
      kind: 'person',
      blocks: true,
      state: 'open',
      why: { en: 'waits for product-manager (pam)', fr: 'attend product-manager (pam)' },
      answered: null,
      cleared: [],
      opening: {
        by: 'person',
        role: 'product-manager',
        names: ['pam'],
        line: 'ecluse sign-off green-light --environment production',
      },
    },
  ],
  afterwards: [
    {
      release: 141,
      name: 'announced',
      title: { en: 'Announced', fr: 'Annoncé' },
      owner: 'communications',
      blocks: false,
      since: at,
      state: 'open',
      answer: null,
      line: 'ecluse sign-off announced --environment production --release 141',
    },
  ],
}
