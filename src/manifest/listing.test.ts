import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { checkListing } from './check-listing.ts'
import { built, config } from './manifest.fixture.ts'
import { manifestDigest, manifestOf } from './manifest.ts'
import { readListing } from './read-listing.ts'
import { rewrite, write } from './rewrite.ts'
import type { Manifest } from './types.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (file: string, text: string) => readListing(file, bytes(text))
const known = [{ name: 'api', knownAs: ['API_DOCKER_TAG', 'benefit_finder'] }, { name: 'web' }]

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work()
  } catch (error) {
    if (error instanceof ProblemError)
      return error.problems.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)
    throw error
  }
  return []
}

/** What is wrong with a file, reading and checking it. */
const wrong = (file: string, text: string): readonly string[] =>
  problemsOf(() => {
    const { problems } = checkListing(read(file, text), known)
    if (problems.length > 0) throw new ProblemError(problems)
  })

const wantedIn = (file: string, text: string) =>
  Object.fromEntries(
    checkListing(read(file, text), known).wanted.map(({ component, version, digest }) => [
      component,
      version ?? digest,
    ]),
  )

const digest = sha256('x')
const kustomization = (images: string) =>
  `# ours\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n${images}`

describe('what teams have is read', () => {
  it.each([
    ['flat.json', '{ "benefit_finder": "v3.0.1", "web": "abc1234" }', { api: 'v3.0.1', web: 'abc1234' }],
    ['flat.json', '\ufeff{"web":"v1.0.0","api":"2.0.0-rc.1+x"}', { api: '2.0.0-rc.1+x', web: 'v1.0.0' }],
    [
      '.env',
      '# tags\nexport API_DOCKER_TAG="abc1234" # new\n\nWEB_VERSION=v2.0.0\r\n',
      { api: 'abc1234', web: 'v2.0.0' },
    ],
    ['.env', `API_DOCKER_TAG=ghcr.io/x/api@${digest}\nWEB='v1.0.0'`, { api: digest, web: 'v1.0.0' }],
    ['.env', 'API_DOCKER_TAG=ghcr.io/x/api:v9.0.0\nWEB=v1.0.0', { api: 'v9.0.0', web: 'v1.0.0' }],
    [
      'kustomization.yaml',
      kustomization(
        `  - name: api\n    newName: r/api\n    newTag: "1.10.0" # ten\n  - { name: web, digest: '${digest}' }\n`,
      ),
      { api: '1.10.0', web: digest },
    ],
  ])('%s %#', (file, text, expected) => {
    expect(wrong(file, text)).toEqual([])
    expect(wantedIn(file, text)).toEqual(expected)
  })
})

