import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { readSigners } from './allowed-signers.ts'
import { readSignature, verifySignature } from './sshsig.ts'
import { packed } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-sshsig-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const kinds = [
  ['ed25519', ['-t', 'ed25519']],
  ['rsa', ['-t', 'rsa', '-b', '2048']],
  ['nistp256', ['-t', 'ecdsa', '-b', '256']],
  ['nistp384', ['-t', 'ecdsa', '-b', '384']],
  ['nistp521', ['-t', 'ecdsa', '-b', '521']],
] as const

const keyFile = (kind: string) => join(folder, kind)
const publicKey = (kind: string) => readFileSync(`${keyFile(kind)}.pub`, 'utf8').trim()

const signWith = (kind: string, message: string, more: readonly string[] = []): string => {
  const file = join(folder, `${kind}.text`)
  rmSync(`${file}.sig`, { force: true })
  writeFileSync(file, message)
  const namespace = more.includes('-n') ? [] : ['-n', 'ecluse']
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', ...namespace, ...more, '-f', keyFile(kind), file], {
    stdio: 'pipe',
  })
  return readFileSync(`${file}.sig`, 'utf8')
}

/** What the stock tool says. */
const stock = (kind: string, message: string, armored: string, key = publicKey(kind)): boolean => {
  const [signers, signature] = [join(folder, 'allowed'), join(folder, 'signature')]
  writeFileSync(signers, `me@example.org ${key}\n`)
  writeFileSync(signature, armored)
  const args = ['-Y', 'verify', '-n', 'ecluse', '-f', signers, '-I', 'me@example.org', '-s', signature]
  return spawnSync('ssh-keygen', args, { input: message }).status === 0
}

const ours = (message: string, armored: string): boolean =>
  typeof verifySignature(armored, message, 'ecluse') === 'object'

beforeAll(() => {
  for (const [kind, args] of kinds)
    execFileSync('ssh-keygen', ['-q', ...args, '-N', '', '-C', kind, '-f', keyFile(kind)])
})

const armorOf = (bytes: Uint8Array) =>
  `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(bytes).toString('base64')}\n-----END SSH SIGNATURE-----\n`
const bytesOf = (armored: string) => Buffer.from(armored.split('\n').slice(1, -2).join(''), 'base64')

describe('signatures of ssh-keygen', () => {
  it.each(kinds.map(([kind]) => kind))('%s: what it signs is taken by both', (kind) => {
    for (const more of [[], ['-O', 'hashalg=sha256']]) {
      const message = `{"note":"é ${kind}"}`
      const armored = signWith(kind, message, more)
      const key = verifySignature(armored, message, 'ecluse')
      expect(key).toMatchObject({ blob: publicKey(kind).split(' ')[1] })
      expect(stock(kind, message, armored)).toBe(true)
      expect(ours(`${message} `, armored)).toBe(false)
      expect(stock(kind, `${message} `, armored)).toBe(false)
    }
  })

  it('is refused with another namespace, by name', () => {
    const armored = signWith('ed25519', 'words', ['-n', 'git'])
    expect(verifySignature(armored, 'words', 'ecluse')).toBe('namespace')
    expect(stock('ed25519', 'words', armored)).toBe(false)
  })

  it.each(kinds.map(([kind]) => kind))('%s: altered by a byte anywhere, it is refused', (kind) => {
    const bytes = bytesOf(signWith(kind, 'words'))
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(typeof verifySignature(armorOf(changed), 'words', 'ecluse'), `byte ${at}`).toBe('string')
    }
    expect(ours('words', armorOf(Buffer.concat([bytes, Buffer.from([0])])))).toBe(false)
    expect(ours('words', armorOf(bytes.subarray(0, -1)))).toBe(false)
  })

  it('whatever ours takes of changed ones, the stock tool takes', () => {
    const bytes = bytesOf(signWith('nistp256', 'words'))
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
    fc.assert(
      fc.property(change, ([at, by]) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ by
        const armored = armorOf(changed)
        if (ours('words', armored)) expect(stock('nistp256', 'words', armored)).toBe(true)
      }),
    )
  })

  it('whatever stands there, nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readSignature(armorOf(Buffer.concat([Buffer.from('SSHSIG'), bytes])))).toBeTypeOf('string')
      }),
    )
    expect(verifySignature('', '', 'ecluse')).toBe('form')
    expect(verifySignature('-----BEGIN PGP SIGNATURE-----', '', 'ecluse')).toBe('form')
  })

  it('an RSA key with too few bits is refused by name', () => {
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', keyFile('weak')])
    expect(verifySignature(signWith('weak', 'words'), 'words', 'ecluse')).toBe('weak')
  })
})

