import { afterAll, describe, expect, it } from 'vitest'
import type { CalendarConfig } from '../config/types-calendar.ts'
import type { ChecklistItem } from '../config/types-checklist.ts'
import { type NotifyConfig, notifyEvents } from '../config/types-notify.ts'
import { readSigners } from '../provenance/allowed-signers.ts'
import { compare, loosensDigest, loosensLines } from './loosens.ts'
import { keyRing, now } from './people.fixture.ts'
import type { Policy } from './types.ts'

const ring = keyRing(['pam', 'dan'])
afterAll(ring.clean)

const calendar: CalendarConfig = {
  timeZone: 'America/Toronto',
  open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
  workingDays: [1, 2, 3, 4, 5],
  holidays: ['CA-federal'],
  eveCloses: 720,
  freezes: [],
  closing: 'roll-back',
}
const item: ChecklistItem = {
  name: 'audit',
  title: { en: 'Audit', fr: 'Audit' },
  help: null,
  owner: 'security',
  when: 'before',
  blocks: true,
  appliesWhen: [],
  answer: { by: 'person' },
}
const signers = (...lines: readonly string[]) => readSigners('approvers', lines.join('\n'), 'ecluse')
const pam = ring.line('pam', 'product-manager')
const unit = { name: 'unit', run: ['npm', 'test'], report: null, within: 900_000 }
const approvals = {
  roles: { 'product-manager': 1 },
  notTheAuthor: true,
  expires: 604_800_000,
  canary: { at: 50, roles: { 'delivery-manager': 1 } },
}
const channel: NotifyConfig = { kind: 'slack', to: 'OPS', events: notifyEvents, first: 'en' }
const mail: NotifyConfig = {
  kind: 'smtp',
  to: 'MAIL',
  events: ['waiting', 'expiring'],
  role: 'product-manager',
  first: 'fr',
  from: 'ecluse@example.ca',
  recipients: ['pam@example.ca', 'dan@example.ca'],
}
const old: Policy = {
  after: 'staging',
  keepReleases: 5,
  calendar,
  holidays: {},
  checklist: { items: [item] },
  approvals,
  approvers: signers(pam),
  train: { departs: [{ days: [1], at: 600 }], cutOff: 1_200_000, conductor: null, boards: 'all' },
  rehearsal: { environment: 'staging', maxAge: 86_400_000 },
  audit: { keepEvidence: 2_562, anchor: { repository: '/srv/anchors', branch: 'ecluse-ledger' } },
  notify: [channel, mail],
  addresses: { OPS: { from: 'file', file: '/etc/ops' } },
  tests: { web: [unit] },
}
const keys = (change: Partial<Policy>) =>
  compare(old, { ...old, ...change }, now).loosens.map(({ key }) => key)
const tightened = (change: Partial<Policy>) => compare(old, { ...old, ...change }, now)