describe('what no release may be made of is refused, with its place', () => {
  it.each([
    ['a.json', '{\n  "api": "latest",\n  "web": "main"\n}', ['moving-version 2:10', 'moving-version 3:10']],
    ['a.json', '{ "api": "1.28.0.1", "web": "v1" }', ['malformed-version 1:10', 'malformed-version 1:29']],
    ['a.json', '{ "api": "01.2.3", "web": "^1.2.0" }', ['malformed-version 1:10', 'moving-version 1:27']],
    ['a.json', '{ "api": "v1.0.0" }', ['component-left-out 1:1']],
    ['a.json', '{ "api": "v1.0.0", "wep": "v1.0.0" }', ['unknown-component 1:20', 'component-left-out 1:1']],
    ['a.json', '{ "api": "v1.0.0",\n "web": "a", "api": "v1.0.0" }', ['component-twice 2:14']],
    ['a.json', '{ "api": "v1.0.0", "\\u0061pi": "v2.0.0", "web": "v1.0.0" }', ['component-twice 1:20']],
    ['a.json', '{ "api": "v1.0.0", "benefit_finder": "v1.0.0", "web": "v1.0.0" }', ['component-twice 1:20']],
    ['a.json', `{ "api": "sha512:${'a'.repeat(128)}", "web": "v1.0.0" }`, ['bad-digest 1:10']],
    ['a.json', `{ "api": "sha256:${'A'.repeat(64)}", "web": "v1.0.0" }`, ['bad-digest 1:10']],
    ['a.json', '{ "api": 3, "web": ["v1"] }', ['bad-listing 1:10', 'bad-listing 1:20']],
    ['a.json', '{ "api": "v1.0.0", }', ['bad-listing 1:20']],
    ['a.json', '[]', ['bad-listing 1:1']],
    ['a.json', '{"api":"v1.0.0"} {}', ['bad-listing 1:18']],
    ['a.json', `${'['.repeat(50_000)}`, ['bad-listing 1:34']],
    [
      'a.json',
      '{\n<<<<<<< HEAD\n  "api": "v1.0.0"\n=======\n  "api": "v2.0.0"\n>>>>>>> theirs\n}',
      ['merge-conflict 2:1'],
    ],
    ['.env', 'API_DOCKER_TAG=$(git rev-parse HEAD)', ['bad-listing 1:16']],
    ['.env', 'API_DOCKER_TAG="v1', ['bad-listing 1:16']],
    ['.env', 'API_DOCKER_TAG=v1.0.0\nwhat is this', ['bad-listing 2:1']],
    ['.env', 'API_DOCKER_TAG=v1.0.0\nAPI_DOCKER_TAG=v1.0.0\nWEB=v1.0.0', ['component-twice 2:1']],
    ['.env', 'API_DOCKER_TAG=\nWEB=v1.0.0\nDEBUG=1', ['unknown-component 3:1', 'moving-version 1:16']],
    ['kustomization.yaml', kustomization('  - name: api\n'), ['bad-listing 5:5']],
    ['kustomization.yaml', kustomization('  - newTag: v1\n'), ['bad-listing 5:5']],
    ['kustomization.yaml', 'images: {}\n', ['bad-listing 1:1']],
    ['kustomization.yaml', 'images: []\nimages: []\n', ['bad-listing 2:1']],
    [
      'kustomization.yaml',
      kustomization(`  - {name: api, newTag: a, digest: '${digest}'}\n`),
      ['bad-listing 5:28'],
    ],
    ['kustomization.yaml', 'images: [*x, &x a]', ['bad-listing 1:10']],
    [
      'kustomization.yaml',
      `${kustomization('  - {name: api, newTag: a}\n')}---\na: b\n`,
      ['bad-listing 6:1'],
    ],
    [
      'x.json',
      '{ "format": 1, "components": [ { "name": "api", "image": "sha512:1" } ] }',
      expect.arrayContaining(['bad-digest 1:58']),
    ],
  ])('%s %j', (file, text, expected) => {
    expect(wrong(file, text)).toEqual(expected)
  })

  it('a file of 50 MB before it is read, and one that is not UTF-8', () => {
    expect(problemsOf(() => readListing('big.json', new Uint8Array(50_000_000)))).toEqual([
      'listing-too-long 1:1',
    ])
    expect(problemsOf(() => readListing('a.json', Uint8Array.of(0x7b, 0xff, 0x7d)))).toEqual(['not-text 1:1'])
  })

  it('anything at all, with nothing but a problem', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a.json', '.env', 'a.yaml'),
        fc.string({ unit: 'binary' }),
        (file, text) => {
          problemsOf(() => read(file, text))
        },
      ),
    )
  })
})

const manifest = (versions: Readonly<Record<string, string>>): Manifest => ({
  ...manifestOf(
    config(),
    config().components.map(({ name }) => built(name)),
  ),
  components: Object.entries(versions)
    .sort()
    .map(([name, version]) => ({ ...built(name), version })),
})

