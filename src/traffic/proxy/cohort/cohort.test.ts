import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CohortBy } from '../../../ports/router.ts'
import type { ReadRequest } from '../http/request.ts'
import { splitOf } from '../proxy.fixture.ts'
import { cookieName, newId, parseCookie, readCookie, tagOf, writeCookie } from './cookie.ts'
import { hash32, positionOf, positions, saltSeed } from './hash.ts'
import { Placing } from './placing.ts'

const request = (given: Partial<ReadRequest>): ReadRequest => ({
  method: 'GET',
  target: '/',
  fields: '',
  host: 'a',
  hasBody: false,
  length: undefined,
  chunked: false,
  upgrade: false,
  repeatable: true,
  cookie: '',
  agent: 'firefox',
  forced: undefined,
  person: undefined,
  forwardedFor: undefined,
  forwardedProto: undefined,
  ...given,
})
const placing = (
  weight: number,
  salt: string,
  cohortBy: CohortBy = 'own-cookie',
  forcedSecret: string | null = null,
) => new Placing(splitOf({ generation: 1, weight, salt, cohortBy, forcedSecret }))
const people = Array.from({ length: 10_000 }, () => newId())
const share = (weight: number, salt: string): Set<string> => {
  const placed = placing(weight, salt)
  const name = cookieName('shop/production')
  const inNew = people.filter((id) => {
    const cookie = `${name}=${id}.0.00000000`
    return placed.place(request({ cookie }), '').side === 'new'
  })
  return new Set(inNew)
}

test('the hash is MurmurHash3: its published vectors', () => {
  expect(hash32('', 0)).toBe(0)
  expect(hash32('', 1)).toBe(0x514e28b7)
  expect(hash32('', 0xffffffff)).toBe(0x81f16f39)
  // Two bytes a unit: these are the four bytes 21 43 65 87, and twice that.
  expect(hash32('\u4321\u8765', 0)).toBe(0xf55b516b)
  expect(hash32('\u4321\u8765', 0x5082edee)).toBe(0x2362f9de)
})

describe('shares', () => {
  test('are what was asked for', () => {
    expect(share(0, 's').size).toBe(0)
    expect(share(100, 's').size).toBe(10_000)
    // Four standard deviations of a fair draw.
    for (const [weight, deviation] of [
      [1, 40],
      [10, 120],
      [50, 200],
    ] as const) {
      expect(Math.abs(share(weight, 's').size - weight * 100)).toBeLessThan(deviation)
    }
  })

  test('nobody leaves the canary as it grows', () => {
    const steps = [0.01, 0.5, 1, 2.25, 10, 33.33, 50, 90, 99.99, 100].map((weight) =>
      share(weight, 'growing'),
    )
    for (const [i, smaller] of steps.entries()) {
      const larger = steps[i + 1]
      if (larger !== undefined) for (const id of smaller) expect(larger.has(id)).toBe(true)
    }
  })

  test('another rollout asks other people', () => {
    const first = share(10, 'rollout-1')
    const both = [...share(10, 'rollout-2')].filter((id) => first.has(id)).length
    expect(both).toBeGreaterThan(50)
    expect(both).toBeLessThan(160)
  })

  test('positions are even over their whole range, by address too', () => {
    const seed = saltSeed('even')
    const counts = new Array<number>(100).fill(0)
    for (let i = 0; i < 100_000; i += 1) {
      const at = Math.floor(positionOf(seed, `10.0.${i >> 8}.${i & 255}\nagent`) / 100)
      counts[at] = (counts[at] ?? 0) + 1
    }
    const chi = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
    expect(chi).toBeLessThan(160)
  })
})