describe('signatures of security keys', () => {
  const digest = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()
  const device = (kind: 'ed25519' | 'ec', flags: number) => {
    const pair =
      kind === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
    const jwk = pair.publicKey.export({ format: 'jwk' })
    const raw = (part: string | undefined) => Buffer.from(part ?? '', 'base64url')
    const type = kind === 'ec' ? 'sk-ecdsa-sha2-nistp256@openssh.com' : 'sk-ssh-ed25519@openssh.com'
    const blob =
      kind === 'ec'
        ? packed(type, 'nistp256', Buffer.concat([Buffer.from([4]), raw(jwk.x), raw(jwk.y)]), 'ssh:')
        : packed(type, raw(jwk.x), 'ssh:')
    const tail = Buffer.from([flags, 0, 0, 0, 9])
    const text = Buffer.concat([
      Buffer.from('SSHSIG'),
      packed('ecluse', '', 'sha512', createHash('sha512').update('words').digest()),
    ])
    const data = Buffer.concat([digest('ssh:'), tail, digest(text)])
    const positive = (bytes: Buffer) => {
      const first = bytes.findIndex((byte) => byte !== 0)
      const cut = bytes.subarray(first)
      return (cut[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), cut]) : cut
    }
    const made =
      kind === 'ec'
        ? sign('sha256', data, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' })
        : sign(null, data, pair.privateKey)
    const inner = kind === 'ec' ? packed(positive(made.subarray(0, 32)), positive(made.subarray(32))) : made
    const signature = Buffer.concat([packed(type), packed(inner), tail])
    const version = Buffer.from([0, 0, 0, 1])
    const bytes = Buffer.concat([
      Buffer.from('SSHSIG'),
      version,
      packed(blob, 'ecluse', '', 'sha512', signature),
    ])
    return { armored: armorOf(bytes), bytes, line: `${type} ${blob.toString('base64')}` }
  }

  it.each(['ed25519', 'ec'] as const)('%s: is taken where it was touched, and only for its text', (kind) => {
    expect(verifySignature(device(kind, 1).armored, 'words', 'ecluse')).toMatchObject({ application: 'ssh:' })
    expect(verifySignature(device(kind, 1).armored, 'other', 'ecluse')).toBe('wrong')
    expect(verifySignature(device(kind, 0).armored, 'words', 'ecluse')).toBe('touch')
    // A PIN or a fingerprint beside the touch says more, not less.
    expect(ours('words', device(kind, 5).armored)).toBe(true)
  })

  it.each(['ed25519', 'ec'] as const)('%s: the stock tool says the same', (kind) => {
    const { armored, line } = device(kind, 1)
    expect(stock(kind, 'words', armored, line)).toBe(true)
    expect(stock(kind, 'other', armored, line)).toBe(false)
    expect(stock(kind, 'words', armored, device(kind, 1).line)).toBe(false)
  })

  it.each(['ed25519', 'ec'] as const)('%s: altered by a byte anywhere, it is refused', (kind) => {
    const { bytes } = device(kind, 1)
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(typeof verifySignature(armorOf(changed), 'words', 'ecluse'), `byte ${at}`).toBe('string')
    }
  })

  it('a line of an approvers file names one as any other key', () => {
    const { line, armored } = device('ec', 1)
    const [signer] = readSigners('approvers', `ann@example.org ${line} roles=auditor`, 'ecluse').signers
    expect(verifySignature(armored, 'words', 'ecluse')).toMatchObject({ blob: signer?.key.blob })
  })
})

