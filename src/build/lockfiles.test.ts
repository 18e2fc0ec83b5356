import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { ProblemError } from '../kernel/problem.ts'
import { json } from './builder.fixture.ts'
import { type Graph, reach } from './graph.ts'
import { hoist } from './hoist.ts'
import { asked, pnpm8, pnpm9, yarn1 } from './lockfiles.fixture.ts'
import { parsePackageFile } from './manifest-file.ts'
import { parsePnpmLock } from './pnpm-lock.ts'
import { readNarrow } from './pnpm-yaml.ts'
import { findLock, type Repository } from './workspace-lock.ts'

const platform = { os: 'linux', cpu: 'x64', libc: 'glibc' } as const
type Files = Readonly<Record<string, string>>

const repository = (files: Files): Repository => ({
  read: async (path) => files[path] ?? null,
  names: async (folder) =>
    Object.keys(files).flatMap((path) => {
      const below = folder === '.' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : ''
      return below === '' ? [] : [below.split('/')[0] ?? '']
    }),
  named: async (name, wanted) =>
    new Map(
      Object.entries(files).filter(([path]) => (path === name || path.endsWith(`/${name}`)) && wanted(path)),
    ),
})

/** The paths that a component's image gets, with what stands there; checked as a build does. */
const layOutOf = async (files: Files, context = '.'): Promise<readonly string[] | null> => {
  const found = await findLock(repository(files), context)
  if (found === null) return null
  const { own, locked } = found
  const file = context === '.' ? 'package.json' : `${context}/package.json`
  const words = files[file] ?? ''
  locked.check(own, { manifest: parsePackageFile(words, file), file, words })
  return layout(locked.graph, own)
}

const layout = (graph: Graph, own: string): readonly string[] => {
  const reached = reach(graph, [{ id: own, development: false }], platform)
  const { packages, links, folders } = hoist(graph, reached, [{ id: own, at: '' }])
  return [
    ...packages.map(
      ({ path, name, version, integrity }) => `${path}: ${name}@${version} ${integrity.algorithm}`,
    ),
    ...links.map(({ path, target }) => `${path} -> ${target}`),
    ...folders.map(({ path, folder }) => `${path} = ${folder}`),
  ]
}

/** `CODE FILE:LINE` of a refusal, and its sentence. */
const refusalOf = async (files: Files, context = '.'): Promise<string> => {
  try {
    await layOutOf(files, context)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const [first] = error.problems
    const { file, line } = first?.place ?? {}
    expect(first?.todo?.fr).not.toBe('')
    return `${first?.code} ${file}${line === undefined ? '' : `:${line}`} ${first?.message.en}`
  }
  throw new Error('this was taken')
}

const only = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, asked[name] ?? '']))
const project = (dependencies: Files, more: object = {}): Files => ({
  'package.json': json({ name: 'x', version: '1.0.0', ...more, dependencies }),
})
/** A real lockfile as it was before some of what it holds was asked for: pnpm's own list without these. */
const without = (lock: string, ...names: readonly string[]): string =>
  names.reduce(
    (words, name) => words.replace(new RegExp(`^( +)${name}:\n\\1 +specifier.*\n\\1 +version.*\n`, 'm'), ''),
    lock,
  )

describe.each([
  ['pnpm 8', 'pnpm-lock.yaml', pnpm8],
  ['pnpm 9', 'pnpm-lock.yaml', pnpm9],
])('a lockfile of %s', (_, file, lock) => {
  it('gives archives of a registry, of an address and of the commit', async () => {
    const files = { ...project(only('packed', 'url')), [file]: without(lock, 'loose', 'out', 'ms') }
    expect(await layOutOf(files)).toEqual([
      'node_modules/ms: ms@2.0.0 sha512',
      'node_modules/packed: loose@1.0.0 sha512',
      'node_modules/url: cookie@0.5.0 sha512',
    ])
  })

  it.each([
    ['ms', 'lockfile-patch pnpm-lock.yaml ms is patched in pnpm-lock.yaml: patches are not applied'],
    [
      'loose',
      'lockfile-entry pnpm-lock.yaml loose stands in pnpm-lock.yaml without an integrity that can be checked (loose)',
    ],
    ['out', 'lockfile-link pnpm-lock.yaml out is a link to outside, which is no workspace of pnpm-lock.yaml'],
  ])('%s is refused by its name', async (name, expected) => {
    const others = Object.keys(asked).filter((one) => one !== name)
    expect(await refusalOf({ ...project(only(name)), [file]: without(lock, ...others) })).toBe(expected)
  })

  it('that does not match package.json is refused where package.json asks', async () => {
    const held = { [file]: without(lock, 'loose', 'out', 'ms', 'packed') }
    expect(await refusalOf({ ...project({ ...only('url'), cookie: '^0.6.0' }), ...held })).toBe(
      'lockfile-differs package.json:6 package.json asks for cookie ^0.6.0, which pnpm-lock.yaml does not hold',
    )
    expect(await refusalOf({ ...project({ url: '^1.0.0' }), ...held })).toMatch(
      /^lockfile-differs package\.json:5 package\.json asks for url \^1\.0\.0, but pnpm-lock\.yaml holds https:/,
    )
    expect(await refusalOf({ ...project({}), ...held })).toMatch(
      /^lockfile-differs package\.json pnpm-lock\.yaml holds url, which package\.json no longer asks for/,
    )
    const moved = project({}, { devDependencies: only('url') })
    expect(await refusalOf({ ...moved, ...held })).toMatch(/holds it among dependencies$/)
  })

  it('is read by what pnpm writes, and as any YAML where somebody formatted it', () => {
    const narrow = readNarrow(lock)
    expect(narrow).toEqual(parse(lock, { schema: 'failsafe' }))
    const formatted = stringify(parse(lock), { singleQuote: false, lineWidth: 60, indent: 4 }).replace(
      /resolution:\n( +)integrity: (.*)\n/,
      'resolution:\n$1{\n$1    integrity: $2,\n$1}\n',
    )
    expect(readNarrow(formatted)).toBeNull()
    expect(parsePnpmLock(formatted, file)).toEqual(parsePnpmLock(lock, file))
  })

  it.each([
    ['a merge that is open', (words: string) => words.replace('packages:', '<<<<<<< HEAD\npackages:')],
    ['cut in the middle', (words: string) => words.slice(0, words.indexOf('integrity: ') + 20)],
    ['another version', (words: string) => words.replace(/lockfileVersion: .*/, "lockfileVersion: '12.0'")],
  ])('with %s is refused with the place', async (__, change) => {
    expect(await refusalOf({ ...project(only('url')), [file]: change(lock) })).toMatch(
      /^bad-lockfile pnpm-lock\.yaml:\d+ /,
    )
  })
})

