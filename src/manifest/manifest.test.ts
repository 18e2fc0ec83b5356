import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Config } from '../config/types.ts'
import { isDigest, type sha256 } from '../kernel/canonical.ts'
import { built, builtAll, component, config, environment } from './manifest.fixture.ts'
import { manifestDigest, manifestOf } from './manifest.ts'

const idOf = (of: Config, content: Readonly<Record<string, string>> = {}) =>
  manifestDigest(manifestOf(of, builtAll(of, content)))

describe('a release manifest', () => {
  it('is named by what runs, and by nothing else', () => {
    const plain = manifestOf(config(), builtAll(config()))
    const more = builtAll(config()).map((one) => ({ ...one, took: 12, cached: true, log: 'x' }))
    expect(isDigest(manifestDigest(plain))).toBe(true)
    expect(manifestOf(config(), more)).toEqual(plain)
  })

  it('cannot be changed', () => {
    const manifest = manifestOf(config(), builtAll(config()))
    expect(() => Object.assign(manifest.components[0] ?? {}, { version: '2' })).toThrow(TypeError)
    expect(() => Object.assign(manifest.configurations['staging'] ?? {}, { web: '' })).toThrow(TypeError)
  })

  it('does not depend on the order of anything', () => {
    const { components, environments } = config()
    const orders = [fc.shuffledSubarray([...components], { minLength: components.length })] as const
    fc.assert(
      fc.property(...orders, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (shuffled, order) => {
        const turned = config({ components: shuffled, environments: environments.toReversed() })
        const images = builtAll(config())
        const parts = order.flatMap((index) => images.slice(index, index + 1))
        expect(manifestDigest(manifestOf(turned, parts))).toBe(idOf(config()))
      }),
    )
  })

  it.each([
    ['an image', () => idOf(config(), { web: 'other' })],
    ['the application', () => idOf(config({ application: 'other' }))],
    ['an environment', () => idOf(config({ environments: [environment('staging')] }))],
    ['a variable', () => idOf(config({ components: [component('web', { variables: { A: '1' } })] }))],
    [
      'a version',
      () =>
        manifestDigest(
          manifestOf(
            config(),
            builtAll(config()).map((one) => ({ ...one, version: '2' })),
          ),
        ),
    ],
    [
      'a runtime',
      () =>
        manifestDigest(
          manifestOf(
            config(),
            builtAll(config()).map((one) => ({ ...one, runtime: { ...one.runtime, version: '26.0.0' } })),
          ),
        ),
    ],
  ])('%s is part of it', (_, change) => {
    expect(change()).not.toBe(idOf(config()))
  })

  it.each([
    ['a missing component', builtAll(config()).slice(1), '`store`'],
    ['an unknown one', [...builtAll(config()), built('other')], '`other`'],
    ['a doubled one', [...builtAll(config()), built('web')], '`web`'],
    ['a name for a digest', [{ ...built('web'), image: 'latest' as ReturnType<typeof sha256> }], '`latest`'],
  ])('refuses %s', (_, parts, named) => {
    expect(() => manifestOf(config(), parts)).toThrow(/manifest-mismatch/)
    expect(() => manifestOf(config(), parts)).toThrow(named)
  })
})
