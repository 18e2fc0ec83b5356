import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { pendingOf } from './pending.ts'

const file = (name: string, text = name) => ({ name, digest: sha256(text) })
const ran = (name: string, text = name) => ({ ...file(name, text), release: 1, at: 0 })

describe('what is still to run', () => {
  it('is what did not run yet, in order', () => {
    expect(pendingOf([file('10.sql'), file('1.sql'), file('9.sql')], [ran('1.sql')])).toEqual({
      names: ['9.sql', '10.sql'],
      faults: [],
    })
  })

  it.each([
    ['edited', [file('1.sql', 'other')], [ran('1.sql')], '1.sql'],
    ['missing', [file('2.sql')], [ran('1.sql')], '1.sql'],
    ['out-of-order', [file('1.sql'), file('2.sql'), file('3.sql')], [ran('1.sql'), ran('3.sql')], '2.sql'],
  ] as const)('%s is refused by name', (kind, carried, before, name) => {
    expect(pendingOf(carried, before).faults).toMatchObject([{ kind, name }])
  })

  it('is nothing once it ran, whatever the files', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[0-9]{1,3}[a-z]?\.sql$/), { maxLength: 12 })
    fc.assert(
      fc.property(names, (all) => {
        const first = pendingOf(
          all.map((name) => file(name)),
          [],
        )
        expect(first.faults).toEqual([])
        expect(
          pendingOf(
            all.map((name) => file(name)),
            first.names.map((name) => ran(name)),
          ),
        ).toEqual({ names: [], faults: [] })
      }),
    )
  })
})
