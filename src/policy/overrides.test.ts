import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { administratorsOf } from '../identity/administrators.ts'
import { memberLine, readKeyLines } from '../identity/authorized-keys.ts'
import { keyOf } from '../identity/public-key.ts'
import type { Role } from '../identity/rights.ts'
import type { PublicKey } from '../identity/types.ts'
import { sha256 } from '../kernel/canonical.ts'
import { readSigners } from '../provenance/allowed-signers.ts'
import { judgeOverride, overriders } from './overrides.ts'
import { keyRing, manifest, now } from './people.fixture.ts'
import type { Received } from './types.ts'

const ring = keyRing(['ada', 'pam', 'eve'])
afterAll(ring.clean)

const keyOfName = (name: string): PublicKey => {
  const [type = '', blob = ''] = readFileSync(join(ring.folder, `${name}.pub`), 'utf8').split(' ')
  const key = keyOf(type, blob, name)
  if (key === null) throw new Error(`${name} has no key`)
  return key
}
const line = (name: string, role: Role, only: readonly string[] | null = null): string => {
  const key = keyOfName(name)
  return memberLine(['ecluse'], { member: name, key: key.fingerprint, role, only }, key)
}
const admins = (...lines: readonly string[]) =>
  administratorsOf(readKeyLines(`${lines.join('\n')}\n`), 'shop')
const approvers = readSigners('approvers', ring.line('pam', 'product-manager'), 'ecluse')
const spoken = { action: 'override', item: 'calendar', note: 'a hole in the fence' } as const
const over = (name: string, change: Parameters<typeof ring.signed>[1] = {}, at?: number): Received =>
  ring.signed(name, { ...spoken, ...change }, at)

const about = { application: 'shop', environment: 'production', manifest, now }
const code = (received: Received, people = overriders(admins(line('ada', 'admin')), [])) => {
  const judged = judgeOverride(received, about, { approvals: null }, people)
  return judged.counts ? judged.person.name : judged.reason.code
}

describe('who may sign an override', () => {
  it('is an administrator who comes in by a key', () => {
    expect(code(over('ada'))).toBe('ada')
    expect(code(over('pam'))).toBe('signer-unknown')
    expect(admins(line('ada', 'ship'), line('eve', 'admin', ['blog']))).toEqual([])
    // A key without a name is nobody's here.
    const { type, blob } = keyOfName('eve')
    expect(admins(`${type} ${blob} eve`)).toEqual([])
    expect(admins(line('ada', 'read'), line('ada', 'admin'))).toEqual([])
  })

  it('is an approver in force where nobody comes in so, and an administrator’s word where there is none', () => {
    const people = overriders([], [{ approvers }, { approvers: null }])
    expect(code(over('pam'), people)).toBe('pam')
    expect(code({ ...over('pam'), signature: null }, people)).toBe('unsigned')
    expect(code({ ...over('ada'), signature: null }, [])).toBe('ada')
    expect(code(over('eve'), [])).toBe('eve')
  })
})

describe('an override counts for nothing', () => {
  const other = sha256('other')
  it.each([
    ['of another digest', { manifest: other }, 'other-digest'],
    ['of another environment', { environment: 'staging' }, 'other-environment'],
    ['of another application', { application: 'blog' }, 'other-application'],
    ['of another action', { action: 'approve', item: null }, 'other-action'],
    ['of a gate that nobody may pass', { item: 'tested' }, 'other-item'],
    ['that has expired', { expires: now - 1 }, 'statement-expired'],
    ['of a week ago, whatever it says', { signedAt: now - 8 * 86_400_000 }, 'statement-expired'],
    ['of tomorrow', { signedAt: now + 86_400_000 }, 'signed-in-the-future'],
  ] as const)('%s', (_, change, expected) => {
    expect(code(over('ada', change))).toBe(expected)
    // The same where nobody has to sign.
    expect(code({ ...over('ada', change), signature: null }, [])).toBe(expected)
  })

  it('by a key that was withdrawn, and when a byte of it was changed', () => {
    const given = over('ada')
    expect(code(given)).toBe('ada')
    expect(code(given, overriders(admins(line('eve', 'admin')), []))).toBe('signer-unknown')
    const altered = given.text.replace('a hole', 'b hole')
    expect(code({ ...given, text: altered })).toBe('signature-malformed')
    const statement = { ...given.statement, note: 'b hole in the fence' }
    expect(code({ ...given, text: altered, statement })).toBe('signature-wrong')
  })
})

it('the stock tool verifies what was signed', () => {
  const { text, signature } = over('ada')
  const [signers, file] = [join(ring.folder, 'signers'), join(ring.folder, 'override.sig')]
  writeFileSync(signers, `${ring.line('ada', '')}\n`)
  writeFileSync(file, signature ?? '')
  const args = ['-Y', 'verify', '-n', 'ecluse', '-f', signers, '-I', 'ada', '-s', file]
  expect(execFileSync('ssh-keygen', args, { input: text }).toString()).toContain('Good "ecluse" signature')
})
