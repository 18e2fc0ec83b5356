import { describe, expect, it } from 'vitest'
import { newestVersion, nextVersion, versionIn } from './next-version.ts'

const none = { breaking: 0, users: 0, fixes: 0, behind: 0, takenBack: 0 }

describe('the next version', () => {
  it.each([
    [null, { ...none, users: 1 }, 'v0.1.0', 'first'],
    ['v1.2.3', { ...none, breaking: 1, users: 3 }, 'v2.0.0', 'breaking'],
    ['0.9.4', { ...none, breaking: 1 }, '0.10.0', 'breaking-before-one'],
    ['v1.2.3', { ...none, users: 1, fixes: 9 }, 'v1.3.0', 'users'],
    ['v1.2.3', { ...none, takenBack: 1 }, 'v1.3.0', 'users'],
    ['1.2.3', { ...none, fixes: 1, behind: 2 }, '1.2.4', 'fixes'],
    ['v1.2.3', { ...none, behind: 2 }, 'v1.2.4', 'behind'],
    ['v1.2.3', none, 'v1.2.3', 'nothing'],
    ['v1.2.3-rc.1', { ...none, users: 1 }, 'v1.3.0', 'users'],
  ])('after %s', (last, changes, version, reason) => {
    expect(nextVersion(last, changes)).toMatchObject({ version, reason, last })
  })

  it('comes after the newest by number, not by name, and not after one that is no release', () => {
    expect(newestVersion(['v1.9.0', 'v1.10.0', 'v2.0.0-rc.1', 'nightly', '1.2'])).toBe('v1.10.0')
    expect(newestVersion(['deploy-1'])).toBeNull()
  })

  it.each([
    ['package.json', '{"version":"1.4.0"}', '1.4.0'],
    ['VERSION', '\ufeffv1.4.0\r\nmore', 'v1.4.0'],
    ['package.json', '{"version":7}', null],
    ['package.json', '{', null],
    ['VERSION', '\n', null],
  ])('in %s %j', (file, text, version) => expect(versionIn(file, text)).toBe(version))
})
