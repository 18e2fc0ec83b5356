import { expect, it } from 'vitest'
import { environment } from '../../api/engine.fixture.ts'
import { findingsOf } from './findings.ts'
import { quietSupervisor } from './listing.fixture.ts'
import type { Facts } from './types.ts'

const well: Facts = {
  now: 1_000_000,
  root: '/data',
  version: '1.0.0',
  node: { running: '24.21.0', shipped: '24.21.0' },
  folder: {
    writable: true,
    disk: { free: 50e9, of: 100e9, inodes: 1e6 },
    future: null,
    leftovers: [],
    restoredFrom: null,
    stopped: null,
  },
  supervisor: quietSupervisor,
  router: { at: 0, pid: 1, splits: [], fences: {} },
  controlPlane: { version: '1.0.0' },
  status: { applications: [] },
  deaf: [],
  limits: { files: 65_536 },
  sourcePorts: { first: 32_768, last: 60_999 },
  clock: { kept: true },
  git: 'git version 2.47.3',
  members: [],
  config: [],
}
const codes = (change: Partial<Facts>): readonly string[] =>
  findingsOf({ ...well, ...change }, 1_000).map(({ code, severity }) => `${severity} ${code}`)
const folder = (change: Partial<NonNullable<Facts['folder']>>) => ({
  folder: well.folder === null ? null : { ...well.folder, ...change },
})
const notice = (code: string) => ({
  code,
  kind: 'failed' as const,
  message: { en: 'what is wrong', fr: 'ce qui ne va pas' },
  todo: { en: 'what to do', fr: 'quoi faire' },
})
const noticed = {
  environment: 'hello/production',
  generation: 1,
  weight: 0,
  boot: 'old',
  old: 1,
  new: null,
  open: {},
  lastStarted: {},
  listening: [],
  notices: [notice('certificate-expired'), notice('acme-refused')],
}
const stuck = (code: string, passed: boolean) => ({
  code,
  since: Date.parse('2026-03-02T14:02:11Z'),
  text: { en: 'the notes of release 3 were given up', fr: 'les notes de la version 3 ont été abandonnées' },
  todo: { en: 'put them there', fr: 'mettez-les là' },
  tried: !passed,
  passed,
})
const settled = environment({ rollout: null, unknown: [] })

it.each([
  ['a healthy machine', {}, []],
  [
    'no data folder',
    { folder: null, supervisor: null, router: null, controlPlane: null, status: null },
    ['note no-data-folder'],
  ],
  ['a full disk', folder({ disk: { free: 1e8, of: 100e9, inodes: 1e6 } }), ['wrong disk-low']],
  [
    'an application above its limit',
    {
      status: {
        applications: [
          { application: 'a', environments: [], disk: { bytes: 2e9, atMost: 1e9, at: 0, over: true } },
          { application: 'b', environments: [], disk: { bytes: 1e9, atMost: 2e9, at: 0, over: false } },
        ],
      },
    },
    ['wrong disk-over'],
  ],
  ['no inodes', folder({ disk: { free: 50e9, of: 100e9, inodes: 12 } }), ['wrong disk-low']],
  ['another user’s folder', folder({ writable: false }), ['wrong not-writable']],
  ['a clock that went back', folder({ future: 1_000_000 + 60_000 }), ['wrong clock-behind']],
  ['a dead writer’s lock', folder({ leftovers: ['/data/.backup-x'] }), ['wrong stale-lock']],
  [
    'a restored folder that waits',
    { ...folder({ restoredFrom: 'old' }), supervisor: null, router: null, controlPlane: null },
    ['wrong original-may-live'],
  ],
  ['a dead control plane', { controlPlane: null, status: null }, ['wrong does-not-answer']],
  [
    'everything dead',
    { supervisor: null, router: null, controlPlane: null, status: null },
    ['wrong does-not-answer', 'wrong does-not-answer', 'wrong does-not-answer'],
  ],
  [
    'everything stopped on purpose',
    {
      ...folder({ stopped: 'everything' }),
      supervisor: null,
      router: null,
      controlPlane: null,
      status: null,
    },
    ['note stopped-on-purpose'],
  ],
  [
    'the control plane stopped on purpose',
    { ...folder({ stopped: 'control-plane' }), controlPlane: null, status: null },
    ['note stopped-on-purpose'],
  ],
  ['another version', { controlPlane: { version: '0.9.0' } }, ['note other-version']],
  ['too few files', { limits: { files: 256 } }, ['wrong few-open-files']],
  ['source ports among ours', { sourcePorts: { first: 1_024, last: 65_535 } }, ['wrong ports-overlap']],
  ['no git', { git: null }, ['wrong no-git']],
  [
    'an address of another',
    { deaf: [{ address: '127.0.0.1:80', takenBy: 'uid 0' }] },
    ['wrong address-not-open'],
  ],
  [
    'a certificate that has expired, and a renewal that fails',
    { router: { at: 0, pid: 1, splits: [noticed], fences: {} } },
    ['wrong certificate-expired', 'wrong acme-refused'],
  ],
  [
    'applications that are not separated',
    { supervisor: { ...quietSupervisor, users: undefined as never } },
    ['note not-separated'],
  ],
  [
    'ports that are not kept apart',
    { supervisor: { ...quietSupervisor, users: {}, portsApart: false } },
    ['wrong ports-not-apart'],
  ],
  [
    'people on another release than desired',
    { status: { applications: [{ application: 'hello', environments: [settled] }] } },
    ['wrong drift'],
  ],
  [
    'notes given up, and an anchor and a repository that cannot be reached',
    {
      status: {
        applications: [
          {
            application: 'hello',
            environments: [],
            stalled: [
              stuck('notes-not-published', true),
              stuck('anchor-failed', false),
              stuck('manifest-away', false),
              stuck('actual-refused', false),
            ],
          },
        ],
      },
    },
    ['wrong anchor-failed', 'wrong manifest-away', 'wrong actual-refused', 'note notes-not-published'],
  ],
  [
    'an environment in somebody’s hands',
    {
      status: {
        applications: [
          { application: 'hello', environments: [{ ...settled, handedOver: { by: 'ann', at: 0 } }] },
        ],
      },
    },
    ['note in-hand'],
  ],
] as const)('%s', (_, change, expected) => {
  expect(codes(change as Partial<Facts>)).toEqual(expected)
})

it('says in both languages what it found, how, and one command', () => {
  for (const one of findingsOf({ ...well, ...folder({ writable: false }), git: null }, 1_000)) {
    expect(one.text.en).not.toBe(one.text.fr)
    expect(one.mend).toMatch(/^[a-z]/)
  }
})

it('says of what does not go on elsewhere since when, and what to do', () => {
  const status = {
    applications: [
      { application: 'hello', environments: [], stalled: [stuck('notes-not-published', false)] },
    ],
  }
  const [one] = findingsOf({ ...well, status }, 1_000)
  expect(one?.text).toEqual({
    en: 'hello: the notes of release 3 were given up; since 2026-03-02T14:02:11Z',
    fr: 'hello : les notes de la version 3 ont été abandonnées ; depuis 2026-03-02T14:02:11Z',
  })
  expect(one?.todo?.fr).toBe('mettez-les là')
})