describe('what is written back', () => {
  it('keeps the form, the comments and the quotes', () => {
    const to = manifest({ api: 'v2.0.0', web: '1.20' })
    const env = '# tags\r\nexport API_DOCKER_TAG="abc1234"   # new\r\n\r\n'
    expect(rewrite(read('.env', env), to, known)).toBe(
      '# tags\r\nexport API_DOCKER_TAG="v2.0.0"   # new\r\n\r\nexport WEB_VERSION=1.20\r\n',
    )
    expect(rewrite(read('a.json', '{ "benefit_finder": "v1", "gone": "v1" }'), to, known)).toBe(
      '{ "benefit_finder": "v2.0.0", "web": "1.20" }',
    )
    const yaml = kustomization(
      "  # theirs\n  - name: api\n    newName: r/api\n    newTag: '1' # one\n  - {name: web, newTag: x}\nresources: [a.yaml]\n",
    )
    expect(rewrite(read('k.yaml', yaml), to, known)).toBe(
      yaml.replace("'1'", "'v2.0.0'").replace('newTag: x', 'newTag: "1.20"'),
    )
    const pinned = kustomization(`  - name: api\n    digest: ${digest}\n`)
    expect(rewrite(read('k.yaml', pinned), to, known)).toBe(
      kustomization(
        `  - name: api\n    digest: ${sha256('api')}\n  - name: web\n    digest: ${sha256('web')}\n`,
      ),
    )
  })

  it.each([
    ['k.yaml', 'images: []\nx: 1\n', 'images: \n  - name: benefit_finder\n    newTag: v2.0.0\nx: 1\n'],
    [
      'k.yaml',
      'resources: [a]\nimages: # ours\n- name: gone\n  newTag: v1\nx: 1\n',
      'resources: [a]\nimages: # ours\n- name: benefit_finder\n  newTag: v2.0.0\nx: 1\n',
    ],
    [
      'k.yaml',
      'images:\n  - name: api\n    newTag: |\n      v1\n',
      'images:\n  - name: api\n    newTag: v2.0.0\n',
    ],
    ['.env', '# what runs\n', '# what runs\nAPI_DOCKER_TAG=v2.0.0\n'],
    ['.env', '# what runs\nGONE=v1\n', '# what runs\nAPI_DOCKER_TAG=v2.0.0\n'],
  ])('keeps what else %s holds: %j', (file, before, after) => {
    expect(rewrite(read(file, before), manifest({ api: 'v2.0.0' }), known)).toBe(after)
  })

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const version = fc.constantFrom('v1.0.0', '2.0.0', '1.10', 'abc1234', '1e5', 'true', '007')
  const set = fc.dictionary(name, version, { minKeys: 1 })

  it.each(['flat', 'env', 'kustomize', 'own'] as const)('%s: read again it is what was written', (form) => {
    const file = { flat: 'x.json', env: 'x.env', kustomize: 'x.yaml', own: 'x.json' }[form]
    fc.assert(
      fc.property(set, set, (before, after) => {
        const all = ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => ({ name: one }))
        const old = write(form, manifest(before), all)
        const text = rewrite(read(file, old), manifest(after), all)
        const again = checkListing(read(file, text), all).wanted
        expect(Object.fromEntries(again.map((one) => [one.component, one.version]))).toEqual(after)
        expect(rewrite(read(file, text), manifest(after), all)).toBe(text)
      }),
    )
  })

  it('a manifest of ours is its canonical text: its digest is the release', () => {
    const whole = manifestOf(
      config(),
      config().components.map(({ name: one }) => built(one)),
    )
    const text = write('own', whole, [])
    const turned = JSON.stringify({ ...whole, components: whole.components.toReversed() })
    expect(write('own', read('m.json', turned).manifest ?? whole, [])).toBe(text)
    const half = text.replace(/"version":"[^"]*"/, '"version":"\\ud800"')
    expect(() => read('m.json', half)).toThrow(ProblemError)
    expect(sha256(text.trimEnd())).toBe(manifestDigest(whole))
    expect(read('m.json', text).manifest).toEqual(whole)
  })
})