describe('a lockfile of pnpm', () => {
  const workspace = (own: string, lockMore = ''): Files => ({
    'package.json': json({ name: 'root', private: true }),
    'pnpm-workspace.yaml': `packages: ['*']\n${own}`,
    'a/package.json': json({ name: 'a', dependencies: { ms: 'catalog:' } }),
    'pnpm-lock.yaml': `lockfileVersion: '9.0'
catalogs:
  default:
    ms:
      specifier: ^2.0.0
      version: 2.1.3
${lockMore}importers:
  .: {}
  a:
    dependencies:
      ms:
        specifier: 'catalog:'
        version: 2.1.3
packages:
  ms@2.1.3:
    resolution: {integrity: sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==}
snapshots:
  ms@2.1.3: {}
`,
  })

  it('follows catalogs and overrides, and is refused where they are others by now', async () => {
    const catalog = 'catalog: { ms: ^2.0.0 }\n'
    const taken = ['node_modules/ms: ms@2.1.3 sha512']
    expect(await layOutOf(workspace(catalog), 'a')).toEqual(taken)
    expect(await refusalOf(workspace('catalog: { ms: ^2.1.0 }\n'), 'a')).toMatch(
      /^lockfile-differs pnpm-workspace\.yaml .* catalog > ms /,
    )
    const over = 'overrides:\n  ms: 2.1.3\n'
    expect(await layOutOf(workspace(catalog + over, over), 'a')).toEqual(taken)
    expect(await refusalOf(workspace(catalog, over), 'a')).toMatch(/overrides > ms/)
    expect(await refusalOf(workspace(catalog + over), 'a')).toMatch(/overrides > ms/)
  })

  it('before version 6 is refused with what to do, and so is a folder that is no workspace', async () => {
    const old = { ...project(only('ms')), 'pnpm-lock.yaml': 'lockfileVersion: 5.4\n' }
    expect(await refusalOf(old)).toMatch(/^old-lockfile pnpm-lock\.yaml /)
    const beside = {
      ...workspace('catalog: { ms: ^2.0.0 }\n'),
      'b/package.json': json({ dependencies: { ms: '2' } }),
    }
    expect(await refusalOf(beside, 'b')).toBe(
      'no-lockfile b/package.json b has dependencies, but no lockfile: it is no workspace of pnpm-lock.yaml',
    )
    const bare = { ...beside, 'b/package.json': json({ name: 'b' }) }
    expect(await layOutOf(bare, 'b')).toBeNull()
  })

  it('is never misread: a text is taken as the whole language takes it, or not at all', () => {
    const scalar = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'a: b',
        ' #',
        '- x',
        '[a',
        '{',
        "it's",
        '"',
        '~',
        '|',
        '>-',
        '&a',
        '*a',
        '9.0',
        'a\nb',
        '',
      ),
      fc.stringMatching(/^[@/a-z0-9.^~()<>=|-]{1,12}$/),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, scalar, fc.dictionary(scalar, tie('value')), fc.array(scalar)),
    }))
    const written = fc.tuple(
      fc.dictionary(scalar, value),
      fc.record({
        lineWidth: fc.constantFrom(0, 20),
        singleQuote: fc.boolean(),
        indent: fc.constantFrom(2, 4),
      }),
    )
    fc.assert(
      fc.property(written, ([content, how]) => {
        const text = stringify(content, { ...how, version: '1.2' })
        const narrow = readNarrow(text)
        if (narrow !== null) expect(plainly(narrow)).toEqual(plainly(parse(text, { schema: 'failsafe' })))
      }),
      { numRuns: 500 },
    )
  })
})