describe('what a candidate loosens', () => {
  it('is nothing where nothing changed', () => {
    expect(compare(old, old, now)).toEqual({ loosens: [], tightens: [] })
  })

  const looser: readonly (readonly [string, Partial<Policy>, readonly string[]])[] = [
    ['no environment before it', { after: null }, ['after']],
    ['another environment before it', { after: 'test' }, ['after']],
    ['more releases that no gate holds', { keepReleases: 6 }, ['keep-releases']],
    ['no calendar', { calendar: null }, ['calendar']],
    [
      'a minute more',
      { calendar: { ...calendar, open: [{ days: [1, 2, 3, 4], from: 539, until: 960 }] } },
      ['calendar.open'],
    ],
    ['no holidays', { calendar: { ...calendar, holidays: [] } }, ['calendar.open']],
    ['later eves', { calendar: { ...calendar, eveCloses: 721 } }, ['calendar.open']],
    ['another closing', { calendar: { ...calendar, closing: 'finish' } }, ['calendar.closing']],
    ['no checklist', { checklist: null }, ['checklist.audit']],
    [
      'an item that blocks nothing',
      { checklist: { items: [{ ...item, blocks: false }] } },
      ['checklist.audit'],
    ],
    [
      'an item of another role',
      { checklist: { items: [{ ...item, owner: 'anybody' }] } },
      ['checklist.audit'],
    ],
    [
      'an item that seldom applies',
      { checklist: { items: [{ ...item, appliesWhen: [{ labels: ['x'] }] }] } },
      ['checklist.audit'],
    ],
    ['no approvals', { approvals: null }, ['approvals']],
    ['a role less', { approvals: { ...approvals, roles: {} } }, ['approvals.product-manager']],
    ['authors who may', { approvals: { ...approvals, notTheAuthor: false } }, ['approvals.not-the-author']],
    ['longer validity', { approvals: { ...approvals, expires: 604_800_001 } }, ['approvals.expires']],
    [
      'a canary that goes further',
      { approvals: { ...approvals, canary: { ...approvals.canary, at: 60 } } },
      ['approvals.canary.at'],
    ],
    ['no sign-off of the canary', { approvals: { ...approvals, canary: null } }, ['approvals.canary']],
    ['a key more', { approvers: signers(pam, ring.line('dan', '')) }, ['approvers.dan']],
    ['a role more', { approvers: signers(pam.replace('roles=', 'roles=auditor,')) }, ['approvers.pam']],
    [
      'an address less',
      { approvers: signers(pam.replace('pam@example.org', 'p@example.org')) },
      ['approvers.pam'],
    ],
    ['another train', { train: null }, ['train']],
    ['a test less', { tests: { web: [] } }, ['tests.web.unit']],
    ['another test', { tests: { web: [{ ...unit, run: ['true'] }] } }, ['tests.web.unit']],
    ['evidence kept for less long', { audit: { ...old.audit, keepEvidence: 400 } }, ['audit.keep-evidence']],
    ['no anchor', { audit: { ...old.audit, anchor: null } }, ['audit.anchor']],
    [
      'an anchor on another branch',
      { audit: { ...old.audit, anchor: { repository: '/srv/anchors', branch: 'other' } } },
      ['audit.anchor'],
    ],
    ['a receiver less', { notify: [mail] }, ['notify.slack.OPS']],
    ['a receiver at another address', { notify: [{ ...channel, to: 'X' }, mail] }, ['notify.slack.OPS']],
    ['an event less', { notify: [{ ...channel, events: ['done'] }, mail] }, ['notify.slack.OPS']],
    ['a role that hears alone', { notify: [{ ...channel, role: 'security' }, mail] }, ['notify.slack.OPS']],
    [
      'a channel at another address by the same name',
      { addresses: { OPS: { from: 'file', file: '/dev/null' } } },
      ['secrets.OPS'],
    ],
    [
      'a person less',
      { notify: [channel, { ...mail, recipients: ['pam@example.ca'] }] },
      ['notify.smtp.MAIL'],
    ],
  ]
  it.each(looser)('%s', (_, change, expected) => {
    expect(keys(change)).toEqual(expected)
    expect(
      loosensDigest(compare(old, { ...old, ...change }, now).loosens, { ...old, ...change }),
    ).not.toBeNull()
  })

  it('the zone, which also opens other minutes', () => {
    expect(keys({ calendar: { ...calendar, timeZone: 'America/Vancouver' } })).toEqual([
      'calendar.time-zone',
      'calendar.open',
    ])
  })

  const tighter: readonly (readonly [string, Partial<Policy>, readonly string[]])[] = [
    [
      'fewer minutes',
      { calendar: { ...calendar, open: [{ days: [1], from: 540, until: 960 }] } },
      ['calendar'],
    ],
    ['an item more', { checklist: { items: [item, { ...item, name: 'more' }] } }, ['checklist']],
    ['words of an item', { checklist: { items: [{ ...item, help: { en: 'x', fr: 'y' } }] } }, ['checklist']],
    [
      'a role more',
      { approvals: { ...approvals, roles: { ...approvals.roles, security: 1 } } },
      ['approvals'],
    ],
    ['shorter validity', { approvals: { ...approvals, expires: 1_000_000 } }, ['approvals']],
    ['nobody who may sign', { approvers: signers() }, ['approvers']],
    ['tests more', { tests: { web: [unit, { ...unit, name: 'more' }] } }, []],
    ['a component less', { tests: {} }, []],
    ['evidence kept for ever', { audit: { ...old.audit, keepEvidence: null } }, ['audit']],
    ['a receiver more', { notify: [...old.notify, { ...channel, to: 'X' }] }, []],
    [
      'two lines for what was one',
      {
        notify: [
          { ...channel, events: notifyEvents.slice(0, 4) },
          { ...channel, events: notifyEvents.slice(4) },
          { ...mail, recipients: ['pam@example.ca'] },
          {
            kind: 'smtp',
            to: 'MAIL',
            events: ['waiting', 'expiring'],
            first: 'en',
            recipients: ['dan@example.ca'],
          },
        ],
      },
      [],
    ],
  ]
  it.each(tighter)('not: %s', (_, change, expected) => {
    expect(tightened(change)).toEqual({ loosens: [], tightens: expected })
  })

  it('what was kept for ever and has an end now', () => {
    const before = { ...old, audit: { ...old.audit, keepEvidence: null } }
    const after = { ...old, audit: { ...old.audit, keepEvidence: 400 } }
    expect(loosensLines(compare(before, after, now).loosens)).toEqual([
      {
        en: 'loosens: audit.keep-evidence: for ever -> 400 days',
        fr: 'assouplit : audit.keep-evidence : pour toujours -> 400 jours',
      },
    ])
  })

  it('who hears less, old and new', () => {
    const said = (notify: Policy['notify']) => loosensLines(compare(old, { ...old, notify }, now).loosens)
    expect(said([mail])[0]).toEqual({
      en: 'loosens: notify.slack.OPS: all events -> nobody',
      fr: 'assouplit : notify.slack.OPS : tous les événements -> personne',
    })
    expect(said([channel, { ...mail, events: ['waiting'] }])[0]?.en).toBe(
      'loosens: notify.smtp.MAIL: waiting, expiring (product-manager, pam@…, dan@…) -> waiting (product-manager, pam@…, dan@…)',
    )
  })

  it('a key of somebody who becomes a second person', () => {
    const dan = ring.line('dan', 'product-manager')
    const before = signers(pam, dan.replace('emails=dan', 'emails=pam'))
    const after = signers(pam, dan)
    const found = compare({ ...old, approvers: before }, { ...old, approvers: after }, now)
    expect(found.loosens.map(({ key }) => key)).toContain('approvers.pam')
  })

  it('is shown with old and new value, in both languages', () => {
    const [line] = loosensLines(compare(old, { ...old, after: null }, now).loosens)
    expect(line).toEqual({
      en: 'loosens: after: staging -> none',
      fr: 'assouplit : after : staging -> aucun',
    })
  })
})
