import { describe, expect, it } from 'vitest'
import { History, id, takenBack, told } from './history.fixture.ts'

const revert = (of: string, title: string) => `Revert "${title}"\n\nThis reverts commit ${id(of)}.`

describe('reverts cancel what they revert', () => {
  it.each([
    ['by the sentence of git', revert('a', 'Add x')],
    ['by a short id', `Undo it\n\nThis reverts commit ${id('a').slice(0, 9)}.`],
    ['by the title', 'Revert "Add x"'],
    ['by the title with another number', 'Revert "Add x" (#9)'],
    ['by the number of the pull request', 'Undo\n\nReverts team/app#4'],
    ['by a conventional footer', `revert: add x\n\nRefs: ${id('a').slice(0, 10)}`],
  ])('%s', (_, message) => {
    const notes = new History().add('a', 'Add x (#4)').add('b', 'Add y').add('c', message).notes()
    expect(told(notes)).toEqual(['Add y'])
    expect(notes.leftOut.reverted).toBe(2)
    expect(notes.takenBack).toEqual([])
  })

  it('without a word, where the files are as before', () => {
    const change = { path: 'f', before: '1', after: '2' }
    const back = { path: 'f', before: '2', after: '1' }
    const notes = new History()
      .add('a', 'Add x', { files: [change] })
      .add('b', 'Add y')
      .add('c', 'Not a good idea', { files: [back] })
      .notes()
    expect(told(notes)).toEqual(['Add y'])
  })

  it('without a word, where the patch is the reverse of another', () => {
    const notes = new History()
      .add('a', 'Add x', { files: ['f'] })
      .add('b', 'Add y', { files: ['f'] })
      .add('c', 'Not a good idea', { files: ['f'] })
      .notes({
        patches: new Map([
          [id('a'), { forth: 'p', back: 'q' }],
          [id('b'), { forth: 'r', back: 's' }],
          [id('c'), { forth: 'q', back: 'p' }],
        ]),
      })
    expect(told(notes)).toEqual(['Add y'])
  })

  it('and a revert of a revert leaves the change standing', () => {
    const twice = new History()
      .add('a', 'Add x')
      .add('b', revert('a', 'Add x'))
      .add('c', revert('b', 'Revert "Add x"'))
    expect(told(twice.notes())).toEqual(['Add x'])
    twice.add('d', `Reapply "Add x" is reverted\n\nThis reverts commit ${id('c')}.`)
    expect(told(twice.notes())).toEqual([])
  })

  it('which git calls a reapply', () => {
    const notes = new History()
      .add('a', 'Add x')
      .add('b', 'Revert "Add x"')
      .add('c', `Reapply "Add x"\n\nThis reverts commit ${id('b')}.`)
      .notes()
    expect(told(notes)).toEqual(['Add x'])
  })

  it('says where it is only in part', () => {
    const said = new History()
      .add('a', 'Add x', { files: ['f', 'g'] })
      .add('b', `Partially revert "Add x"\n\nThis reverts commit ${id('a')} in part.`, { files: ['f'] })
    const seen = new History()
      .add('a', 'Add x', { files: ['f', 'g'] })
      .add('b', revert('a', 'Add x'), { files: ['f'] })
    for (const history of [said, seen])
      expect(history.notes().changes).toMatchObject([{ text: { en: 'Add x' }, partly: true }])
  })

  it('says that a breaking change was taken back before anybody had it', () => {
    const notes = new History().add('a', 'feat!: drop v1').add('b', revert('a', 'feat!: drop v1')).notes()
    expect(notes.attention).toEqual([])
    expect(notes.unbroken).toMatchObject([{ en: 'Drop v1' }])
  })

  it('takes a merged branch back whole', () => {
    const notes = new History()
      .add('m', 'base')
      .add('a', 'Add x', { parents: ['m'] })
      .add('b', 'Add more of x', { parents: ['a'] })
      .add('p', 'Merge pull request #3 from ada/x\n\nAdd x whole', { parents: ['m', 'b'] })
      .add(
        'r',
        `Revert "Merge pull request #3 from ada/x"\n\nThis reverts commit ${id('p')}, reversing\nchanges made to ${id('m')}.`,
      )
      .notes()
    expect(told(notes)).toEqual(['Base'])
  })

  it('and one of something that runs already is told as taken back', () => {
    const notes = new History().add('a', revert('old', 'Add search')).notes({
      named: new Map([[id('old'), { id: id('old'), subject: 'Add search (#2)' }]]),
    })
    expect(told(notes)).toEqual([])
    expect(takenBack(notes)).toEqual(['Add search'])
  })

  it('and one of a revert that runs already brings the change again', () => {
    const notes = new History().add('a', revert('old', 'Revert "Add search"')).notes({
      named: new Map([[id('old'), { id: id('old'), subject: 'Revert "Add search"' }]]),
    })
    expect(told(notes)).toEqual(['Add search'])
    expect(takenBack(notes)).toEqual([])
  })
})

