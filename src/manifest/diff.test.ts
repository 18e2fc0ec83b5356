import { describe, expect, it } from 'vitest'
import { diffManifests, sideOfListing, sideOfManifest } from './diff.ts'
import { built, builtAll, component, config } from './manifest.fixture.ts'
import { manifestOf } from './manifest.ts'
import { needsUnmet } from './needs.ts'
import { readListing } from './read-listing.ts'
import { compareVersions, isMalformed, isMoving, ownSemverOf, satisfies, spellingsOf } from './versions.ts'

const side = (version: string, commit = 'a'.repeat(40)) =>
  sideOfManifest(
    manifestOf(
      config(),
      builtAll(config()).map((one) => (one.name === 'api' ? { ...one, version, commit } : one)),
    ),
  )
const flat = (text: string) =>
  sideOfListing(readListing('a.json', new TextEncoder().encode(text)), [{ name: 'api', knownAs: ['finder'] }])

describe('a difference of two manifests', () => {
  it('is by component and field, and says which way a version goes', () => {
    expect(diffManifests(side('v1.9.0'), side('v1.10.0', 'b'.repeat(40)))).toEqual({
      changes: [
        {
          component: 'api',
          change: 'changed',
          direction: 'forward',
          fields: [
            { field: 'version', left: 'v1.9.0', right: 'v1.10.0' },
            { field: 'commit', left: 'a'.repeat(40), right: 'b'.repeat(40) },
          ],
        },
      ],
      same: 3,
      migrations: { added: [], removed: [] },
    })
    expect(diffManifests(side('v2.0.0'), side('v1.10.0')).changes[0]?.direction).toBe('backward')
  })

  it('of a file with what runs compares what the file says', () => {
    const changes = (text: string) =>
      diffManifests(side('v1.0.0'), flat(text)).changes.filter(({ component: name }) => name === 'api')
    expect(changes('{ "finder": "v1.0.0" }')).toEqual([])
    expect(changes('{ "finder": "aaaaaaa" }')).toEqual([])
    expect(changes('{ "finder": "v0.9.0-3-gaaaaaaa" }')).toEqual([])
    expect(changes('{ "finder": "v1.1.0" }')[0]?.direction).toBe('forward')
    expect(changes('{ "other": "v1.1.0" }')[0]?.change).toBe('removed')
  })
})

describe('versions', () => {
  it.each(['latest', 'Main', 'stable', 'nightly', 'refs/heads/x', 'origin/x', '1.x', '>=1', '*', 'v1.x'])(
    '%s moves',
    (word) => expect(isMoving(word)).toBe(true),
  )
  it.each(['v1.0.0', 'abc1234', 'release-2024-1', '1.2.3-latest', 'v1.2.3-4-gabc1234', '20251125'])(
    '%s does not',
    (word) => expect([isMoving(word), isMalformed(word)]).toEqual([false, false]),
  )
  it.each(['1.28.0.1', 'v1', '3', '1.2', '01.2.3', '1.2.3_4', '1.2.3-01', 'v1.2.3.'])(
    '%s is malformed',
    (word) => expect(isMalformed(word)).toBe(true),
  )
  it('are in the order of Semantic Versioning', () => {
    expect(compareVersions('v1.9.0', '1.10.0')).toBe(-1)
    expect(compareVersions('1.0.0-rc.2', '1.0.0-rc.10')).toBe(-1)
    expect(compareVersions('1.0.0', 'abc1234')).toBeNull()
    expect(compareVersions('api-v1.9.0', '@scope/api@1.10.0')).toBe(-1)
  })
  it('are none where a commit is called after the tag before it: it comes after, and looks like a prerelease', () => {
    expect(compareVersions('v1.0.0-3-g80de5e4', 'v1.0.0')).toBeNull()
    expect(satisfies('v1.0.0-3-g80de5e4', '>=0.9')).toBe(false)
  })
  it.each([
    ['api-v3.0.1', '3.0.1'],
    ['api/v3.0.1', '3.0.1'],
    ['@scope/api@3.0.1', '3.0.1'],
    ['node-18-api-3.0.1-rc.1', '3.0.1-rc.1'],
    ['api-3.0', null],
    ['release-12', null],
    ['api-v1.28.0.1', null],
  ])('of one component among several: %s', (tag, version) => expect(ownSemverOf(tag)).toBe(version))
  it('may be written otherwise in the repository', () => {
    expect(spellingsOf('v3.0.1', ['api'])).toEqual(
      expect.arrayContaining(['3.0.1', 'api-v3.0.1', 'api/3.0.1', 'api@3.0.1']),
    )
    expect(spellingsOf('abc1234', ['api'])).toEqual([])
  })
  it('satisfy a range only where they are Semantic Versions', () => {
    expect([satisfies('v2.3.0', '>=2.3'), satisfies('abc1234', '*'), satisfies('v2.2.9', '>=2.3')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('needs with ranges', () => {
  const of = config({
    components: [component('api'), component('web', { needs: ['api'], needsRanges: { api: '>=2.3' } })],
  })
  it.each([
    ['v2.3.0', []],
    ['2.10.1', []],
    ['v2.2.0', ['web api >=2.3 v2.2.0']],
    ['2.3.0-rc.1', ['web api >=2.3 2.3.0-rc.1']],
    ['abc1234', ['web api >=2.3 abc1234']],
  ])('api %s', (version, expected) => {
    const parts = [{ ...built('api'), version }, built('web')]
    expect(
      needsUnmet(of, parts).map((one) => `${one.component} ${one.need} ${one.range} ${one.version}`),
    ).toEqual(expected)
  })
})
