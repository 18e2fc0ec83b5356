import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDigest, type Json } from '../kernel/canonical.ts'
import { append, type Entry, entryDigest, genesis, type Happening, payloadMatches } from './entry.ts'
import { verifyChain } from './verify.ts'

const happening: fc.Arbitrary<Happening> = fc.record({
  at: fc.nat(),
  actor: fc.record({ kind: fc.constantFrom('user', 'ecluse'), name: fc.string() }),
  action: fc.constantFrom('shipped', 'paused', 'rolled-back'),
  subject: fc.record({ application: fc.string(), release: fc.nat() }, { requiredKeys: [] }),
  payload: fc.jsonValue().map((value) => value as Json),
})

const chained = (happenings: readonly Happening[]): Entry[] => {
  const chain: Entry[] = []
  for (const each of happenings) chain.push(append(chain.at(-1) ?? genesis, each))
  return chain
}

const chain = (minLength: number) => fc.array(happening, { minLength, maxLength: 12 }).map(chained)
/** A chain and a place in it that has a neighbour on both sides. */
const chainAndPlace = chain(3).chain((entries) =>
  fc.record({ entries: fc.constant(entries), place: fc.integer({ min: 1, max: entries.length - 2 }) }),
)

const redigested = (entry: Entry): Entry => ({ ...entry, digest: entryDigest(entry) })
const verdict = (entries: readonly Entry[]) => {
  const answer = verifyChain(entries)
  return answer.whole ? 'whole' : `${answer.problem.code} ${answer.seq}`
}

describe('append', () => {
  it('numbers from 1, links to the entry before, and keeps the digest of the payload only', () => {
    const [one, two] = chained([
      {
        at: 1,
        actor: { kind: 'user', name: 'ana', id: 1000 },
        action: 'shipped',
        subject: {},
        payload: { secret: 's' },
      },
      { at: 2, actor: { kind: 'ecluse', name: 'judge' }, action: 'rolled-back', subject: {}, payload: null },
    ])
    expect(one).toMatchObject({ seq: 1, previous: genesis.digest })
    expect(two).toMatchObject({ seq: 2, previous: one?.digest })
    expect(JSON.stringify(one)).not.toContain('secret')
    expect(isDigest(one?.payload ?? '')).toBe(true)
  })

  it('gives the same digest for the same happening, whatever the order of the keys', () => {
    const actor = { kind: 'user', name: 'ana' } as const
    const one = append(genesis, {
      at: 1,
      actor,
      action: 'a',
      subject: { release: 1, application: 'x' },
      payload: { a: 1, b: 2 },
    })
    const two = append(genesis, {
      payload: { b: 2, a: 1 },
      subject: { application: 'x', release: 1 },
      action: 'a',
      actor,
      at: 1,
    })
    expect(two.digest).toBe(one.digest)
    // Computed outside, by another implementation: Python's json and hashlib.
    expect(one.digest).toBe('sha256:46fadd165fd1b64985900f40de5c3b85a3a0518aa1faa5e76d0c2134214c32e6')
  })

  it('knows its payload again', () => {
    fc.assert(
      fc.property(happening, fc.jsonValue(), (each, other) => {
        const entry = append(genesis, each)
        expect(payloadMatches(entry, each.payload)).toBe(true)
        expect(payloadMatches(entry, [each.payload, other as Json])).toBe(false)
      }),
    )
  })
})

