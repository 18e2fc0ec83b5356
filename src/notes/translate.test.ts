import { describe, expect, it } from 'vitest'
import { documentOf } from './document.ts'
import { History } from './history.fixture.ts'
import { toMarkdown } from './render.ts'
import { lacking, owed, signedOff, translated } from './translate.ts'

const notes = () =>
  new History()
    .add('a', 'feat: search by name (#1)')
    .add('b', 'feat!: drop the old form (#2)')
    .add('c', 'refactor: tidy the parser')
    .add('d', 'feat: the list (#4)\n\nRelease-note: A list\nNote-de-version: Une liste')
    .notes()

describe('what lacks a text', () => {
  it('is every text once; what happens behind the scenes is owed to nobody', () => {
    expect(lacking(notes(), 'fr')).toEqual(['Search by name', 'Drop the old form', 'Tidy the parser'])
    expect(owed(notes(), 'fr')).toEqual(['Search by name', 'Drop the old form'])
    expect(lacking(notes(), 'en')).toEqual([])
  })

  it('is filled by a translation that is marked until it is signed off', () => {
    const given = new Map([
      ['Search by name', 'Recherche\u001b[31m  par nom\n'],
      ['Drop the old form', ''],
    ])
    const done = translated(notes(), 'fr', given)
    expect(done.changes.map(({ text }) => text.fr)).toEqual([
      'Recherche[31m par nom',
      null,
      null,
      'Une liste',
    ])
    expect(done.machine).toEqual({ en: [], fr: ['Recherche[31m par nom'] })
    expect(done.missing).toEqual({ en: 0, fr: 2 })
    const french = toMarkdown(documentOf(done, 'fr', null))
    expect(french).toContain('par nom (traduit par une machine, pas encore validé)')
    expect(french).not.toContain('Une liste (traduit')
    expect(toMarkdown(documentOf(done, 'en', null))).not.toContain('machine')
    expect(toMarkdown(documentOf(signedOff(done, 'fr'), 'fr', null))).not.toContain('machine')
    // What a team wrote itself is never touched.
    expect(translated(done, 'fr', new Map([['A list', 'Autre']])).changes[3]?.text.fr).toBe('Une liste')
  })
})

describe('people', () => {
  const said = (people: 'name' | 'handle' | 'none') =>
    new History()
      .add(
        'a',
        'Add it\n\nCo-authored-by: Bea <1234+bea@users.noreply.github.com>\nCo-authored-by: dependabot[bot] <x@y>\nCo-authored-by: Cy <77-cy@users.noreply.gitlab.com>',
      )
      .notes({ people })
      .changes[0]?.people.map(({ name }) => name)

  it('are named as the team wishes', () => {
    expect(said('name')).toEqual(['Ada', 'Bea', 'Cy'])
    expect(said('handle')).toEqual(['Ada', '@bea', '@cy'])
    expect(said('none')).toEqual([])
  })
})
