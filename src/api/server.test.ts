import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ProblemError, type ProblemKind } from '../kernel/problem.ts'
import { formats, same } from '../kernel/text.ts'
import type { Happening } from '../records/types.ts'
import { ApiClient, isAway } from './client.ts'
import { commit, ended, view } from './engine.fixture.ts'
import { packType } from './pack-type.ts'
import { type ServedFake, serveFake } from './served.fixture.ts'
import * as views from './views.ts'

let served: ServedFake
beforeAll(async () => {
  served = await serveFake()
})
afterAll(() => served.stop())
beforeEach(() => {
  served.engine.fails = null
  served.engine.asked.length = 0
  served.engine.happenings.length = 0
})

const me = { kind: 'user', name: userInfo().username, id: userInfo().uid }
const hello = '/v1/applications/hello'

const problemsOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (one: unknown) => one,
  )
  expect(error).toBeInstanceOf(ProblemError)
  return (error as ProblemError).problems
}

test('only the user who runs it may open the socket', () => {
  expect(statSync(served.socket).mode & 0o777).toBe(0o600)
})

describe('what is asked reaches the engine, with who asks', () => {
  test('ship, commands, rollback, restart, build', async () => {
    const { client, engine } = served
    const shipped = await client.post(`${hello}/ship`, { commit, upTo: 'staging' })
    expect(views.shipped.parse(shipped)).toMatchObject({ kind: 'new', candidate: 'C1' })
    for (const name of ['pause', 'resume', 'promote']) {
      const done = await client.post(`${hello}/${name}`, { environment: 'production' })
      expect(views.done.parse(done).rollout).toBe('R1')
    }
    await client.post(`${hello}/rollback`, { to: 139, why: 'wrong totals' })
    await client.post(`${hello}/restart`, {})
    const built = views.build.parse(await client.post(`${hello}/build`, { commit }))
    expect(built.components[0]?.name).toBe('web')
    expect(engine.asked).toEqual([
      { what: 'ship', with: { application: 'hello', commit, actor: me, upTo: 'staging' } },
      ...['pause', 'resume', 'promote'].map((what) => ({
        what,
        with: { where: { application: 'hello', environment: 'production' }, by: me },
      })),
      {
        what: 'rollback',
        with: { where: { application: 'hello', environment: null, to: 139, why: 'wrong totals' }, by: me },
      },
      {
        what: 'restart',
        with: { where: { application: 'hello', environment: null, component: null }, by: me },
      },
      { what: 'build', with: { application: 'hello', of: commit, by: me } },
    ])
  })

  test('views have the shapes that the document tells', async () => {
    const { client, engine } = served
    engine.set(view('C1', { ended: ended(3, 'rolled-back'), stage: 'ended' }))
    expect(views.candidate.parse(await client.get('/v1/candidates/C1'))).toEqual(engine.candidates.get('C1'))
    expect(views.status.parse(await client.get('/v1/status')).applications).toHaveLength(1)
    expect(views.why.parse(await client.get(`${hello}/why`, { release: 142 })).release).toBe(142)
    expect(views.history.parse(await client.get(`${hello}/history`)).rollouts).toHaveLength(1)
    expect(await client.get(`${hello}/secret`, { environment: 'production' })).toEqual({
      header: 'x-ecluse-version',
      secret: 'f00d',
    })
    expect(await client.get('/v1/ledger/verify')).toEqual({ entries: 1_042, broken: null })
    expect((await client.get<{ entries: unknown[] }>('/v1/ledger')).entries).toHaveLength(1)
    expect(await client.get('/v1/version')).toMatchObject({ version: '1.2.3', pid: process.pid })
  })
})