describe('verifyChain', () => {
  it('finds nothing wrong with a chain, in JSON too, whole or from the middle', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ entries, place }) => {
        expect(verdict(entries)).toBe('whole')
        expect(verdict(JSON.parse(JSON.stringify(entries)))).toBe('whole')
        const after = entries[place - 1]
        if (after !== undefined) expect(verifyChain(entries.slice(place), { after }).whole).toBe(true)
      }),
    )
    expect(verifyChain([])).toEqual({ whole: true, head: genesis })
  })

  it('names an altered entry, whichever member it is', () => {
    const change = fc.constantFrom<(entry: Entry) => Entry>(
      (entry) => ({ ...entry, at: entry.at + 1 }),
      (entry) => ({ ...entry, action: `${entry.action}!` }),
      (entry) => ({ ...entry, actor: { ...entry.actor, name: `${entry.actor.name}!` } }),
      (entry) => ({ ...entry, subject: { ...entry.subject, rollout: 'r-9' } }),
      (entry) => ({ ...entry, payload: genesis.digest }),
      (entry) => ({ ...entry, digest: genesis.digest }),
      (entry) => ({ ...entry, seq: entry.seq + 100 }),
      (entry) => ({ ...entry, previous: entry.payload }),
    )
    fc.assert(
      fc.property(chainAndPlace, change, ({ entries, place }, alter) => {
        const forged = entries.map((entry, index) => (index === place ? alter(entry) : entry))
        expect(verdict(forged)).toBe(`ledger-altered ${place + 1}`)
      }),
    )
  })

  it('names an altered entry whose digest was made anew, by the one that follows it', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ entries, place }) => {
        const forged = entries.map((entry, index) =>
          index === place ? redigested({ ...entry, at: entry.at + 1 }) : entry,
        )
        expect(verdict(forged)).toBe(`ledger-altered ${place + 1}`)
      }),
    )
  })

  it('names a removed entry, and the first of several', () => {
    fc.assert(
      fc.property(chainAndPlace, fc.nat(3), ({ entries, place }, more) => {
        const count = Math.min(1 + more, entries.length - 1 - place)
        expect(verdict(entries.toSpliced(place, count))).toBe(`ledger-removed ${place + 1}`)
      }),
    )
    fc.assert(
      fc.property(chain(2), (entries) => {
        expect(verdict(entries.slice(1))).toBe('ledger-removed 1')
      }),
    )
  })

  it('names an inserted entry: a copy, a stranger, and one that links well', () => {
    fc.assert(
      fc.property(chainAndPlace, happening, ({ entries, place }, each) => {
        const before = entries[place] as Entry
        expect(verdict(entries.toSpliced(place + 1, 0, before))).toBe(`ledger-inserted ${before.seq}`)
        const stranger = append({ seq: before.seq, digest: before.payload }, each)
        expect(verdict(entries.toSpliced(place + 1, 0, stranger))).toBe(`ledger-inserted ${before.seq + 1}`)
        const linked = append(before, { ...each, at: each.at + 0.5 })
        expect(verdict(entries.toSpliced(place + 1, 0, linked))).toBe(`ledger-inserted ${before.seq + 1}`)
      }),
    )
  })

  it('names the first entry that is not in its place', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ entries, place }) => {
        const [one, two] = [entries[place] as Entry, entries[place + 1] as Entry]
        expect(verdict(entries.toSpliced(place, 2, two, one))).toBe(`ledger-reordered ${place + 1}`)
        const moved = [entries.at(-1) as Entry, ...entries.slice(0, -1)]
        expect(verdict(moved)).toBe('ledger-reordered 1')
      }),
    )
  })

  it('names those that changed numbers, and one that went while the others moved up', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ entries, place }) => {
        const [one, two] = [entries[place] as Entry, entries[place + 1] as Entry]
        const swapped = entries.toSpliced(place, 2, { ...two, seq: one.seq }, { ...one, seq: two.seq })
        expect(verdict(swapped)).toBe(`ledger-reordered ${one.seq}`)
        const closed = entries.toSpliced(place, 1).map((entry, n) => ({ ...entry, seq: n + 1 }))
        // The last one's own number is nowhere any more.
        const found = place === entries.length - 2 ? 'ledger-altered' : 'ledger-removed'
        expect(verdict(closed)).toBe(`${found} ${one.seq}`)
      }),
    )
  })

  it('finds by an anchor what the chain alone cannot tell: a cut end, and a chain written anew', () => {
    fc.assert(
      fc.property(chainAndPlace, ({ entries, place }) => {
        const anchor = entries.at(-1) as Entry
        expect(verifyChain(entries, { anchor }).whole).toBe(true)
        expect(verifyChain(entries.slice(0, place), { anchor })).toMatchObject({
          seq: place + 1,
          problem: { code: 'ledger-removed' },
        })
        const anew = entries.slice(0, place)
        for (const { seq: _, previous: __, digest: ___, payload, ...rest } of entries.slice(place))
          anew.push(append(anew.at(-1) ?? genesis, { ...rest, at: rest.at + 1, payload }))
        expect(verdict(anew)).toBe('whole')
        expect(verifyChain(anew, { anchor })).toMatchObject({ problem: { code: 'ledger-altered' } })
      }),
    )
  })
})
