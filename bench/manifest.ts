/**
 * Release manifests of 1,000 components in four environments: read, compared, hashed. `node bench/manifest.ts [SCALE]`.
 */
import { sha256 } from '../src/kernel/canonical.ts'
import { diffManifests, sideOfListing, sideOfManifest } from '../src/manifest/diff.ts'
import { manifestDigest } from '../src/manifest/manifest.ts'
import { readListing } from '../src/manifest/read-listing.ts'
import { write } from '../src/manifest/rewrite.ts'
import type { Manifest } from '../src/manifest/types.ts'
import { median, printLine, times } from './print-line.ts'

const components = 1_000
const environments = ['development', 'integration', 'staging', 'production']
const runs = times(50, 5)

const manifestOf = (release: number): Manifest => {
  const names = Array.from({ length: components }, (_, n) => `part-${String(n).padStart(4, '0')}`)
  return {
    format: 1,
    application: 'shop',
    // A tenth of them is new in each release.
    components: names.map((name, n) => {
      const state = n % 10 === 0 ? release : 0
      return {
        name,
        version: `v1.${state}.${n}`,
        commit: sha256(`${name} ${state}`).slice(7, 47),
        image: sha256(`${name} ${state} image`),
        start: ['node', 'server.js'],
        runtime: { name: 'node', version: '24.21.0', integrity: 'sha512-abc' },
      }
    }),
    configurations: Object.fromEntries(
      environments.map((environment) => [
        environment,
        Object.fromEntries(names.map((name) => [name, sha256(`${environment} ${name}`)])),
      ]),
    ),
    migrations: [],
    infrastructure: null,
  }
}

const [left, right] = [manifestOf(1), manifestOf(2)]
const [leftText, rightText] = [left, right].map((one) => new TextEncoder().encode(write('own', one, [])))

const timed = (work: () => unknown): number => {
  const took = Array.from({ length: runs }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return median(took)
}

const changes = diffManifests(sideOfManifest(left), sideOfManifest(right)).changes.length
if (changes !== components / 10) throw new Error(`${changes} changes instead of ${components / 10}`)

printLine(
  'manifest',
  `diff of ${components} components`,
  timed(() => diffManifests(sideOfManifest(left), sideOfManifest(right))),
  'ms',
  { atMost: 20 },
)
printLine(
  'manifest',
  `two files of ${components} components read, checked and compared`,
  timed(() => {
    const [a, b] = [leftText, rightText].map((bytes, n) =>
      readListing(`${n}.json`, bytes ?? new Uint8Array()),
    )
    if (a === undefined || b === undefined) throw new Error('no listing')
    return diffManifests(sideOfListing(a, []), sideOfListing(b, []))
  }),
  'ms',
  null,
)
printLine(
  'manifest',
  `digest of ${components} components`,
  timed(() => manifestDigest(left)),
  'ms',
  null,
)
