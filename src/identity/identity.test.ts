import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { memberLine, membershipOf, readKeyLines, withLines, withoutLines } from './authorized-keys.ts'
import { membersDoctor } from './findings.ts'
import { isMemberName, readForced, shellWord, shellWords } from './forced-command.ts'
import { readPublicKeys } from './public-key.ts'
import { askedFor, may, namedActions, roles, sees } from './rights.ts'
import type { Membership } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'eid-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const made = (name: string, ...more: string[]): string => {
  const file = join(folder, name)
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', `${name}@laptop`, '-f', file, ...more])
  return readFileSync(`${file}.pub`, 'utf8')
}
const ada = made('ada', '-t', 'ed25519')
const bob = made('bob', '-t', 'rsa', '-b', '2048')
const cyd = made('cyd', '-t', 'ecdsa')
const keyOf = (text: string) => {
  const [key] = readPublicKeys('k.pub', text)
  if (key === undefined) throw new Error('no key')
  return key
}
const memberOf = (text: string, more: Partial<Membership> = {}): Membership => ({
  member: 'ada',
  key: keyOf(text).fingerprint,
  role: 'ship',
  only: null,
  ...more,
})

describe('who may do what', () => {
  test.each([
    ['read', ['status', 'why', 'history', 'logs', 'events', 'ledger', 'candidate', 'version']],
    [
      'ship',
      ['ship', 'receive', 'have', 'build', 'pause', 'resume', 'promote', 'rollback', 'restart', 'secret'],
    ],
    ['admin', ['member-add', 'member-remove', 'an action that nobody has named']],
  ] as const)('%s is asked for by its actions, and each higher role may do them', (role, actions) => {
    for (const action of actions) {
      expect([action, askedFor(action)]).toEqual([action, role])
      for (const one of roles)
        expect([one, action, may(one, action)]).toEqual([
          one,
          action,
          roles.indexOf(one) <= roles.indexOf(role),
        ])
    }
  })
  test('names of a JavaScript object are no actions', () => {
    for (const name of ['constructor', '__proto__', 'toString']) expect(askedFor(name)).toBe('admin')
    expect(namedActions).not.toContain('constructor')
  })
  test('applications', () => {
    expect([sees(null, 'shop'), sees(['shop'], 'shop'), sees(['shop'], 'blog'), sees([], 'shop')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('public keys', () => {
  test('have the fingerprint that ssh-keygen tells', () => {
    for (const name of ['ada', 'bob', 'cyd']) {
      const [, told = ''] = execFileSync('ssh-keygen', ['-l', '-f', join(folder, `${name}.pub`)], {
        encoding: 'utf8',
      }).split(' ')
      expect(keyOf(readFileSync(join(folder, `${name}.pub`), 'utf8')).fingerprint).toBe(told)
    }
  })
  test('several in one file, comments and Windows line ends among them', () => {
    const keys = readPublicKeys('all.pub', `# mine\r\n${ada.trim()}\r\n\r\n${bob}`)
    expect(keys.map(({ type, comment }) => [type, comment])).toEqual([
      ['ssh-ed25519', 'ada@laptop'],
      ['ssh-rsa', 'bob@laptop'],
    ])
  })
  test.each([
    ['a private key', readFileSync(join(folder, 'ada'), 'utf8'), /private-key/],
    ['nothing', '\n# none\n', /no-key/],
    ['options before it', `command="x" ${ada}`, /bad-key/],
    ['another type than its base64', ada.replace('ssh-ed25519', 'ssh-rsa'), /bad-key/],
    ['a cut one', ada.slice(0, 60), /bad-key/],
    ['a certificate', `ssh-ed25519-cert-v01@openssh.com ${ada.split(' ')[1]}`, /bad-key/],
    ['a short RSA key', made('weak', '-t', 'rsa', '-b', '1024'), /weak-key/],
    ['bytes', '\u0000\u0001\u0002', /bad-key/],
  ])('%s is refused by name', (_, text, code) => {
    expect(() => readPublicKeys('k.pub', text)).toThrow(code)
  })
  test('whatever the text, nothing but a problem is thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (words) => {
        try {
          readPublicKeys('k', words)
        } catch (error) {
          expect((error as Error).name).toBe('ProblemError')
        }
      }),
    )
  })
})

describe('lines of authorized_keys', () => {
  test('the agreed shape', () => {
    const line = memberLine(['ecluse'], memberOf(ada), keyOf(ada))
    expect(line).toBe(
      `restrict,command="ecluse connect --member ada --key ${keyOf(ada).fingerprint} --role ship" ${ada.trim()}`,
    )
    expect(memberLine(['ecluse'], memberOf(ada), keyOf(ada), { terminal: true })).toMatch(
      /^restrict,pty,command=/,
    )
    const short = `restrict,command="ecluse connect --member root --key ${keyOf(ada).fingerprint}" ${ada}`
    expect(readKeyLines(short)[0]?.membership).toMatchObject({ member: 'root', role: 'admin', only: null })
  })

  test('what each lets in', () => {
    const forged = memberLine(['ecluse'], { ...memberOf(bob), member: 'eve' }, keyOf(ada))
    const file = [
      '# people',
      ada.trim(),
      `from="10.0.0.0/8,::1",no-pty ${bob.trim()}`,
      `command="rrsync /srv" ${cyd.trim()}`,
      memberLine(['ecluse'], memberOf(bob, { member: 'bob', only: ['shop', 'blog'] }), keyOf(bob)),
      forged,
      'nonsense here',
    ].join('\n')
    const lines = readKeyLines(file)
    expect(lines.map(({ line, kind, restricted }) => [line, kind, restricted])).toEqual([
      [2, 'open', false],
      [3, 'open', false],
      [4, 'other', false],
      [5, 'member', true],
      [6, 'broken', true],
    ])
    expect(lines[3]?.membership).toEqual({ ...memberOf(bob), member: 'bob', only: ['shop', 'blog'] })
    expect(membersDoctor('f', lines).map(({ code, place }) => [code, place.line])).toEqual([
      ['key-is-administrator', 2],
      ['key-is-administrator', 3],
      ['key-line-broken', 6],
    ])
    // sshd takes the first line of a key: a later one of the same key rules nothing.
    expect(membershipOf(lines, 'bob', keyOf(bob).fingerprint)).toBe(null)
    expect(membershipOf(lines.slice(3), 'bob', keyOf(bob).fingerprint)).toMatchObject({ member: 'bob' })
    expect(membershipOf(lines.slice(3), 'eve', keyOf(bob).fingerprint)).toBe(null)
    expect(membershipOf(lines.slice(3), 'ada', keyOf(ada).fingerprint)).toBe(null)
  })

  test('any program, any member is read back as it was written, and sshd’s own parser agrees on the key', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+@-]{0,20}$/)
    const program = fc.array(
      fc.string({ minLength: 1, maxLength: 20 }).filter((w) => !/[\n\r\0\t ]|connect/.test(w)),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    const only = fc.option(
      fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { minLength: 1, maxLength: 3 }),
    )
    fc.assert(
      fc.property(name, program, only, fc.constantFrom(...roles), (member, argv, apps, role) => {
        const membership = memberOf(ada, { member, only: apps, role })
        const [line] = readKeyLines(memberLine(argv, membership, keyOf(ada)))
        expect(line?.membership).toEqual(membership)
      }),
    )
  })

  test('words of a shell are quoted and read back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1 }).filter((word) => !word.includes('\0')),
          { minLength: 1 },
        ),
        (words) => {
          const command = words.map(shellWord).join(' ')
          const told = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
          expect(told.split('\0').slice(0, -1)).toEqual(words)
          expect(shellWords(command)).toEqual(words)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('adding and removing leaves every other byte', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), (others) => {
        const before = others.join('\n')
        const line = memberLine(['ecluse'], memberOf(ada), keyOf(ada))
        const after = withLines(before, [line])
        const numbers = readKeyLines(after)
          .filter(({ membership }) => membership?.member === 'ada')
          .map((one) => one.line)
        const back = withoutLines(after, numbers)
        expect(back === before || back === `${before}\n`).toBe(true)
      }),
    )
  })

  test.each([
    [['ecluse', 'connect'], null],
    [['rsync', '--member', 'x'], null],
    [['ecluse', 'connect', '--member', 'ada'], 'broken'],
    [['ecluse', 'connect', '--member', 'ada', '--key', 'SHA256:x'], 'broken'],
    [['ecluse', 'connect', '--member', '-x', '--key', keyOf(ada).fingerprint], 'broken'],
    [['ecluse', 'connect', '--member', 'ada', '--key', keyOf(ada).fingerprint, '--role', 'root'], 'broken'],
    [['ecluse', 'connect', '--member', 'ada', '--member', 'eve', '--key', keyOf(ada).fingerprint], 'broken'],
    [['ecluse', 'connect', '--member', 'ada', '--key', keyOf(ada).fingerprint, ';', 'sh'], 'broken'],
    [['ecluse', 'connect', '--member', 'ada', '--key', keyOf(ada).fingerprint, '--only', ''], 'broken'],
  ] as const)('%j is %j', (words, read) => {
    expect(readForced(words)).toEqual(read)
  })

  test('names of members', () => {
    for (const name of ['ada', 'ada@example.org', 'a.b-c_d+e']) expect(isMemberName(name)).toBe(true)
    for (const name of ['', '-x', 'a b', 'a"b', 'é', 'x'.repeat(65), 'a\nb', '.x'])
      expect(isMemberName(name)).toBe(false)
  })
})
