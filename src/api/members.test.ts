import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memberLine, readKeyLines } from '../identity/authorized-keys.ts'
import { readPublicKeys } from '../identity/public-key.ts'
import { namedActions } from '../identity/rights.ts'
import type { Membership } from '../identity/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import { commit, view } from './engine.fixture.ts'
import { writeIntroduction } from './introduction.ts'
import { narrowings } from './narrow.ts'
import { routes } from './routes.ts'
import { type MembersView, membersView } from './routes-members.ts'
import { type ServedFake, serveFake } from './served.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'eam-'))
const made = (name: string) => {
  const file = join(folder, name)
  execFileSync('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-C', name, '-f', file])
  const text = readFileSync(`${file}.pub`, 'utf8')
  const [key] = readPublicKeys(name, text)
  if (key === undefined) throw new Error('no key')
  return { text, key }
}
const ada = made('ada')
const bob = made('bob')
const cyd = made('cyd')

let served: ServedFake
beforeAll(async () => {
  served = await serveFake()
})
afterAll(async () => {
  await served.stop()
  rmSync(folder, { recursive: true, force: true })
})

const allow = (...lines: readonly [{ key: typeof ada.key }, Partial<Membership>][]): void =>
  writeFileSync(
    served.keys,
    lines
      .map(([{ key }, membership]) =>
        memberLine(
          ['ecluse'],
          { member: 'ada', key: key.fingerprint, role: 'ship', only: null, ...membership },
          key,
        ),
      )
      .join('\n'),
  )

const open = async (introduction: string): Promise<Socket> => {
  const socket = connect(served.membersSocket)
  await once(socket, 'connect')
  socket.write(introduction)
  return socket
}
const say = (member: string, { key }: { key: typeof ada.key }) =>
  writeIntroduction({ member, key: key.fingerprint })

/** Whatever comes back on a connection until it ends, or until what is waited for has come. */
const answer = (socket: Socket, until: RegExp): Promise<string> =>
  new Promise((resolve) => {
    let got = ''
    socket.on('data', (part) => {
      got += String(part)
      if (until.test(got)) resolve(got)
    })
    socket.on('close', () => resolve(got))
  })

const request = (path: string, { method = 'GET', headers = '', body = '' } = {}) =>
  `${method} ${path} HTTP/1.1\r\nhost: x\r\n${headers}${body === '' ? '' : `content-type: application/json\r\ncontent-length: ${body.length}\r\n`}\r\n${body}`

