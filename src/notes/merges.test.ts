import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { History, id, told } from './history.fixture.ts'

const nameOf = (at: number) => `n${String(at).padStart(3, '0')}`

describe('however branches meet', () => {
  it('each change is told once: long-lived branches, criss-cross and octopus merges', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat(), { minLength: 1, maxLength: 4 })), {
          minLength: 1,
          maxLength: 40,
        }),
        (steps) => {
          const history = new History()
          const changes: string[] = []
          const reach: Set<number>[] = []
          for (const [at, [merges, choices]] of steps.entries()) {
            const parents = at === 0 ? [] : [...new Set(choices.map((choice) => choice % at))]
            const some = merges ? parents : parents.slice(0, 1)
            const seen = new Set([at, ...some.flatMap((parent) => [...(reach[parent] ?? [])])])
            reach.push(seen)
            const text = `Add feature number ${at} to it`
            if (some.length < 2) changes[at] = text
            history.add(nameOf(at), some.length < 2 ? text : "Merge branch 'other' into main", {
              parents: some.map(nameOf),
            })
          }
          // Of what the newest commit holds.
          const tip = reach.at(-1) ?? new Set()
          const ahead = history.commits.filter((_, at) => tip.has(at)).toReversed()
          const notes = history.notes({ from: null, ahead, to: id(nameOf(steps.length - 1)) })
          const expected = [...tip].flatMap((at) => changes[at] ?? [])
          expect([...told(notes)].sort()).toEqual(expected.sort())
        },
      ),
      { numRuns: 300 },
    )
  })

  it('ten thousand of them in a moment', () => {
    const history = new History()
    for (let at = 0; at < 10_000; at += 1)
      history.add(
        `n${at}`,
        at % 10 === 9 ? `Merge pull request #${at} from a/b\n\nDo thing ${at}` : `Step ${at}: more of it`,
        at % 10 === 9 ? { parents: [`n${at - 1}`, `n${at - 5}`] } : { files: [`f${at % 500}`] },
      )
    const began = performance.now()
    const notes = history.notes({ from: null })
    expect(notes.commits).toBe(10_000)
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})
