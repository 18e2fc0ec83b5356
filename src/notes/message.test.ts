import { describe, expect, it } from 'vitest'
import { readMessage } from './message.ts'

describe('a message is read', () => {
  it.each([
    [
      'feat(api): add search',
      { title: 'add search', conventional: { type: 'feat', scope: 'api', breaking: false } },
    ],
    ['feat!: drop v1', { title: 'drop v1', breaking: 'drop v1' }],
    ['fix: no crash\n\nBREAKING CHANGE: the port\nmoves to 81\n\nmore', { breaking: 'the port moves to 81' }],
    ['Add search (#12)', { title: 'Add search', pull: 12, conventional: null }],
    ['Add search (!12)', { title: 'Add search', pull: 12 }],
    ['Merge pull request #12 from ada/search\n\nAdd search', { title: 'Add search', pull: 12, merges: true }],
    ['Merge pull request #12 from ada/search', { pull: 12, merges: false }],
    [
      "Merge branch 'search' into 'main'\n\nAdd search\n\nSee merge request team/app!7",
      { title: 'Add search', pull: 7, merges: true },
    ],
    ['Add search\n\nSee merge request team/app!7', { title: 'Add search', pull: 7, merges: false }],
    ['Merged in search (pull request #7)\n\nAdd search', { title: 'Add search', pull: 7, merges: true }],
    ['Merged PR 7: Add search', { title: 'Add search', pull: 7, merges: true }],
    ["Merge pull request 'Add search' (#7) from ada/search into main", { title: 'Add search', pull: 7 }],
    ['ABC-123: Add search.', { title: 'Add search' }],
    ['Draft: Add search', { title: 'Add search' }],
    ['Drafts are saved', { title: 'Drafts are saved' }],
    ['✨ add search', { conventional: { type: 'feat' }, title: 'add search' }],
    [':bug: no crash', { conventional: { type: 'fix' }, title: 'no crash' }],
    [
      'fonctionnalité(carte): trouver un bureau',
      { title: 'trouver un bureau', conventional: { type: 'feat' } },
    ],
    [
      'Correctif : les totaux sont justes',
      { title: 'les totaux sont justes', conventional: { type: 'fix' } },
    ],
    ['fix : no crash', { title: 'no crash', conventional: { type: 'fix' } }],
    ['constructor: take a name', { title: 'constructor: take a name', conventional: null }],
    ['net/http: close bodies', { conventional: null, title: 'net/http: close bodies' }],
    ['two\nlines are one\n\nbody', { subject: 'two lines are one' }],
    [
      'Add x\r\n\r\nRelease-note: You can search\r\n  everywhere\r\nNote-de-version: Vous pouvez chercher',
      { note: { en: 'You can search everywhere', fr: 'Vous pouvez chercher' } },
    ],
    ['Add x\n\nRelease-note: none', { note: 'none' }],
    [
      'Add x\n\nRelease-note:\n  Search\n\teverywhere\nNote-de-version:\n',
      { note: { en: 'Search everywhere', fr: null } },
    ],
    ['Fix y\n\nFixes #3, closes #4 and GH-5', { issues: [3, 4, 5] }],
    [
      'Add x\n\nCo-authored-by: Bob Roy <bob@example.org>',
      { coauthors: [{ name: 'Bob Roy', email: 'bob@example.org' }] },
    ],
    ['', { subject: '', title: '' }],
    ['evil \u001b[31mred\u202e txt', { subject: 'evil [31mred txt' }],
  ])('%j', (message, expected) => {
    expect(readMessage(message)).toMatchObject(expected)
  })

  it.each([
    [
      'Revert "Add x"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.',
      { ids: ['0123456789abcdef0123456789abcdef01234567'], titles: ['Add x'] },
    ],
    ['Revert "Revert "Add x""', { titles: ['Revert "Add x"'] }],
    ['Revert "Add x" (#14)', { titles: ['Add x'] }],
    [
      'Reapply "Add x"\n\nThis reverts commit 0123456789.',
      { ids: ['0123456789'], titles: ['Revert "Add x"'] },
    ],
    ['revert: feat: add x\n\nRefs: 676104e, a215868', { ids: ['676104e', 'a215868'] }],
    ['Undo search\n\nReverts team/app#12', { pulls: [12] }],
    ['Undo search\n\nThis reverts merge request !12', { pulls: [12] }],
    [
      'Partially revert "Add x"\n\nThis reverts commit 0123456789 in part.',
      { partial: true, ids: ['0123456789'] },
    ],
    ['Annule « Ajoute x »', { titles: ['Ajoute x'] }],
    [
      'back out two\n\nThis reverts commits 0123456789 and abcdef0123.',
      { ids: ['0123456789', 'abcdef0123'] },
    ],
  ])('what %j takes back', (message, expected) => {
    expect(readMessage(message).claim).toMatchObject(expected)
  })

  it('of ten megabytes in no time that grows with them', () => {
    const long = readMessage(`${'x'.repeat(10_000_000)}\n\n${'Key: value\n'.repeat(100_000)}`)
    expect(long.subject.length).toBeLessThanOrEqual(2_000)
  })
})
