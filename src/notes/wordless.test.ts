import { describe, expect, it } from 'vitest'
import { documentOf } from './document.ts'
import { History, id, takenBack, told } from './history.fixture.ts'
import { toLines } from './render.ts'
import type { FileChange, Notes } from './types.ts'

const search: FileChange = { path: 'search.js', before: null, after: 's' }
const back: FileChange = { path: 'search.js', before: 's', after: null }
const lines = (notes: Notes): readonly string[] =>
  toLines(documentOf(notes, 'en', null)).map(({ text }) => text)

/** One commit upon what runs already. */
const upon = (deployed: History, message: string, file: FileChange) =>
  new History().add('x', message, { files: [file] }).notes({ earlier: deployed.commits.toReversed() })

describe('what runs already and is taken back without a word', () => {
  const one = new History().add('a', 'feat: search by postal code (#7)', { files: [search] })

  it('is told as taken back, in the words that it came with', () => {
    const notes = upon(one, 'Simpler pages', back)
    expect(told(notes)).toEqual([])
    expect(notes.takenBack).toMatchObject([
      { text: { en: 'Search by postal code' }, commit: id('a'), by: id('x'), why: 'reverted' },
    ])
    expect(lines(notes).at(-1)).toBe('1 commit read.')
  })

  it('is told by the title of its pull request, where it is all of that', () => {
    const merged = new History()
      .add('m', 'Base')
      .add('a', 'wip', { parents: ['m'], files: [search] })
      .add('p', 'Merge pull request #7 from team/search\n\nSearch by name', { parents: ['m', 'a'] })
    expect(takenBack(upon(merged, 'Simpler pages', back))).toEqual(['Search by name'])
  })

  it('is told by its own notes, in both languages', () => {
    const both = new History().add('a', 'x\n\nRelease-note: Search\nNote-de-version: Recherche', {
      files: [search],
    })
    expect(upon(both, 'Simpler pages', back).takenBack).toMatchObject([
      { text: { en: 'Search', fr: 'Recherche' } },
    ])
  })

  it('and what was taken back so before is brought again', () => {
    const two = one.add('b', 'Simpler pages', { files: [back] })
    const notes = upon(two, 'As people wish', search)
    expect([told(notes), takenBack(notes)]).toEqual([['Search by postal code'], []])
    const named = new Map([[id('b'), { id: id('b'), subject: 'Simpler pages' }]])
    const reverted = new History()
      .add('y', `Revert "Simpler pages"\n\nThis reverts commit ${id('b')}.`, { files: [search] })
      .notes({ earlier: two.commits.toReversed(), named })
    expect([told(reverted), takenBack(reverted)]).toEqual([['Search by postal code'], []])
  })

  it.each([
    'feat!: no search any more\n\nBREAKING CHANGE: links to it fail',
    'Simpler pages\n\nRelease-note: The list is complete',
    'Bump qs from 6.5.3 to 6.5.2',
    'v1.2.4',
  ])('is left to who says what it means: %j', (message) => {
    const old = new History().add('a', 'Add search', { files: [search] })
    expect(takenBack(upon(old, message, back))).toEqual([])
  })
})

describe('a revert of something that runs', () => {
  it('that breaks something says so', () => {
    const named = new Map([[id('a'), { id: id('a'), subject: 'feat: add keys' }]])
    const notes = new History()
      .add('b', `revert!: feat: add keys\n\nRefs: ${id('a')}\n\nBREAKING CHANGE: keys are refused`)
      .notes({ named })
    expect(takenBack(notes)).toEqual(['Add keys'])
    expect(notes.attention).toMatchObject([{ kind: 'breaking', text: { en: 'Keys are refused' } }])
  })
})

describe('numbers of what is not told', () => {
  it('leave out what is told by what it took back', () => {
    const notes = new History()
      .add('a', 'Two things', { files: ['+a', '+b'] })
      .add('b', `Partially revert "Two things"\n\nThis reverts part of commit ${id('a')}.`, { files: ['-b'] })
      .notes()
    expect(notes.leftOut.reverted).toBe(0)
    expect(lines(notes).at(-1)).toBe('2 commits read.')
  })

  it('count both sides', () => {
    const behind = new History().add('a', 'Add x').add('b', 'v1.2.0').commits.toReversed()
    const notes = new History().notes({ behind, from: id('b'), to: id('from') })
    expect(lines(notes).at(-1)).toBe('2 commits read; not told: 1 that only makes a version.')
  })
})

describe('two that have parted', () => {
  const patch = { forth: 'p', back: 'q' }
  it('hold one change under two ids, whatever it is called: by what it does', () => {
    const behind = new History().add('h', 'Fix the boiler', { at: 7 }).commits
    const patches = new Map([
      [id('a'), patch],
      [id('h'), patch],
    ])
    const notes = new History().add('a', 'Boiler (#90)').notes({ behind, patches, from: id('h') })
    expect([told(notes), takenBack(notes)]).toEqual([[], []])
    expect(lines(notes)[2]).toBe(
      'The two have parted, but all that runs today is in the new version as well.',
    )
  })

  it('somewhere behind the boundary of a shallow clone lose nothing that is known', () => {
    const behind = new History().add('h', 'Fix the boiler').commits
    const notes = new History()
      .add('a', 'Add x')
      .notes({ behind, related: false, shallow: true, from: id('h') })
    expect(takenBack(notes)).toEqual([])
    expect(lines(notes)[2]).toContain('is unknown')
  })
})