describe('problems', () => {
  const statuses: readonly (readonly [ProblemKind, number])[] = [
    ['usage', 400],
    ['refused', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['failed', 500],
    ['unavailable', 503],
  ]
  test.each(statuses)('of kind %s answer %i, and arrive as they were thrown', async (kind, status) => {
    const problem = {
      code: 'ended' as const,
      kind,
      message: same('words'),
      place: { file: 'a.yaml', line: 3 },
    }
    served.engine.fails = new ProblemError(problem)
    expect(await problemsOf(served.client.get('/v1/status'))).toEqual([problem])
    expect((await raw(`GET /v1/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).slice(0, 12)).toBe(
      `HTTP/1.1 ${status}`,
    )
  })

  test('an error that is no problem is said to be unexpected, and is told to the log', async () => {
    served.engine.fails = new Error('boom')
    const problems = await problemsOf(served.client.get('/v1/status'))
    expect(problems).toMatchObject([{ code: 'unexpected', kind: 'failed' }])
    expect(served.troubles).toContain('GET /v1/status')
  })

  test.each([
    [
      'a short commit',
      'ship',
      { commit: 'a1b2c3' },
      'body “commit”: a full commit id is expected: 40 lower-case hexadecimal digits',
      'corps « commit » : un identifiant complet de commit est attendu : 40 chiffres hexadécimaux minuscules',
    ],
    ['no commit', 'ship', {}, 'body “commit”: text is expected', 'corps « commit » : un texte est attendu'],
    [
      'a name with a slash',
      'ship',
      { commit, upTo: '../x' },
      'body “upTo”: what matches /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/ is expected',
      'corps « upTo » : ce qui répond à /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/ est attendu',
    ],
    [
      'a release that is no number',
      'rollback',
      { to: 'last' },
      'body “to”: a number is expected',
      'corps « to » : un nombre est attendu',
    ],
    [
      'too many commits',
      'have',
      { commits: Array.from({ length: 2_001 }, () => commit) },
      'body “commits”: at most 2,000 entries expected',
      `corps « commits » : il faut au plus ${formats.fr.count(2_000)} éléments`,
    ],
  ])('bad input is refused before the engine hears of it: %s', async (_, path, body, en, fr) => {
    const problems = await problemsOf(served.client.post(`${hello}/${path}`, body))
    expect(problems[0]).toMatchObject({ code: 'bad-request', kind: 'usage', message: { en, fr } })
    expect(served.engine.asked).toEqual([])
  })

  test('a body that is too large, one that is no JSON, a path that is not there', async () => {
    const large = await problemsOf(served.client.post(`${hello}/ship`, { commit: 'x'.repeat(2_000_000) }))
    expect(large[0]?.code).toBe('body-too-large')
    const post = (body: string) =>
      raw(
        `POST ${hello}/ship HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    expect(await post('{"commit":')).toMatch(/^HTTP\/1.1 400.*"bad-request"/s)
    expect((await problemsOf(served.client.get('/v2/status')))[0]?.code).toBe('no-route')
  })

  test('nobody there is told apart from a connection that broke', async () => {
    const nobody = await served.client.get('/v1/version').then(() => new ApiClient(`${served.socket}-not`))
    const [problem] = await problemsOf(nobody.get('/v1/version'))
    expect(problem?.code).toBe('not-there')
    expect(isAway(await nobody.get('/v1/version').catch((error: unknown) => error))).toBe(true)
  })
})

const raw = async (request: string): Promise<string> => {
  const socket = connect(served.socket)
  let answer = ''
  socket.setEncoding('utf8').on('data', (part) => {
    answer += String(part)
  })
  socket.write(request)
  await once(socket, 'close')
  return answer
}

describe('packs', () => {
  async function* parts(...chunks: readonly (string | Uint8Array)[]) {
    for (const chunk of chunks) yield chunk
  }

  test('a pack arrives byte for byte after its line, however it is cut', async () => {
    const pack = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256))
    const offer = Buffer.from(`${JSON.stringify({ commit, shallow: [commit], version: 'v1' })}\n`)
    const whole = Buffer.concat([offer, pack])
    for (const sizes of [[whole.length], [1, 7, 60, whole.length], [offer.length, 5, whole.length]]) {
      served.engine.packs.length = 0
      const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0))
      const chunks = sizes.map((size, index) => whole.subarray(starts[index], (starts[index] ?? 0) + size))
      await served.client.upload(`${hello}/receive`, packType, parts(...chunks))
      expect(served.engine.packs[0]?.equals(pack)).toBe(true)
      expect(served.engine.asked.at(-1)?.with).toEqual({
        application: 'hello',
        offer: { commit, shallow: [commit], version: 'v1' },
      })
    }
  })

  test.each([
    ['nothing', []],
    ['no line', ['PACK....']],
    ['no JSON', ['words\n', 'PACK']],
    ['a bad commit', ['{"commit":"x","shallow":[]}\n']],
    ['an endless line', Array.from({ length: 40 }, () => 'x'.repeat(65_536))],
  ])('a body that does not begin with an offer is refused: %s', async (_, chunks) => {
    const problems = await problemsOf(served.client.upload(`${hello}/receive`, packType, parts(...chunks)))
    expect(problems[0]?.code).toBe('bad-offer')
  })

  test('what the engine refuses while it is sent arrives as its problem', async () => {
    served.engine.fails = new ProblemError({ code: 'bad-pack', kind: 'usage', message: same('no') })
    const offer = `${JSON.stringify({ commit, shallow: [] })}\n`
    const problems = await problemsOf(served.client.upload(`${hello}/receive`, packType, parts(offer, 'x')))
    expect(problems[0]?.code).toBe('bad-pack')
  })
})

