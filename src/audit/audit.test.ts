import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { formats } from '../kernel/text.ts'
import { keyRing } from '../policy/people.fixture.ts'
import { readSignature } from '../provenance/sshsig.ts'
import { archiveOf } from './archive.ts'
import { audited } from './audit.fixture.ts'
import type { AuditedStatement } from './types.ts'
import { verifyArchive } from './verify.ts'
import { pack, unpack } from './zip.ts'

const archive = archiveOf(audited(3))
const text = new TextDecoder()
const bytes = new TextEncoder()

/** The archive with one file otherwise. */
const changed = (path: string, change: (content: string) => string | null): Uint8Array => {
  const files = new Map(unpack(archive))
  const content = change(text.decode(files.get(path)))
  if (content === null) files.delete(path)
  else files.set(path, bytes.encode(content))
  return pack(files)
}

/** The archive with another index, and a seal that fits. */
const sealedAnew = (index: string): Uint8Array =>
  pack(
    new Map([
      ...unpack(archive),
      ['audit.json', bytes.encode(index)] as const,
      ['seal', bytes.encode(`${sha256(index)}\n`)] as const,
    ]),
  )

const problemsOf = (one: Uint8Array): readonly string[] =>
  verifyArchive(one).problems.map(({ code, place }) =>
    [code, place?.file, place?.line].filter((part) => part !== undefined).join(' '),
  )

describe('an archive', () => {
  it('is whole as it was made, and says what it holds', () => {
    expect(verifyArchive(archive)).toMatchObject({
      problems: [],
      entries: 6,
      links: 3,
      pruned: 0,
      index: { application: 'shop', releases: [1, 2, 3], head: { seq: 9 } },
    })
  })

  it('of more files than a ZIP can count is refused, never cut', () => {
    const configurations = Object.fromEntries(
      Array.from({ length: 65_540 }, (_, n) => [`sha256:${String(n).padStart(64, '0')}`, n]),
    )
    expect(() => archiveOf({ ...audited(1), configurations })).toThrow(/audit-too-large/)
  })

  it('is the same twice', () => {
    expect(Buffer.compare(archive, archiveOf(audited(3)))).toBe(0)
  })

  it('altered by a byte, wherever, is found', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: archive.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, by) => {
          const other = Uint8Array.from(archive)
          other[at] = (other[at] ?? 0) ^ by
          expect(verifyArchive(other).problems).not.toEqual([])
        },
      ),
      { numRuns: 400 },
    )
  })

  it('cut short, wherever, is found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: archive.length - 1 }), (length) => {
        expect(verifyArchive(archive.subarray(0, length)).problems).not.toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /not-an-audit/],
    ['something else', bytes.encode('hello'), /not-an-audit/],
    ['an archive of others', pack(new Map([['a.txt', bytes.encode('a')]])), /not-an-audit/],
    [
      'a file altered',
      changed('releases/000002/evidence.json', (s) => s.replace('pass', 'hold')),
      /^audit-altered releases\/000002\/evidence\.json/,
    ],
    [
      'a file removed',
      changed('releases/000002/rollouts.json', () => null),
      /^audit-removed releases\/000002\/rollouts\.json/,
    ],
    ['a file inserted', pack(new Map([...unpack(archive), ['x', bytes.encode('x')]])), /^audit-inserted x/],
    [
      'the index altered',
      changed('audit.json', (s) => s.replace('1.0.0', '1.0.1')),
      /^audit-altered audit\.json/,
    ],
    ['the seal altered', changed('seal', (s) => s.replace(/[0-9]/, 'f')), /^audit-altered audit\.json/],
  ])('%s is told', (_, one, expected) => {
    expect(problemsOf(one).join('; ')).toMatch(expected)
  })

  const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
  /** The local part of an archive, without its tables. */
  const local = (one: Uint8Array): Uint8Array => one.subarray(0, Buffer.from(one).indexOf('PK\u0001\u0002'))
  const packed = [...unpack(archive)].map(([path, content]): [string, [Uint8Array, { level: 9 }]] => [
    path,
    [content, { level: 9 }],
  ])
  const bomb = zipSync({ 'audit.json': [new Uint8Array(64 << 20), { level: 9 }] })

  it.each<[string, Uint8Array, RegExp]>([
    ['bytes before it', joined(bytes.encode('#!/bin/sh\n'), archive), /^not-an-audit/],
    ['bytes after it', joined(archive, bytes.encode('more')), /^audit-altered/],
    ['two archives in one file', joined(archive, archive), /^audit-altered/],
    ['a file twice', joined(local(archive), archive), /^audit-altered/],
    ['packed again by another program', zipSync(Object.fromEntries(packed)), /^audit-altered/],
    ['a bomb', bomb, /^(audit-altered|not-an-audit)/],
    ['a way out', pack(new Map([...unpack(archive), ['../../etc/x', bytes.encode('x')]])), /^audit-inserted/],
    [
      'an index of another shape',
      changed('audit.json', () => '{"format":1,"files":[]}'),
      /^audit-altered audit\.json/,
    ],
    ['an index of no shape, sealed anew', sealedAnew('null'), /^not-an-audit/],
    [
      'a manifest too deep to read',
      changed('releases/000001/manifest.json', () => '['.repeat(99_999) + ']'.repeat(99_999)),
      /^audit-altered releases\/000001\/manifest\.json/,
    ],
  ])('%s is told, and costs no more than its size', (_, one, expected) => {
    expect(problemsOf(one).join('; ')).toMatch(expected)
  })

  it('a change of time, attributes or order in its tables is told by its byte', () => {
    const table = Buffer.from(archive).indexOf('PK\u0001\u0002')
    for (const at of [10, table + 12, table + 38]) {
      const other = Uint8Array.from(archive)
      other[at] = (other[at] ?? 0) ^ 1
      expect(verifyArchive(other).problems[0]?.message.en).toContain(`byte ${formats.en.count(at)} `)
    }
  })

  it('cut short says where it ends', () => {
    const { problems } = verifyArchive(archive.subarray(0, 5_000))
    expect(problems[0]?.message.en).toContain('ends after 5,000 bytes')
  })

  /** A forger who writes the digests anew as well; only the chain tells. */
  const forged = (ledger: (lines: string[]) => string[]) => {
    const original = audited(3)
    const lines = original.ledger.entries.map((entry) => JSON.stringify(entry))
    const entries = ledger(lines).map((line) => JSON.parse(line) as (typeof original.ledger.entries)[number])
    return archiveOf({ ...original, ledger: { ...original.ledger, entries } })
  }

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'altered',
      (all) => all.map((line, n) => (n === 3 ? line.replace('shipped', 'skipped') : line)),
      /ledger\.jsonl 4/,
    ],
    ['removed', (all) => all.filter((_, n) => n !== 3), /ledger\.jsonl 4/],
    ['doubled', (all) => all.flatMap((line, n) => (n === 3 ? [line, line] : [line])), /ledger\.jsonl 5/],
    [
      'reordered',
      (all) => [...all.slice(0, 3), ...all.slice(3, 5).reverse(), ...all.slice(5)],
      /ledger\.jsonl 4/,
    ],
  ])(
    'an entry that was %s breaks the chain, even where every digest of a file was made anew',
    (_, change, expected) => {
      expect(problemsOf(forged(change))[0]).toMatch(expected)
    },
  )

  it('a payload and a manifest that were exchanged are found, even with new digests', () => {
    const one = audited(2)
    const [digest] = Object.keys(one.ledger.payloads) as `sha256:${string}`[]
    const payloads = {
      ...one.ledger.payloads,
      ...(digest === undefined ? {} : { [digest]: { text: 'other' } }),
    }
    expect(problemsOf(archiveOf({ ...one, ledger: { ...one.ledger, payloads } }))[0]).toBe(
      'audit-altered payloads.jsonl 1',
    )
    const releases = one.releases.map((release) => ({ ...release, content: { other: true } }))
    expect(problemsOf(archiveOf({ ...one, releases }))[0]).toBe('audit-altered releases/000001/manifest.json')
  })

  it('of which retention took payloads is whole, and says so', () => {
    const one = audited(2)
    expect(verifyArchive(archiveOf({ ...one, ledger: { ...one.ledger, payloads: {} } }))).toMatchObject({
      problems: [],
      pruned: 4,
    })
  })

  it('is read by people in both languages; a commit’s words are no markup', () => {
    const files = unpack(archive)
    const english = text.decode(files.get('README.html'))
    const french = text.decode(files.get('LISEZMOI.html'))
    expect(english).toContain('<html lang="en-CA">')
    expect(english).toContain('Add &lt;b&gt;number&lt;/b&gt; 1')
    expect(english).toContain('3 tests passed')
    expect(french).toContain('3 tests réussis')
    expect(french).toContain('version 3 en service')
    expect(english).toContain('entry 0')
    expect(english).not.toContain('entry 2<')
    // A letter that turns the others around is shown, not obeyed.
    expect(english).toContain('right \\u{202e}left')
  })
})