describe('allowed signers', () => {
  const line = (before: string, after: string) =>
    `${before} ${publicKey('ed25519').split(' ').slice(0, 2).join(' ')} ${after}`
  const read = (text: string) => readSigners('approvers', text, 'ecluse').signers

  it('reads names, roles, addresses and validity', () => {
    const text = [
      '# people',
      '',
      line('ann@example.org,ann', 'Ann roles=product-manager,auditor emails=Ann@Work.example'),
      line('bob namespaces="git,ecluse",valid-after="20260101Z",valid-before="202612311530Z"', ''),
      line('git-only namespaces="git"', 'roles=product-manager'),
    ].join('\n')
    const [ann, bob, ...rest] = read(text)
    expect(rest).toEqual([])
    expect(ann).toMatchObject({
      line: 3,
      principals: ['ann@example.org', 'ann'],
      roles: ['product-manager', 'auditor'],
      emails: ['ann@example.org', 'ann@work.example'],
    })
    expect(bob).toMatchObject({ after: Date.UTC(2026, 0, 1), before: Date.UTC(2026, 11, 31, 15, 30) })
  })

  it('is the stock tool’s file: the comment changes nothing', () => {
    const armored = signWith('ed25519', 'words')
    const file = join(folder, 'stock')
    writeFileSync(
      file,
      `${line('ann@example.org namespaces="ecluse"', 'roles=product-manager emails=a@x')}\n`,
    )
    writeFileSync(join(folder, 'one.sig'), armored)
    const args = [
      '-Y',
      'verify',
      '-n',
      'ecluse',
      '-f',
      file,
      '-I',
      'ann@example.org',
      '-s',
      join(folder, 'one.sig'),
    ]
    expect(spawnSync('ssh-keygen', args, { input: 'words' }).status).toBe(0)
  })

  it.each([
    ['no key', 'ann', 'signer-line'],
    ['a malformed key', 'ann ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAKE', 'signer-key'],
    [
      'a key that is not what its type says',
      `ann ssh-rsa ${'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'}`,
      'signer-key',
    ],
    ['an authority', 'ann cert-authority ssh-ed25519 AAAA', 'signer-authority'],
    ['an unknown option', 'ann no-such="x" ssh-ed25519 AAAA', 'signer-option'],
    ['an option twice', 'ann namespaces="a",namespaces="b" ssh-ed25519 AAAA', 'signer-option'],
    ['an open quote', 'ann namespaces="a ssh-ed25519 AAAA', 'signer-line'],
    ['a certificate', 'ann ssh-ed25519-cert-v01@openssh.com AAAA', 'signer-key-type'],
  ])('refuses %s, by name and line', (_, words, code) => {
    const found = () => read(`# one\n${words}`)
    expect(found).toThrow(ProblemError)
    try {
      found()
    } catch (error) {
      const [problem] = (error as ProblemError).problems
      expect(problem).toMatchObject({ code, place: { file: 'approvers', line: 2 } })
    }
  })

  it.each([
    ['20260101', 'signer-date'],
    ['20260229Z', 'signer-date'],
    ['2026-01-01Z', 'signer-date'],
    ['20260431Z', 'signer-date'],
  ])('refuses the time %s', (words, code) => {
    expect(() => read(line(`ann valid-after="${words}"`, ''))).toThrow(code)
    expect(() => read(line('ann valid-after="20270101Z",valid-before="20260101Z"', ''))).toThrow(
      'signer-never-valid',
    )
    expect(() => read(line('ann', 'emails=nobody'))).toThrow('signer-email')
  })
})
