import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letterOf } from '../notices/letter.ts'
import type { Notice } from '../notices/types.ts'
import type { Address, Delivered, Notifier } from './notifier.ts'

/** What a receiver does with what it gets. */
export type Mood = 'take' | 'trouble' | 'refuse' | 'silent'

/** A receiver that is really there, and what it got. */
export type NotifierUnderTest = {
  readonly notifier: Notifier
  readonly address: (mood: Mood) => Address
  /** As people, or programs, find it: whole texts, in the order in which they came. */
  readonly got: () => Promise<readonly string[]>
  /** An address of the right form at which nobody is. */
  readonly nobody: Address
  /** The same, at an address of the link itself. */
  readonly link: Address
  /** Parts of the address that nobody may read. */
  readonly secrets: readonly string[]
  /** Words that would call people or draw, were they taken as more than words. */
  readonly calls: readonly string[]
  /** Whether whoever gets it can tell that it is the same again, and keeps it once. */
  readonly once: boolean
  readonly close: () => Promise<void>
}

export const noticeOf = (id: string, change: Partial<Notice> = {}): Notice => ({
  id,
  at: Date.UTC(2026, 10, 25, 19, 2, 11),
  event: 'rolled-back',
  application: 'benefits',
  environment: 'production',
  release: 142,
  text: {
    en: 'release 142 rolled back to 141 in 1.8 s',
    fr: 'version 142 : retour à 141 en 1,8 s',
  },
  lines: [{ en: 'why: api answers 500', fr: 'pourquoi : api répond 500' }],
  roles: [],
  alarm: true,
  zone: 'America/Toronto',
  ...change,
})

const within = (ms: number): AbortSignal => AbortSignal.timeout(ms)

const wordsOf = (answer: Delivered): string => JSON.stringify(answer)

/** What every notifier keeps to; run it over each of them. */
export const notifierContract = (name: string, make: () => Promise<NotifierUnderTest>): void => {
  describe(`${name} keeps the contract of a notifier`, () => {
    let world: NotifierUnderTest
    const said: Delivered[] = []
    let count = 0
    const send = async (
      address: Address,
      change: Partial<Notice> = {},
      { again = false, ms = 20_000, first = 'en' as 'en' | 'fr' } = {},
    ): Promise<Delivered> => {
      count += 1
      const notice = noticeOf(`ecluse-${String(count).padStart(32, '0')}`, change)
      const message = { notice, letter: letterOf(notice, first), again }
      const answer = await world.notifier.send(address, message, within(ms))
      said.push(answer)
      return answer
    }
    beforeAll(async () => {
      world = await make()
    })
    afterAll(async () => {
      await world.close()
    })

    it('delivers both languages, the wanted one first', async () => {
      expect(await send(world.address('take'), {}, { first: 'fr' })).toEqual({ kind: 'taken' })
      const text = (await world.got()).at(-1) ?? ''
      expect(text).toContain('release 142 rolled back to 141')
      expect(text).toContain('retour à 141')
      expect(text).toContain('why: api answers 500')
    })

    it('takes hostile words as words', async () => {
      const hostile = '<script>@channel <!everyone> [x](http://evil.example) **b**\r\nBcc: a@b.ca\r\n.\r\n'
      const answer = await send(world.address('take'), { text: { en: hostile, fr: hostile } })
      expect(answer).toEqual({ kind: 'taken' })
      const text = (await world.got()).at(-1) ?? ''
      for (const one of world.calls) expect(text).not.toContain(one)
      expect(text).not.toMatch(/^Bcc:/im)
    })

    it('says later where the receiver is in trouble, and refused where it does not want this one', async () => {
      expect((await send(world.address('trouble'))).kind).toBe('later')
      expect((await send(world.address('refuse'))).kind).toBe('refused')
    })

    it('says later where nobody is, and where nobody answers in time', async () => {
      expect((await send(world.nobody)).kind).toBe('later')
      const began = performance.now()
      expect((await send(world.address('silent'), {}, { ms: 400 })).kind).toBe('later')
      expect(performance.now() - began).toBeLessThan(8_000)
    })

    it('sends nothing to the link itself', async () => {
      const answer = await send(world.link)
      expect(answer.kind).toBe('later')
      expect(wordsOf(answer)).toContain('nothing is sent to')
    })

    it('keeps the same id when it comes again', async () => {
      const notice = { id: 'ecluse-0000000000000000000000000000abcd' }
      const before = (await world.got()).length
      await send(world.address('take'), notice)
      await send(world.address('take'), notice, { again: true })
      const got = (await world.got()).slice(before)
      if (world.once) expect(got).toHaveLength(1)
      else if (got.some((text) => text.includes(notice.id)))
        expect(got.every((text) => text.includes(notice.id))).toBe(true)
    })

    it('says why in both languages, with nothing of the address in it', () => {
      for (const answer of said) {
        for (const secret of world.secrets) expect(wordsOf(answer)).not.toContain(secret)
        if (answer.kind === 'taken') continue
        expect(answer.why.en.length).toBeGreaterThan(5)
        expect(answer.why.fr).not.toBe(answer.why.en)
      }
    })
  })
}
