import { describe, expect, it } from 'vitest'
import { History, told } from './history.fixture.ts'

const notes = (message: string, files: readonly string[] = ['src/a.js']) =>
  new History().add('a', message, { files }).notes()

describe('what tells nobody anything', () => {
  it.each([
    'wip',
    'WIP 2',
    'oops',
    '.',
    'Fix typo',
    'lint',
    'Minor fixes',
    'Apply suggestions from code review',
    'Address PR feedback',
    'address review comments',
    'Fix the review comments',
    'Resolve merge conflicts',
    'Update README.md',
    'trigger CI',
    'corrections',
    'fixup! Add a search',
  ])('%s is left out, and counted', (message) => {
    expect(told(notes(message))).toEqual([])
    expect(notes(message).leftOut.unwanted).toBe(1)
  })

  it.each([
    'Fix comments that vanish',
    'Fix PR links in the feedback page',
    'Handle reviews without a rating',
    'Update the claims form',
    'Save the form every minute',
    'Test the bank account before the first payment',
    'Format amounts in French',
    'wip\n\nRelease-note: You can search',
  ])('%s is told', (message) => {
    expect(told(notes(message))).toHaveLength(1)
  })
})

describe('what only makes a version', () => {
  it.each([
    'Publish',
    'Publish v1.2.3',
    'chore(release): publish',
    'chore: release main',
    'chore(main): release app 1.2.3',
    'bump: version 1.1.0 → 1.2.3',
    'Tag 1.2.3',
    'Cut 2026.11.25 release',
    'Back to development: 1.2.4',
    'Start 1.3.0 development',
    'Post-release version bump',
    'docs: changelog for 1.2.3',
    'Mise à jour de la version 1.2.3',
    'Passage à la version 1.2.3',
    'Incrément de version',
  ])('%s is left out, and counted', (message) => {
    expect(told(notes(message))).toEqual([])
    expect(notes(message).leftOut.releases).toBe(1)
  })

  it.each([
    'Publish results to the portal',
    'Tag people in comments',
    'Start page',
    'Cut the time to load by half',
    'Mise à jour de la version française du formulaire',
    'release: the lock is freed',
    'chore(release): automate it',
    'chore: release locks',
  ])('%s is told', (message) => {
    expect(told(notes(message))).toHaveLength(1)
  })
})

describe('what a title says beside what the change is called', () => {
  it.each([
    ['Closes #99: people can cancel a claim', 'People can cancel a claim, closes #99'],
    ['Fixes #7 - no blank page', 'No blank page, fixes #7'],
    ['BEN-431: Show the claim number', 'Show the claim number'],
    ['Let people pay by card (#12)', 'Let people pay by card'],
  ])('%s', (message, title) => {
    expect(told(notes(message))).toEqual([title])
  })
})

describe('whom a change is for', () => {
  it.each([
    ['Use node 24', ['Dockerfile'], 'behind'],
    ['Add a column', ['api/migrations/7.sql'], 'behind'],
    ['Translated using Weblate (French)', ['locales/fr.json'], 'behind'],
    ['Use node 24', ['Dockerfile', 'src/a.js'], 'users'],
    ['Documents can be downloaded', ['src/a.js'], 'users'],
    ['Comments can be edited', ['src/a.js'], 'users'],
    ['Document the endpoints', ['src/a.js'], 'behind'],
  ] as const)('%s in %j: %s', (message, files, group) => {
    expect(notes(message, files).changes[0]?.group).toBe(group)
  })

  it('what robots keep tidy is behind the scenes', () => {
    const by = (author: string) =>
      new History().add('a', 'Some new texts', { author, files: ['src/a.js'] }).notes().changes[0]?.group
    expect([by('Crowdin Bot'), by('copilot-swe-agent[bot]')]).toEqual(['behind', 'users'])
    expect(notes('[Snyk] Security upgrade django from 3.2.1 to 3.2.25').attention).toMatchObject([
      { kind: 'security', text: { en: 'django → 3.2.25' } },
    ])
  })

  it('an update that mends a hole is a dependency that wants attention', () => {
    const told = notes('fix(deps): update dependency fastify to v5.1.2 [security] (#106)', ['package.json'])
    expect(told.dependencies).toEqual([{ name: 'fastify', from: null, to: 'v5.1.2' }])
    expect(told.attention).toMatchObject([{ kind: 'security', text: { en: 'fastify → v5.1.2' } }])
    expect(told.changes).toEqual([])
  })
})