describe('a person', () => {
  const name = cookieName('shop/production')
  const cookieOf = (set: string | undefined): string => set?.split(';')[0] ?? ''

  test('stays on its side from the first request on, at every weight of the rollout, whatever its address', () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.string(),
        fc.integer({ min: 0, max: 10_000 }),
        fc.ipV4(),
        (address, agent, at, other) => {
          const before = placing(at / 100, 'r')
          const first = before.place(request({ agent }), address)
          const cookie = `lang=fr; ${cookieOf(first.cookie)}`
          const again = before.place(request({ agent: 'other', cookie }), other)
          expect(again).toMatchObject({ side: first.side, known: true, cookie: undefined })
          if (first.side === 'new') {
            const grown = placing(Math.min(100, at / 100 + 7), 'r').place(request({ cookie }), other)
            expect(grown.side).toBe('new')
          }
        },
      ),
    )
  })

  test('without cookies is placed by address and agent, always alike, and counted as unknown', () => {
    const placed = placing(50, 'r')
    const sides = new Set(Array.from({ length: 20 }, () => placed.place(request({}), '1.2.3.4').side))
    expect(sides.size).toBe(1)
    expect(placed.place(request({}), '1.2.3.4').known).toBe(false)
  })

  test('keeps the id in the next rollout, with the position that its salt gives', () => {
    const first = placing(50, 'one').place(request({}), '1.2.3.4')
    const second = placing(50, 'two').place(request({ cookie: cookieOf(first.cookie) }), '9.9.9.9')
    const [before, after] = [first.cookie, second.cookie].map((set) =>
      parseCookie(cookieOf(set).slice(name.length + 1)),
    )
    expect(after?.id).toBe(before?.id)
    expect(after).toMatchObject({
      tag: tagOf('two'),
      position: positionOf(saltSeed('two'), before?.id ?? ''),
    })
  })

  test('is given a cookie that is as good over http as over https, and none twice', () => {
    const set = placing(50, 'one').place(request({}), '1.2.3.4').cookie
    expect(set).toMatch(
      /^ecluse-[0-9a-f]{8}=[A-Za-z0-9_-]{22}\.\d{1,4}\.[0-9a-f]{8}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    )
    expect(new Set(Array.from({ length: 3_000 }, () => newId())).size).toBe(3_000)
  })

  test('with a broken cookie gets a new one', () => {
    for (const value of ['', 'x', `${newId()}.10000.00000000`, `${newId()}.1`, `${newId()}.-1.00000000`]) {
      expect(placing(50, 'one').place(request({ cookie: `${name}=${value}` }), '').cookie).toBeDefined()
    }
  })

  test('is known by the application’s own cookie or header, where that is declared', () => {
    for (const [by, given] of [
      [{ cookie: 'session' }, { cookie: 'a=b; session=s-17' }],
      [{ header: 'X-User' }, { person: 's-17' }],
    ] as const) {
      const placed = placing(30, 'r', by)
      const expected = positionOf(saltSeed('r'), 's-17') < 3_000 ? 'new' : 'old'
      expect(placed.place(request(given), '1.1.1.1')).toMatchObject({
        side: expected,
        known: true,
        cookie: undefined,
      })
      expect(placed.place(request({}), '1.1.1.1')).toMatchObject({ known: false, cookie: undefined })
    }
    expect(placing(1, 'r', { header: 'X-User' }).personHeader).toBe('x-user')
  })
})

test('a cookie is found by its whole name', () => {
  const found: [string, string | undefined][] = [
    ['a=1', '1'],
    ['b=2; a=1', '1'],
    ['b=2;a=1;c=3', '1'],
    ['xa=1', undefined],
    ['ab=1', undefined],
    ['b=a=1', undefined],
    ['b=x a=1', undefined],
    ['', undefined],
    ['a=', ''],
  ]
  for (const [field, value] of found) expect(readCookie(field, 'a')).toBe(value)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: positions - 1 }), fc.string(), (position, salt) => {
      const cookie = { id: newId(), position, tag: tagOf(salt) }
      expect(parseCookie(readCookie(writeCookie('n', cookie), 'n') ?? '')).toEqual(cookie)
    }),
  )
})

test('testers force a side by the secret alone', () => {
  const placed = placing(0, 'r', 'own-cookie', 'sé:cret')
  const latin1 = Buffer.from('sé:cret').toString('latin1')
  expect(placed.place(request({ forced: 'sé:cret:new' }), '').forced).toBe(true)
  expect(latin1).not.toBe('sé:cret')
  expect(placed.place(request({ forced: 'sé:cret:new' }), '').side).toBe('new')
  expect(placed.place(request({ forced: 'sé:cret:old' }), '').side).toBe('old')
  for (const forced of ['sé:cret', 'sé:cret:both', 'secret:new', ':new', 'new', '', 'sé:cret:new:']) {
    expect(placed.place(request({ forced }), '').forced).toBe(false)
  }
  expect(placing(0, 'r').place(request({ forced: ':new' }), '').forced).toBe(false)
})