/** Text of several lines is passed over, so it is not compared. */
const plainly = (value: unknown): unknown => {
  if (typeof value === 'string') return value.includes('\n') ? '' : value
  if (Array.isArray(value)) return value.map(plainly)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainly(one)]))
}

describe('a lockfile of yarn 1', () => {
  const lock = { 'yarn.lock': yarn1 }

  it('gives archives of a registry, of an address and of the commit', async () => {
    expect(await layOutOf({ ...project(only('packed', 'url', 'ms')), ...lock })).toEqual([
      'node_modules/ms: ms@2.1.3 sha512',
      'node_modules/packed: packed@1.0.0 sha1',
      'node_modules/packed/node_modules/ms: ms@2.0.0 sha512',
      'node_modules/url: url@0.5.0 sha1',
    ])
  })

  it.each([
    [
      'loose',
      /^lockfile-entry yarn\.lock loose stands in yarn\.lock without an integrity .*\(file:\.\/loose\)/,
    ],
    [
      'out',
      /^lockfile-entry yarn\.lock out stands in yarn\.lock without an integrity .*\(link:\.\/outside\)/,
    ],
  ])('%s is refused by its name', async (name, expected) => {
    expect(await refusalOf({ ...project(only(name)), ...lock })).toMatch(expected)
  })

  it('refuses a branch of git, which has a commit and no integrity', async () => {
    const git = `"odd@git+https://git.example/odd.git":
  version "3.0.1"
  resolved "git+https://git.example/odd.git#0123456789abcdef0123456789abcdef01234567"
`
    const files = { ...project({ odd: 'git+https://git.example/odd.git' }), 'yarn.lock': yarn1 + git }
    expect(await refusalOf(files)).toMatch(/^lockfile-entry yarn\.lock odd .*git\+https/)
  })

  it('that does not match package.json is refused where package.json asks', async () => {
    const asks = { ...project({ ms: '2.1.3', cookie: '^1.0.0' }), ...lock }
    expect(await refusalOf(asks)).toBe(
      'lockfile-differs package.json:6 package.json asks for cookie ^1.0.0, which yarn.lock does not hold',
    )
    expect(await refusalOf({ ...project({ ms: '^2.1.4' }), ...lock })).toMatch(
      /asks for ms \^2\.1\.4, but yarn\.lock holds ms@/,
    )
  })

  it('knows workspaces by their own package.json, and a version put over', async () => {
    const files = {
      'package.json': json({
        private: true,
        workspaces: { packages: ['./packages/*/', 'api'] },
        resolutions: { '**/ms': '2.0.0' },
      }),
      'api/package.json': json({
        name: 'api',
        version: '1.0.0',
        dependencies: { '@t/a': '^1.0.0', ms: '9.9.9' },
      }),
      'packages/a/package.json': json({ name: '@t/a', version: '1.2.0', dependencies: { ms: '2.1.3' } }),
      'packages/a/deep/package.json': json({ name: 'deep' }),
      'elsewhere/package.json': json({ name: 'elsewhere', dependencies: { ms: '2.1.3' } }),
      ...lock,
    }
    expect(await layOutOf(files, 'api')).toEqual([
      'node_modules/@t/a/node_modules/ms: ms@2.1.3 sha512',
      'node_modules/ms: ms@2.0.0 sha512',
      'node_modules/@t/a = packages/a',
    ])
    expect(await refusalOf(files, 'elsewhere')).toMatch(/^no-lockfile elsewhere\/package\.json /)
  })

  it.each([
    [
      'a merge that is open',
      yarn1.replace('ms@2.0.0:', '<<<<<<< HEAD\nms@2.0.0:'),
      /^bad-lockfile yarn\.lock:10 /,
    ],
    ['a line without a value', yarn1.replace(/integrity .*/, 'integrity'), /^bad-lockfile yarn\.lock:13 /],
    ['berry', '# header\n\n__metadata:\n  version: 8\n', /^yarn-berry-lockfile yarn\.lock /],
  ])('with %s is refused', async (_, words, expected) => {
    expect(await refusalOf({ ...project(only('ms')), 'yarn.lock': words })).toMatch(expected)
  })
})

describe('which lockfile', () => {
  it('of bun is refused by its name, where something is to be installed', async () => {
    for (const file of ['bun.lock', 'bun.lockb']) {
      expect(await refusalOf({ ...project(only('ms')), [file]: '' })).toMatch(/^bun-lockfile bun\.lockb? /)
      expect(await layOutOf({ ...project({}), [file]: '' })).toBeNull()
    }
  })

  it('of several, package.json says, else npm’s', async () => {
    const both = { 'package-lock.json': '{}', 'yarn.lock': yarn1 }
    expect(await layOutOf({ ...project(only('ms')), ...both })).toBeNull()
    expect(await layOutOf({ ...project(only('ms'), { packageManager: 'yarn@1.22.22' }), ...both })).toEqual([
      'node_modules/ms: ms@2.1.3 sha512',
    ])
  })
})
