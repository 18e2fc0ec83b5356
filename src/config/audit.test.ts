import { expect, it } from 'vitest'
import { base, problemsOf, read } from './read.fixture.ts'

const withAudit = (words: string): string => `${base}audit: ${words}\n`

it.each([
  ['{ keep-evidence: 7y }', { keepEvidence: 2_562 }],
  ['{ keep-evidence: 90d }', { keepEvidence: 90 }],
  ['{ anchor: { file: /srv/audit/heads } }', { anchor: { file: '/srv/audit/heads' } }],
  [
    '{ anchor: { repository: /srv/audit.git } }',
    { anchor: { repository: '/srv/audit.git', branch: 'ecluse-ledger' } },
  ],
  [
    '{ keep-evidence: 1y, anchor: { repository: "ssh://git@git.example.ca/a.git", branch: heads/prod } }',
    { keepEvidence: 366, anchor: { repository: 'ssh://git@git.example.ca/a.git', branch: 'heads/prod' } },
  ],
])('reads %s', (words, expected) => {
  expect(read(withAudit(words)).audit).toEqual(expected)
})

it.each([
  ['{ keep-evidence: 30d }', 'bad-duration'],
  ['{ keep-evidence: 101y }', 'bad-duration'],
  ['{ keep-evidence: 7 years }', 'bad-duration'],
  ['{ anchor: { file: heads } }', 'bad-path'],
  ['{ anchor: { repository: "https://user:pw@git.example.ca/a.git" } }', 'bad-value'],
  ['{ anchor: { repository: "ext::sh -c id" } }', 'bad-value'],
  ['{ anchor: { repository: "-upload-pack=x" } }', 'bad-value'],
  ['{ anchor: { repository: /a.git, branch: "../x" } }', 'bad-value'],
  ['{ anchor: { repository: /a.git, file: /b } }', 'one-anchor'],
  ['{ anchor: {} }', 'one-anchor'],
  ['{ anchor: { file: /b, branch: main } }', 'one-anchor'],
  ['{ anchors: {} }', 'unknown-key'],
])('refuses %s', (words, code) => {
  expect(problemsOf(withAudit(words)).map((one) => one.code)).toContain(code)
})