describe('cherry-picks once', () => {
  it('by the trailer, wherever the original stands', () => {
    const notes = new History()
      .add('m', 'Base')
      .add('a', 'Add x', { parents: ['m'] })
      .add('b', `Add x\n\n(cherry picked from commit ${id('a')})`, { parents: ['m'] })
      .add('c', "Merge branch 'stable'", { parents: ['a', 'b'] })
      .notes()
    expect(told(notes)).toEqual(['Base', 'Add x'])
    expect(notes.leftOut.picked).toBe(1)
  })

  it('by author, moment and words', () => {
    const notes = new History()
      .add('m', 'Base')
      .add('a', 'Add x', { parents: ['m'], at: 5 })
      .add('b', 'Add x', { parents: ['m'], at: 5 })
      .add('c', "Merge branch 'stable'", { parents: ['a', 'b'] })
      .notes()
    expect(told(notes)).toEqual(['Base', 'Add x'])
  })

  it('and not at all where it runs already', () => {
    const hotfix = new History().add('h', 'Fix x', { at: 5 }).commits
    const notes = new History().add('a', 'Fix x', { at: 5 }).add('b', 'Add y').notes({ behind: hotfix })
    expect(told(notes)).toEqual(['Add y'])
    expect(takenBack(notes)).toEqual([])
    expect(notes.direction).toBe('across')
  })

  it('but a change that is done again after its revert is told', () => {
    const notes = new History()
      .add('a', 'Add x', { at: 5 })
      .add('b', revert('a', 'Add x'))
      .add('c', 'Add x', { at: 5 })
      .notes()
    expect(told(notes)).toEqual(['Add x'])
  })
})

describe('ranges', () => {
  it('that go back become taken back', () => {
    const behind = new History().add('a', 'Add x').add('b', 'Release 1.2.0').commits.toReversed()
    const notes = new History().notes({ behind, from: id('b'), to: id('from') })
    expect(notes.direction).toBe('back')
    expect(takenBack(notes)).toEqual(['Add x'])
  })

  it('that have parted tell what production would lose', () => {
    const behind = new History().add('h', 'Fix the boiler').commits
    const notes = new History().add('a', 'Add x').notes({ behind, from: id('h') })
    expect(takenBack(notes)).toEqual(['Fix the boiler'])
    expect(notes.takenBack).toMatchObject([{ why: 'not-contained' }])
  })

  it('of one commit, and of none', () => {
    expect(new History().notes().direction).toBe('same')
    expect(told(new History().notes({ from: null }))).toEqual([])
  })

  it('that have nothing in common say so', () => {
    expect(new History().add('a', 'Add x').notes({ related: false }).direction).toBe('unrelated')
  })
})

