import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notifyEvents } from '../config/types-notify.ts'
import { eventOf, isFor, rolesOf, waitingKeys } from './events.ts'
import { inZone, letterOf, plainOf } from './letter.ts'
import { limits, noticeId, waitAfter, waitRefused } from './pace.ts'
import type { Notice } from './types.ts'

const notice = (change: Partial<Notice> = {}): Notice => ({
  id: 'ecluse-1',
  at: 0,
  event: 'rolled-back',
  application: 'benefits',
  environment: 'production',
  release: 142,
  text: { en: 'release 142 rolled back to 141', fr: 'version 142 : retour à 141' },
  lines: [{ en: 'why: errors', fr: 'pourquoi : des erreurs' }],
  roles: [],
  alarm: true,
  zone: 'America/Toronto',
  ...change,
})

describe('a letter', () => {
  it('has both languages, in the order that the receiver wants', () => {
    const en = letterOf(notice(), 'en')
    expect(en.subject).toBe('benefits production 142: rolled back / retour en arrière')
    expect(en.parts.map(({ language }) => language)).toEqual(['en', 'fr'])
    expect(plainOf(en)).toBe(
      `benefits production: rolled back

release 142 rolled back to 141
why: errors

———

benefits production : retour en arrière

version 142 : retour à 141
pourquoi : des erreurs`,
    )
    expect(letterOf(notice(), 'fr').parts[0].title).toBe('benefits production : retour en arrière')
  })

  it('tells times by the clock of the environment', () => {
    expect(inZone('until 2026-11-25T21:00:00Z', 'America/Toronto')).toBe(
      'until 2026-11-25 16:00 (America/Toronto)',
    )
    expect(inZone('until 2026-11-25T21:00:00.123Z', null)).toBe('until 2026-11-25 21:00 UTC')
  })

  it('is single lines without control characters, however hostile the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (words) => {
        const hostile = { en: `a\r\nBcc: x@y\u202e${words}`, fr: words }
        const letter = letterOf(notice({ text: hostile, application: words.slice(0, 50) }), 'en')
        const all = [letter.subject, ...letter.parts.flatMap(({ title, lines }) => [title, ...lines])]
        for (const line of all) {
          expect(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.test(line)).toBe(false)
          expect([...line].length).toBeLessThanOrEqual(2_000)
        }
      }),
    )
  })
})

describe('who is told', () => {
  const about = { event: 'waiting', environment: 'production', roles: ['product-manager'] } as const
  const all = { events: notifyEvents }

  it.each([
    [{ ...all }, true],
    [{ events: ['done'] as const }, false],
    [{ ...all, environment: 'production' }, true],
    [{ ...all, environment: 'staging' }, false],
    [{ ...all, role: 'product-manager' }, true],
    [{ ...all, role: 'delivery-manager' }, false],
  ])('%j', (receiver, told) => {
    expect(isFor(receiver, about)).toBe(told)
  })

  it('a role hears of what waits for nobody in particular, and an environment of what is everywhere', () => {
    expect(isFor({ ...all, role: 'x' }, { ...about, roles: [] })).toBe(true)
    expect(isFor({ ...all, environment: 'staging' }, { ...about, environment: null })).toBe(true)
  })

  it('knows what waits for people, and for whom', () => {
    const text = { en: '', fr: '' }
    const approval = { code: 'approval-missing', text, values: { by: 'person', role: 'product-manager' } }
    const item = { code: 'checklist-open', text, values: { by: 'person', item: 'a11y', owner: 'designer' } }
    const window = { code: 'fits-no-window', text, values: {} }
    expect(waitingKeys([approval, item, window])).toEqual([
      'approval-missing  product-manager',
      'checklist-open a11y designer',
    ])
    expect(rolesOf([approval, item, window])).toEqual(['product-manager', 'designer'])
    expect(rolesOf([approval, { code: 'taken-back', text }])).toEqual([])
    expect(waitingKeys([window])).toEqual([])
  })

  it('knows what entries of the ledger are to people', () => {
    expect(eventOf('rolled-back')).toBe('rolled-back')
    expect(eventOf('secret-set')).toBeNull()
    expect(eventOf('constructor')).toBeNull()
  })
})

describe('the pace', () => {
  it('doubles up to a quarter of an hour, never at the same moment for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.string(), (failures, seed) => {
        const wait = waitAfter(failures, seed)
        const own = Math.min(900_000, 5_000 * 2 ** (failures - 1))
        expect(wait).toBeGreaterThanOrEqual(own * 0.8 - 1)
        expect(wait).toBeLessThanOrEqual(own * 1.2 + 1)
        expect(waitAfter(failures, seed)).toBe(wait)
      }),
    )
    const waits = new Set(Array.from({ length: 50 }, (_, index) => waitAfter(3, `id-${index}`)))
    expect(waits.size).toBeGreaterThan(40)
  })

  it('waits as long as a receiver asks, within reason', () => {
    expect(waitAfter(1, 'a', 60_000)).toBe(60_000)
    expect(waitAfter(1, 'a', 86_400_000)).toBe(3_600_000)
    expect(waitAfter(20, 'a', 1)).toBeGreaterThan(600_000)
    expect(waitRefused(1, 'a')).toBeGreaterThanOrEqual(480_000)
    expect(limits.waiting).toBe(1_000)
  })

  it('gives the same id for the same thing', () => {
    expect(noticeId({ entry: 'sha256:1' })).toBe(noticeId({ entry: 'sha256:1' }))
    expect(noticeId({ entry: 'sha256:1' })).toMatch(/^ecluse-[0-9a-f]{32}$/)
  })
})