/** One request as somebody; the answer's document. */
const ask = async (introduction: string, path: string, more = {}): Promise<Record<string, unknown>> => {
  const socket = await open(introduction)
  try {
    socket.write(request(path, more))
    const got = await answer(socket, /\r\n\r\n.*\}$/s)
    return JSON.parse(got.slice(got.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>
  } finally {
    socket.destroy()
  }
}
const code = (document: Record<string, unknown>) =>
  (document['problems'] as readonly { code: string }[] | undefined)?.[0]?.code

test('the sockets are their owner’s alone', () => {
  for (const path of [served.socket, served.membersSocket]) expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('every route has its right in the table, or is an administrator’s on purpose', () => {
  const unnamed = routes.map(({ id }) => id).filter((id) => !namedActions.includes(id))
  expect(unnamed, 'name its role in src/identity/rights.ts').toEqual([])
  const ids = routes.map(({ id }) => id)
  expect(Object.keys(narrowings).filter((id) => !ids.includes(id))).toEqual([])
})

describe('who somebody is', () => {
  beforeAll(() => allow([ada, { member: 'ada' }], [bob, { member: 'bob', role: 'read' }]))

  test('comes from the first line alone', async () => {
    const actor = { kind: 'member', name: 'ada', key: ada.key.fingerprint }
    expect(await ask(say('ada', ada), '/v1/whoami')).toEqual({ actor, role: 'ship', only: null })
    expect(await ask(say('bob', bob), '/v1/whoami')).toMatchObject({ actor: { name: 'bob' }, role: 'read' })
    expect(await served.client.get('/v1/whoami')).toMatchObject({ actor: { kind: 'user' }, role: 'admin' })
  })

  test('not from a header, a query or a body', async () => {
    const headers = `x-ecluse-member: ada\r\nx-forwarded-user: ada\r\nauthorization: ${ada.key.fingerprint}\r\n`
    const path = `/v1/whoami?member=ada&key=${encodeURIComponent(ada.key.fingerprint)}`
    expect(await ask(say('bob', bob), path, { headers })).toMatchObject({ actor: { name: 'bob' } })
  })

  test.each([
    ['another’s name with one’s own key', () => say('ada', bob)],
    ['a name that nobody has', () => say('eve', bob)],
    ['a key that nobody has', () => say('ada', cyd)],
  ])('%s is nobody', async (_, introduction) => {
    expect(code(await ask(introduction(), '/v1/status'))).toBe('not-a-member')
  })

  test.each([
    ['no line, but HTTP', () => request('/v1/whoami')],
    ['a line that is no JSON', () => 'ada\n'],
    [
      'a name with a line end in it',
      () => `${JSON.stringify({ member: 'a\nb', key: ada.key.fingerprint })}\n`,
    ],
    ['a line without end', () => 'x'.repeat(5_000)],
    ['other types', () => '{"member":["ada"],"key":1}\n'],
  ])('%s is cut off unanswered', async (_, words) => {
    const socket = await open(words())
    expect(await answer(socket, /never/)).toBe('')
  })

  test('a second line is no line any more', async () => {
    const socket = await open(say('bob', bob) + say('ada', ada) + request('/v1/whoami'))
    const got = await answer(socket, /\r\n\r\n/)
    expect(got).not.toContain('"ada"')
    expect(got).toMatch(/^(HTTP\/1\.1 400|$)/)
    socket.destroy()
  })

  test('the line may come in pieces, with the request behind it in the same one', async () => {
    const words = say('ada', ada) + request('/v1/whoami')
    for (const cut of [1, 10, say('ada', ada).length - 1, say('ada', ada).length, words.length]) {
      const socket = await open(words.slice(0, cut))
      await new Promise((resolve) => setTimeout(resolve, 20))
      socket.write(words.slice(cut))
      expect(await answer(socket, /"ada"/)).toContain('"name":"ada"')
      socket.destroy()
    }
  })

  test('several requests on one connection are all the same member’s', async () => {
    const socket = await open(say('bob', bob))
    socket.write(request('/v1/whoami') + request('/v1/whoami'))
    expect((await answer(socket, /"bob".*"bob"/s)).match(/"name":"bob"/g)).toHaveLength(2)
    socket.destroy()
  })
})

describe('what somebody may', () => {
  const ship = { method: 'POST', body: JSON.stringify({ commit }) }
  const path = '/v1/applications/hello/ship'
  test('read looks, ship ships, neither lets anybody in; the ledger’s actor is the member', async () => {
    allow(
      [ada, { member: 'ada' }],
      [bob, { member: 'bob', role: 'read' }],
      [cyd, { member: 'cyd', role: 'admin' }],
    )
    served.engine.asked.length = 0
    const refused = await ask(say('bob', bob), path, ship)
    expect(refused).toMatchObject({ problems: [{ code: 'not-allowed', kind: 'refused' }] })
    expect(served.engine.asked).toEqual([])
    expect(await ask(say('ada', ada), path, ship)).toMatchObject({ kind: 'new' })
    expect(served.engine.asked.at(-1)).toMatchObject({
      what: 'ship',
      with: { actor: { kind: 'member', name: 'ada', key: ada.key.fingerprint } },
    })
    expect(await ask(say('bob', bob), '/v1/status')).toHaveProperty('applications')
    const add = {
      method: 'POST',
      body: JSON.stringify({ member: 'eve', keys: made('eve').text, role: 'admin' }),
    }
    expect(code(await ask(say('ada', ada), '/v1/members', add))).toBe('not-allowed')
    expect(code(await ask(say('bob', bob), '/v1/applications/hello/secret'))).toBe('not-allowed')
    expect(await ask(say('cyd', cyd), '/v1/members', add)).toHaveProperty('members')
  })

  test('a role that is changed counts from the next request on', async () => {
    allow([ada, { role: 'read' }])
    expect(code(await ask(say('ada', ada), path, ship))).toBe('not-allowed')
    allow([ada, { role: 'ship' }])
    expect(await ask(say('ada', ada), path, ship)).toMatchObject({ kind: 'new' })
  })

  test('--only: other applications are neither acted on nor seen', async () => {
    allow([ada, { only: ['shop'], role: 'admin' }], [bob, { member: 'bob', only: ['hello'] }])
    expect(code(await ask(say('ada', ada), path, ship))).toBe('not-allowed')
    expect(await ask(say('bob', bob), path, ship)).toMatchObject({ kind: 'new' })
    expect(await ask(say('ada', ada), '/v1/status')).toEqual({ applications: [] })
    expect(code(await ask(say('ada', ada), '/v1/status?application=hello'))).toBe('not-allowed')
    expect(JSON.stringify(await ask(say('bob', bob), '/v1/status'))).toContain('"hello"')
    served.engine.set(view('C1'))
    expect(code(await ask(say('ada', ada), '/v1/candidates/C1'))).toBe('not-allowed')
    expect(await ask(say('bob', bob), '/v1/candidates/C1')).toHaveProperty('id')
    expect(code(await ask(say('ada', ada), '/v1/members'))).toBe('not-allowed')
    served.engine.happen({ en: 'seen by bob', fr: 'vu par bob' })
    const events = await open(say('bob', bob) + request('/v1/events'))
    expect(await answer(events, /seen by bob/)).toContain('seen by bob')
    events.destroy()
    const none = await open(say('ada', ada) + request('/v1/events'))
    served.engine.happen({ en: 'seen by ada', fr: 'vu par ada' }, { application: 'shop' })
    const heard = await answer(none, /seen by ada/)
    expect(heard).not.toContain('seen by bob')
    none.destroy()
  })
})

test('a member who is removed is cut within a second, in the middle of a stream; others are not', async () => {
  allow([ada, { member: 'ada' }], [bob, { member: 'bob' }])
  const [gone, stays] = [
    await open(say('ada', ada) + request('/v1/events')),
    await open(say('bob', bob) + request('/v1/events')),
  ]
  await Promise.all([answer(gone, /still here/), answer(stays, /still here/)])
  const began = performance.now()
  // The cut may come before the answer.
  const closed = once(gone, 'close')
  await served.client.post('/v1/members/ada/remove', {})
  await closed
  // A second, on a machine that has one to give.
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(stays.destroyed).toBe(false)
  stays.destroy()
  expect(code(await ask(say('ada', ada), '/v1/whoami'))).toBe('not-a-member')
})

describe('members', () => {
  const add = (body: object) => served.client.post<MembersView>('/v1/members', body)
  test('are added, get another role, and are removed; other lines stay byte for byte; each is recorded', async () => {
    const others = `# kept\n\nfrom="10.0.0.1" ${cyd.text}`
    writeFileSync(served.keys, others)
    served.engine.asked.length = 0
    const one = membersView.parse(await add({ member: 'ada', keys: ada.text }))
    expect(one).toMatchObject({
      members: [{ member: 'ada', role: 'ship', only: null, keys: [{ fingerprint: ada.key.fingerprint }] }],
      administrators: [{ fingerprint: cyd.key.fingerprint, line: 3 }],
      broken: [],
    })
    expect(readFileSync(served.keys, 'utf8').startsWith(others)).toBe(true)
    expect(statSync(served.keys).mode & 0o777).toBe(0o600)
    const two = await add({ member: 'ada', keys: bob.text, role: 'read', only: ['shop'] })
    expect(two.members).toMatchObject([{ role: 'read', only: ['shop'], keys: [{}, {}] }])
    expect(readKeyLines(readFileSync(served.keys, 'utf8')).map(({ kind }) => kind)).toEqual([
      'open',
      'member',
      'member',
    ])
    const gone = await served.client.post<MembersView>('/v1/members/ada/remove', {})
    expect(gone.members).toEqual([])
    expect(readFileSync(served.keys, 'utf8')).toBe(others)
    expect(served.engine.asked.map((asked) => (asked.with as { action: string }).action)).toEqual([
      'member-added',
      'member-added',
      'member-removed',
    ])
  })

  test.each([
    ['another member’s key', { member: 'bob', keys: ada.text }, 'key-taken'],
    ['an administrator’s key', { member: 'bob', keys: cyd.text }, 'key-taken'],
    ['a name that would end the line', { member: 'bob\n', keys: bob.text }, 'bad-member'],
    ['a name that is an option', { member: '--role', keys: bob.text }, 'bad-member'],
    ['a private key', { member: 'bob', keys: readFileSync(join(folder, 'bob'), 'utf8') }, 'private-key'],
    ['a key with options of its own', { member: 'bob', keys: `pty ${bob.text}` }, 'bad-key'],
    ['a role that is none', { member: 'bob', keys: bob.text, role: 'root' }, 'bad-request'],
  ])('%s is refused, and nothing is written', async (_, body, code) => {
    writeFileSync(served.keys, cyd.text)
    await add({ member: 'ada', keys: ada.text })
    const before = readFileSync(served.keys, 'utf8')
    const error = await add(body).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ProblemError)
    expect((error as ProblemError).problems[0]?.code).toBe(code)
    expect(readFileSync(served.keys, 'utf8')).toBe(before)
  })

  test('many at once are all let in', async () => {
    writeFileSync(served.keys, '')
    const people = Array.from({ length: 5 }, (_, index) => ({ name: `p${index}`, ...made(`p${index}`) }))
    await Promise.all(people.map(({ name, text }) => add({ member: name, keys: text })))
    const names = readKeyLines(readFileSync(served.keys, 'utf8')).map(({ membership }) => membership?.member)
    expect(names.sort()).toEqual(people.map(({ name }) => name))
  })
})