describe('merges', () => {
  const branch = (merge: string, ...commits: readonly string[]) => {
    const history = new History().add('m', 'Base')
    commits.forEach((message, at) => {
      history.add(`b${at}`, message, {
        parents: [at === 0 ? 'm' : `b${at - 1}`],
        author: at === 0 ? 'Bob' : 'Ada',
      })
    })
    return history.add('p', merge, { parents: ['m', `b${commits.length - 1}`] })
  }

  it('of a pull request are one change, in its words and by its people', () => {
    const notes = branch('Merge pull request #3 from ada/x\n\nLet people search', 'wip', 'more').notes()
    expect(told(notes)).toEqual(['Base', 'Let people search'])
    expect(notes.changes.at(-1)).toMatchObject({ pull: 3, people: [{ name: 'Bob' }, { name: 'Ada' }] })
  })

  it('of conventional commits leave these their words and give them the number', () => {
    const notes = branch(
      'Merge pull request #3 from ada/x\n\nSearch',
      'feat: search',
      'wip',
      'fix: umlauts',
    ).notes()
    expect(notes.changes.slice(1)).toMatchObject([
      { text: { en: 'Search' }, pull: 3, group: 'users' },
      { text: { en: 'Umlauts' }, pull: 3, group: 'fixes' },
    ])
  })

  it('of long-lived branches tell what was on them', () => {
    const notes = branch("Merge branch 'develop'", 'Add x', 'Add y (#2)').notes()
    expect(told(notes)).toEqual(['Base', 'Add x', 'Add y'])
    expect(notes.leftOut.merges).toBe(1)
  })

  it('of a release branch that is a pull request itself tell what it holds', () => {
    const notes = branch(
      'Merge pull request #9 from team/develop\n\nDevelop',
      'Add x (#1)',
      'Add y (#2)',
    ).notes()
    expect(told(notes)).toEqual(['Base', 'Add x', 'Add y'])
  })

  it('of several branches at once tell all of them', () => {
    const notes = new History()
      .add('m', 'Base')
      .add('a', 'Add x', { parents: ['m'] })
      .add('b', 'Add y', { parents: ['m'] })
      .add('c', 'Add z', { parents: ['m'] })
      .add('o', "Merge branches 'b' and 'c'", { parents: ['a', 'b', 'c'] })
      .notes()
    expect(told(notes)).toEqual(['Base', 'Add x', 'Add y', 'Add z'])
  })
})

describe('whom a change is for', () => {
  it.each([
    ['feat: a', 'users'],
    ['perf: a', 'users'],
    ['fix: a', 'fixes'],
    ['chore: a', 'behind'],
    ['docs: a', 'behind'],
    ['Allow people to search', 'users'],
    ['Fix the crash on empty forms', 'fixes'],
    ['Prevent doubled claims', 'fixes'],
    ['Refactor the store', 'behind'],
    ['Fix flaky test of the store', 'behind'],
    ['Corrige le plantage des formulaires vides', 'fixes'],
    ['Permet de chercher par nom', 'users'],
    ['api: handle empty bodies', 'fixes'],
  ])('%s: %s', (message, group) => {
    expect(new History().add('a', message).notes().changes).toMatchObject([{ group }])
  })

  it('by what it touches, where the words say nothing', () => {
    const group = (...files: string[]) =>
      new History().add('a', 'Say more', { files }).notes().changes[0]?.group
    expect(group('README.md', 'docs/x.html')).toBe('behind')
    expect(group('README.md', 'src/a.ts')).toBe('users')
    expect(group('src/a.test.ts')).toBe('behind')
  })

  it.each([
    'chore(release): 1.2.0',
    'v1.2.0',
    'Release v1.2.0',
    'Bump version to 1.2.0',
    '1.2.0',
    'Update changelog',
    'Prepare release 1.2.0',
    'chore: bump version',
  ])('nobody: %s', (message) => {
    const notes = new History().add('a', message).notes()
    expect(told(notes)).toEqual([])
    expect(notes.leftOut.releases).toBe(1)
  })

  it.each(['Release the lock before waiting', 'Version the API by header', 'Release memory of old sessions'])(
    'somebody all the same: %s',
    (message) => {
      expect(told(new History().add('a', message).notes())).toEqual([message])
    },
  )

  it('updates of dependencies stand together, one line each', () => {
    const notes = new History()
      .add('a', 'Bump lodash from 4.1.0 to 4.2.0 (#7)')
      .add('b', 'chore(deps): bump lodash from 4.2.0 to 4.3.0')
      .add('c', 'Update dependency vite to v8')
      .notes()
    expect(notes.dependencies).toEqual([
      { name: 'lodash', from: '4.1.0', to: '4.3.0' },
      { name: 'vite', from: null, to: 'v8' },
    ])
    expect(told(notes)).toEqual([])
  })

  it('what is breaking, about security, a migration or configuration asks for attention', () => {
    const notes = new History()
      .add('a', 'feat(api)!: drop v1', { files: ['api/a.js'] })
      .add('b', 'Fix XSS in names (CVE-2026-12345)', { files: ['web/a.js'] })
      .add('c', 'Store names apart', { files: ['+api/migrations/003_names.sql', 'ecluse.yaml'] })
      .notes({ parts: [{ name: 'api', folders: ['api'], from: null, to: id('c') }] })
    expect(notes.attention.map(({ kind, text }) => [kind, text.en])).toEqual([
      ['breaking', 'Drop v1'],
      ['security', 'Fix XSS in names (CVE-2026-12345)'],
      ['migrations', 'api/migrations/003_names.sql'],
      ['configuration', 'ecluse.yaml'],
    ])
    expect(notes.changes.map(({ components }) => components)).toEqual([['api'], [], ['api']])
  })
})

