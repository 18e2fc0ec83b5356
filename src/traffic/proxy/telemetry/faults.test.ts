import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRow, encodeRow } from './codec.ts'
import { Faults, maskedPath } from './faults.ts'
import { Group, type Subject } from './group.ts'

const subject: Subject = {
  environment: 'shop/production',
  generation: 1,
  weight: 10,
  kind: 'inner',
  side: 'new',
  release: 2,
  component: 'api',
  revision: 'r2',
  route: 'api',
}

describe('a path as it may be told', () => {
  test.each([
    ['/claims', '/claims'],
    ['/', '/'],
    ['*', '*'],
    ['/claims?name=jane&sin=046454286', '/claims'],
    ['/claims/', '/claims/'],
    ['/v2/claims/42/notes', '/v2/claims/*/notes'],
    ['/claims/9f1c2d3e-0000-4000-8000-123456789abc', '/claims/*'],
    ['/blobs/deadbeefcafe', '/blobs/*'],
    ['/people/jane%40example.org/mail', '/people/*/mail'],
    ['/people/jane@example.org', '/people/*'],
    ['/reset/aGVsbG8gd29ybGQhIFhYWFg', '/reset/*'],
    ['/cases/REF-2024-00012', '/cases/*'],
    ['/posts/how-to-ask-for-a-benefit', '/posts/*'],
    ['/.well-known/security.txt', '/.well-known/security.txt'],
    ['/prestations/%C3%A9tudes', '/prestations/*'],
    ['/a/b/c/d/e/f/g/h/i/j', '/a/b/c/d/e/f/g/h/…'],
  ])('%s', (target, path) => expect(maskedPath(target)).toBe(path))

  test('is short, whatever was asked, and has no digit run of a number', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, more) => {
        const masked = maskedPath(`${path}${more}`)
        expect(masked.length).toBeLessThanOrEqual(80)
        expect(masked).not.toMatch(/\d{3}|\?/)
      }),
    )
  })
})

describe('faults of a second', () => {
  test('are told apart by method, path and status, and bounded', () => {
    const faults = new Faults()
    const answered = { result: 'answered', status: 500, took: 1 } as const
    for (let id = 0; id < 3; id += 1) faults.add(answered, { method: 'POST', target: `/claims/${id}` })
    faults.add({ result: 'timeout', status: 504, took: 9 }, { method: 'POST', target: '/claims/7' })
    for (const name of 'abcdefgh') faults.add(answered, { method: 'GET', target: `/${name}` })
    expect(faults.take()).toEqual([
      { method: 'POST', path: '/claims/*', status: 500, count: 3 },
      { method: 'POST', path: '/claims/*', status: 'timeout', count: 1 },
      { method: 'GET', path: '/a', status: 500, count: 1 },
      { method: 'GET', path: '/b', status: 500, count: 1 },
    ])
    expect(faults.take()).toEqual([])
  })

  test('are in the row of their second alone, written and read; only errors are looked at', () => {
    const group = new Group(subject, () => {})
    const asked = {
      method: 'POST',
      get target(): string {
        throw new Error('a good answer is not looked at')
      },
    }
    group.count({ result: 'answered', status: 200, took: 1 }, false, asked)
    group.count({ result: 'cut', status: 0, took: 1 }, false, asked)
    group.count({ result: 'answered', status: 500, took: 1 }, false, { method: 'POST', target: '/claims' })
    const row = { seq: 1, ...group.take(7) }
    expect(row.faults).toEqual([{ method: 'POST', path: '/claims', status: 500, count: 1 }])
    expect(decodeRow(encodeRow(row))).toEqual(row)
    expect(group.take(8)).not.toHaveProperty('faults')
  })
})