describe('server-sent events', () => {
  const take = async (count: number, after: number, query = {}): Promise<readonly Happening[]> => {
    const over = new AbortController()
    const taken: Happening[] = []
    for await (const one of served.client.events(after, query, over.signal)) {
      taken.push(views.happening.parse(one))
      if (taken.length === count) over.abort()
    }
    return taken
  }

  test('those kept come first, then those to come; Last-Event-ID resumes without a gap or a double', async () => {
    for (const word of ['a', 'b', 'c']) served.engine.happen(same(word))
    const coming = take(4, 0)
    await expect.poll(() => served.engine.asked.some(({ what }) => what === 'follow')).toBe(true)
    served.engine.happen(same('d\nwith a line end'))
    expect((await coming).map(({ text }) => text.en)).toEqual(['a', 'b', 'c', 'd\nwith a line end'])
    expect((await take(2, 2)).map(({ seq }) => seq)).toEqual([3, 4])
  })

  test('are real events for any client: id, event, data', async () => {
    served.engine.happen(same('x'))
    const socket = connect(served.socket)
    let answer = ''
    socket.setEncoding('utf8').on('data', (part) => {
      answer += String(part)
    })
    socket.write('GET /v1/events?candidate=C1 HTTP/1.1\r\nhost: x\r\nlast-event-id: 0\r\n\r\n')
    await expect.poll(() => answer).toMatch(/id: 1\nevent: happening\ndata: \{"seq":1/)
    expect(answer).toMatch(/content-type: text\/event-stream/)
    socket.destroy()
  })

  test('a server that ends breaks the stream, which its reader is told', async () => {
    const other = await serveFake()
    other.engine.happen(same('x'))
    const reading = (async () => {
      for await (const _ of other.client.events(0, {})) void other.stop()
    })()
    expect((await problemsOf(reading))[0]?.code).toBe('connection-lost')
  })
})

test('log lines come as JSON lines; follow ends when the client goes', async () => {
  const lines: unknown[] = []
  for await (const line of served.client.lines(`${hello}/logs`, { tail: 5 }))
    lines.push(views.logLine.parse(line))
  expect(lines).toHaveLength(2)
  const over = new AbortController()
  for await (const _ of served.client.lines(`${hello}/logs`, { follow: true }, over.signal)) over.abort()
  served.engine.fails = new ProblemError({ code: 'unknown-component', kind: 'usage', message: same('no') })
  const failing = (async () => {
    for await (const _ of served.client.lines(`${hello}/logs`, {})) void _
  })()
  expect((await problemsOf(failing))[0]?.code).toBe('unknown-component')
})