describe('what people signed', () => {
  const ring = keyRing(['ada'])
  afterAll(ring.clean)
  const { text: words, signature } = ring.signed('ada', { action: 'override', item: 'calendar', note: 'why' })
  const read = readSignature(signature ?? '')
  const key = typeof read === 'string' ? null : read.key.fingerprint
  const signed = (change: Partial<AuditedStatement> = {}): Uint8Array => {
    const all = audited(1)
    const statements = all.releases[0]?.statements.map((one) => ({
      ...one,
      signer: 'ada',
      text: words,
      signature,
      key,
      ...change,
    }))
    return archiveOf({
      ...all,
      releases: all.releases.map((one) => ({ ...one, statements: statements ?? [] })),
    })
  }

  it('stands there to the byte, and the stock tool checks it with what is in the archive alone', () => {
    const files = unpack(signed())
    expect(verifyArchive(signed()).problems).toEqual([])
    const path = 'releases/000001/statements/01-override-calendar.json'
    for (const name of ['signers', 'sig'])
      writeFileSync(
        join(ring.folder, name),
        files.get(name === 'sig' ? `${path}.sig` : 'releases/000001/statements/signers') ?? '',
      )
    const args = ['-Y', 'verify', '-n', 'ecluse', '-I', 'ada', '-f', join(ring.folder, 'signers')]
    const said = execFileSync('ssh-keygen', [...args, '-s', join(ring.folder, 'sig')], {
      input: files.get(path),
    })
    expect(said.toString()).toContain('Good "ecluse" signature for ada')
    expect(text.decode(files.get('README.html'))).toContain('<strong>overridden: calendar</strong>')
    expect(text.decode(files.get('LISEZMOI.html'))).toContain('a &lt;hole&gt; in the fence')
    expect(text.decode(files.get('README.html'))).toContain('loosens: approvals.auditor: 1 -&gt; 0')
  })

  it.each([
    ['another text', { text: words.replace('why', 'wherefore') }],
    ['another key', { key: 'SHA256:other' }],
    ['no signature at all', { signature: 'none' }],
  ])('with %s is found, though every digest of the archive was made anew', (_, change) => {
    expect(problemsOf(signed(change))).toEqual([
      'audit-signature-wrong releases/000001/statements/01-override-calendar.json',
    ])
  })
})
