import { expect, it } from 'vitest'
import { base, problemsOf, read } from './read.fixture.ts'

const secrets = 'secrets: { CHANNEL: set, KEY: { file: /etc/key }, RUN: { command: [cat, 1.10] } }\n'
const withOne = (receiver: string): string => `${base}${secrets}notify:\n  - ${receiver}\n`
const found = (receiver: string): readonly string[] =>
  problemsOf(withOne(receiver)).map(({ code, place }) => `${place?.line}:${place?.column} ${code}`)

it('fills in every event and English first', () => {
  const config = read(withOne('{ kind: slack, to: CHANNEL }'))
  expect(config.notify).toEqual([
    {
      kind: 'slack',
      to: 'CHANNEL',
      first: 'en',
      events: [
        'waiting',
        'departure',
        'expiring',
        'started',
        'step',
        'verdict',
        'rolled-back',
        'done',
        'override',
        'freeze',
      ],
    },
  ])
  expect(config.secrets).toEqual({
    CHANNEL: { from: 'set' },
    KEY: { from: 'file', file: '/etc/key' },
    RUN: { from: 'command', command: ['cat', '1.10'] },
  })
  expect(read(base).notify).toBeUndefined()
})

it('keeps what each kind needs', () => {
  const all = read(
    `${base}${secrets}notify:
  - { kind: webhook, to: CHANNEL, sign-with: KEY, events: [done, waiting], role: product-manager, environment: production, first: fr }
  - { kind: smtp, to: CHANNEL, from: a@b.ca, recipients: [c@d.ca, c@d.ca] }
  - { kind: gc-notify, to: KEY, template: f33517ff-2a88-4f6e-b855-c550268ce08a, recipients: [c@d.ca], url: "http://127.0.0.1:1/" }
`,
  ).notify
  expect(all?.[0]).toMatchObject({ signWith: 'KEY', events: ['waiting', 'done'], first: 'fr' })
  expect(all?.[1]).toMatchObject({ recipients: ['c@d.ca'] })
  expect(all?.[2]).toMatchObject({ url: 'http://127.0.0.1:1' })
})

it.each([
  ['{ kind: pigeon, to: CHANNEL }', '11:13 unknown-value'],
  ['{ kind: slack }', '11:3 missing-key'],
  ['{ kind: slack, to: CHANEL }', '11:24 unknown-secret-name'],
  ['{ kind: slack, to: "https://hooks.example/T/B/x" }', '11:24 bad-variable'],
  ['{ kind: slack, to: CHANNEL, events: [exploded] }', '11:42 unknown-value'],
  ['{ kind: slack, to: CHANNEL, events: [] }', '11:41 bad-value'],
  ['{ kind: slack, to: CHANNEL, environment: producton }', '11:46 unknown-environment'],
  ['{ kind: slack, to: CHANNEL, sign-with: KEY }', '11:33 receiver-key-unused'],
  ['{ kind: webhook, to: CHANNEL }', '11:5 receiver-incomplete'],
  ['{ kind: webhook, to: CHANNEL, sign-with: NOBODY }', '11:46 unknown-secret-name'],
  ['{ kind: smtp, to: CHANNEL, from: me }', '11:38 bad-value'],
  ['{ kind: gc-notify, to: KEY, template: one, recipients: [a@b.ca] }', '11:43 bad-value'],
  ['{ kind: teams, to: CHANNEL, first: de }', '11:40 unknown-value'],
])('refuses %s', (receiver, expected) => {
  expect(found(receiver)).toContain(expected)
})

it('refuses an address without TLS elsewhere, and the same receiver twice', () => {
  const gc = 'kind: gc-notify, to: KEY, template: f33517ff-2a88-4f6e-b855-c550268ce08a, recipients: [c@d.ca]'
  expect(problemsOf(withOne(`{ ${gc}, url: "http://10.0.0.1" }`)).map(({ code }) => code)).toEqual([
    'address-not-https',
  ])
  expect(
    problemsOf(withOne('{ kind: slack, to: CHANNEL }\n  - { kind: slack, to: CHANNEL, events: [done] }')).map(
      ({ code }) => code,
    ),
  ).toEqual(['receiver-twice'])
})

it('takes no value where a source belongs', () => {
  const codes = problemsOf(`${base}secrets: { CHANNEL: "https://hooks.example/x" }\n`).map(({ code }) => code)
  expect(codes).toHaveLength(1)
})
