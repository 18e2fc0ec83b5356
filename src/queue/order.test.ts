import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { order, pairs, type Waiting } from './order.ts'

const entry = (position: number, commit = `c${position}`): Waiting => ({
  candidate: `k${position}`,
  commit,
  position,
})
const line = (descendant: string, ancestor: string) =>
  Number(descendant.slice(1)) >= Number(ancestor.slice(1))

describe('the queue', () => {
  it('lets the first one go where nobody contains anybody', () => {
    expect(order([entry(2), entry(1)], () => false)).toEqual({ next: [entry(1), entry(2)], skipped: [] })
  })

  it('skips a waiting candidate for the latest waiting one that contains its commit', () => {
    expect(order([entry(1), entry(2), entry(3)], line)).toEqual({
      next: [entry(3)],
      skipped: [
        { candidate: 'k1', by: 'k3' },
        { candidate: 'k2', by: 'k3' },
      ],
    })
  })

  it('keeps what a later one does not contain', () => {
    const contains = (descendant: string, ancestor: string) => descendant === 'c3' && ancestor === 'c1'
    expect(order([entry(1), entry(2), entry(3)], contains)).toEqual({
      next: [entry(2), entry(3)],
      skipped: [{ candidate: 'k1', by: 'k3' }],
    })
  })

  it('skips nothing where ancestry is not known', () => {
    expect(order([entry(1), entry(2)], () => null).skipped).toEqual([])
  })

  it('never loses a commit: whoever is skipped is contained in one that still goes', () => {
    const forest = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(forest, (parents) => {
        const parentOf = (index: number) => (index === 0 ? null : (parents[index] ?? 0) % index)
        const ancestors = (index: number): number[] => {
          const parent = parentOf(index)
          return parent === null ? [index] : [index, ...ancestors(parent)]
        }
        const contains = (descendant: string, ancestor: string) =>
          ancestors(Number(descendant.slice(1))).includes(Number(ancestor.slice(1)))
        const waiting = parents.map((_, index) => entry(index))
        const result = order(waiting, contains)
        const going = new Set(result.next.map((one) => one.candidate))
        for (const one of result.skipped) {
          expect(going.has(one.by)).toBe(true)
          expect(contains(one.by.replace('k', 'c'), one.candidate.replace('k', 'c'))).toBe(true)
        }
        expect(result.next.length + result.skipped.length).toBe(waiting.length)
      }),
    )
  })

  it('asks about later against earlier only', () => {
    expect(pairs([entry(2), entry(1)])).toEqual([['c2', 'c1']])
  })
})
