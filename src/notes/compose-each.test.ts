import { describe, expect, it } from 'vitest'
import type { Asked } from './compose.ts'
import { composeEach } from './compose-each.ts'
import { History, id, takenBack, told } from './history.fixture.ts'
import { stretchesOf } from './stretches.ts'
import type { Part } from './types.ts'

const part = (name: string, from: string, to: string): Part => ({
  name,
  folders: [name],
  from: id(from),
  to: id(to),
})

/** A line of commits, and parts that move along it: as git would give each range. */
const notesOf = (history: History, parts: readonly Part[], leading: readonly [string, string]) => {
  const at = (commit: string | null) => history.commits.findIndex((one) => one.id === commit)
  const between = (from: string | null, to: string | null) =>
    history.commits.slice(at(from) + 1, at(to) + 1).toReversed()
  const asked = stretchesOf(parts, { from: id(leading[0]), to: id(leading[1]) }).map(
    ({ from, to, about }): Asked => ({
      range: {
        from,
        to,
        ahead: between(from, to),
        behind: between(to, from),
        related: true,
        shallow: false,
        patches: new Map(),
        named: new Map(),
      },
      from: 'r1',
      to: 'r2',
      parts,
      fragments: [],
      ...(about === undefined ? {} : { about }),
    }),
  )
  const [first, ...others] = asked
  if (first === undefined) throw new Error('no stretch')
  return composeEach([first, ...others])
}

const history = () =>
  new History()
    .add('a', 'chore: begin', { files: ['readme'] })
    .add('b', 'feat: api only', { files: ['api/x'] })
    .add('c', 'feat: web only', { files: ['web/x'] })
    .add('d', 'feat: both of them', { files: ['api/y', 'web/y'] })
    .add('e', 'docs: the way home', { files: ['readme'] })
    .add('f', 'feat: web again', { files: ['web/z'] })

describe('notes of components at commits of their own', () => {
  it('tell of each what it moves along, and of no component what the whole does', () => {
    const notes = notesOf(history(), [part('api', 'a', 'b'), part('web', 'a', 'f')], ['a', 'f'])
    expect(told(notes)).toEqual(['Web only', 'Both of them', 'The way home', 'Web again', 'Api only'])
    // What api does not have yet is not told of it.
    expect(notes.changes.find(({ commit }) => commit === id('d'))?.components).toEqual(['web'])
    expect(notes.commits).toBe(5)
    expect(notes.direction).toBe('forward')
  })

  it('tell nothing twice, and of whom it is', () => {
    const notes = notesOf(history(), [part('api', 'b', 'd'), part('web', 'a', 'd')], ['b', 'd'])
    expect(told(notes).toSorted()).toEqual(['Both of them', 'Web only'])
    expect(notes.changes.find(({ commit }) => commit === id('d'))?.components).toEqual(['api', 'web'])
  })

  it('tell as taken back what one component loses, while another goes on', () => {
    const notes = notesOf(history(), [part('api', 'd', 'a'), part('web', 'd', 'f')], ['d', 'f'])
    expect(takenBack(notes).toSorted()).toEqual(['Api only', 'Both of them'])
    expect(notes.takenBack.every(({ components }) => components.join() === 'api')).toBe(true)
    expect(told(notes)).toEqual(['The way home', 'Web again'])
    expect(notes.direction).toBe('across')
  })

  it('are those of one range where all move alike', () => {
    const parts = [part('api', 'a', 'f'), part('web', 'a', 'f')]
    expect(stretchesOf(parts, { from: id('a'), to: id('f') })).toEqual([{ from: id('a'), to: id('f') }])
    expect(told(notesOf(history(), parts, ['a', 'f']))).toHaveLength(5)
  })
})