describe('two languages', () => {
  it('a text is in the language that it is in, and the other is missing', () => {
    const notes = new History()
      .add('a', 'Add a search for the names of people')
      .add('b', 'Ajoute une recherche par nom dans le formulaire')
      .notes()
    expect(notes.changes.map(({ text }) => [text.en !== null, text.fr !== null])).toEqual([
      [true, false],
      [false, true],
    ])
    expect(notes.missing).toEqual({ en: 1, fr: 1 })
  })

  it('trailers win over the commit, fragments over trailers', () => {
    const notes = new History()
      .add('a', 'feat: x (#7)\n\nRelease-note: You can search\nNote-de-version: Vous pouvez chercher')
      .notes({ fragments: [{ path: 'notes/7.fr.md', text: '# La recherche\n' }] })
    expect(notes.changes).toMatchObject([
      { text: { en: 'You can search', fr: 'La recherche' }, origin: { en: 'trailer', fr: 'fragment' } },
    ])
  })

  it('a fragment belongs to the commit that brought it, where no number does', () => {
    const notes = new History()
      .add('a', 'x', { files: ['src/a.js', '+notes/88.en.md'] })
      .notes({ fragments: [{ path: 'notes/88.en.md', text: 'Searching is possible' }] })
    expect(told(notes)).toEqual(['Searching is possible'])
    expect(notes.outside).toEqual([])
  })

  it('a fragment that is still empty says nothing', () => {
    const notes = new History()
      .add('a', 'Add search (#7)')
      .notes({ fragments: [{ path: 'notes/7.fr.md', text: '\n# \n' }] })
    expect(notes.changes[0]?.text).toEqual({ en: 'Add search', fr: null })
  })

  it('a fragment about nothing in the range is said', () => {
    const notes = new History().add('a', 'docs: a note', { files: ['+notes/88.en.md'] }).notes({
      fragments: [
        { path: 'notes/88.en.md', text: 'Searching' },
        { path: 'notes/3.en.md', text: 'old' },
      ],
    })
    expect(notes.outside).toEqual(['notes/88.en.md'])
    expect(told(notes)).toEqual([])
  })

  it('a fragment named after a commit belongs to that commit, and to no other', () => {
    const path = `notes/${id('a').slice(0, 8)}.fr.md`
    const other = `notes/${id('zz').slice(0, 8)}c.fr.md`
    const notes = new History()
      .add('a', 'Let people search')
      .add('b', 'Notes', { files: [`+${path}`] })
      .add('c', 'Sort the list', { files: ['src/c.js', `+${other}`] })
      .notes({
        fragments: [
          { path, text: 'On peut chercher' },
          { path: other, text: 'autre' },
        ],
      })
    expect(notes.changes.map(({ text }) => text.fr)).toEqual(['On peut chercher', null])
    expect(notes.outside).toEqual([other])
  })
})
