import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openSandbox } from '../src/source/git/sandbox.fixture.ts'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const sandbox = openSandbox()
afterAll(() => sandbox.remove())

const env = { ...process.env, LC_ALL: 'C.UTF-8', ECLUSE_DATA: join(sandbox.root, 'no-data') }
const ecluse = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'manifest', ...args], {
    cwd,
    encoding: 'utf8',
    env,
  })
  return { code: status, out: stdout, err: stderr, both: `${stdout}${stderr}`.replaceAll(/\s+/g, ' ') }
}

const config = `application: claims
components:
  api: { build: { context: api }, port: 8080, known-as: [API_DOCKER_TAG, benefit_finder] }
  web: { build: { context: web }, port: 8081, needs: { api: ">=2.3" } }
environments:
  production: { listen: 127.0.0.1:8080 }
`
const repository = (name: string): string => {
  const folder = sandbox.repository(name, { 'ecluse.yaml': config, 'api/a': '1', 'web/a': '1' })
  sandbox.git(folder, 'tag', 'v2.2.0')
  sandbox.commit(folder, { 'api/a': '2' })
  sandbox.git(folder, 'tag', 'v2.3.0')
  sandbox.commit(folder, { 'web/a': '2' })
  sandbox.git(folder, 'tag', '-a', '-m', 'release', 'v2.4.0')
  return folder
}

describe('a manifest of files, without any server', () => {
  const folder = repository('files')

  it('is shown, compared between revisions, and checked', () => {
    sandbox.commit(folder, { 'versions.json': '{\n  "benefit_finder": "v2.3.0",\n  "web": "v2.3.0"\n}\n' })
    writeFileSync(join(folder, 'versions.json'), '{\n  "benefit_finder": "v2.4.0",\n  "web": "v2.3.0"\n}\n')
    const diff = ecluse(folder, 'diff', 'HEAD:versions.json', 'versions.json', '--json')
    expect(JSON.parse(diff.out)).toMatchObject({
      changes: [{ component: 'api', direction: 'forward', fields: [{ left: 'v2.3.0', right: 'v2.4.0' }] }],
      same: 1,
    })
    expect(ecluse(folder, 'diff', 'HEAD:versions.json', 'versions.json', '--language', 'fr').both).toContain(
      '~ api en avant version v2.3.0 → v2.4.0 1 composant est identique',
    )
    expect(ecluse(folder, 'show', 'versions.json').both).toContain('api (benefit_finder) v2.4.0')
    const checked = ecluse(folder, 'import', 'versions.json', '--check', '--json')
    expect(JSON.parse(checked.out)).toMatchObject({
      commit: sandbox.git(folder, 'rev-parse', 'v2.4.0^{commit}'),
      components: { web: { commit: sandbox.git(folder, 'rev-parse', 'v2.3.0'), version: 'v2.3.0' } },
    })
  })

  it.each([
    ['latest', /versions\.json:1:13: moving-version: web: `latest` means something else tomorrow/],
    ['1.28.0.1', /versions\.json:1:13: malformed-version: web: `1\.28\.0\.1` is no Semantic Version/],
    ['main', /means something else tomorrow/],
    ['release-9', /web: `release-9` means something else tomorrow/],
    ['both', /web: `both` names two things here/],
    ['v9.9.9', /web: `v9\.9\.9` is no tag and no commit of this repository/],
    ['deadbeef', /web: `deadbeef` is no tag and no commit/],
    [`sha512:${'a'.repeat(128)}`, /pinned by something else than a SHA-256/],
  ])('refuses %s with its place, and in French', (version, expected) => {
    const other = repository(`refused-${version.slice(0, 9)}`)
    sandbox.git(other, 'branch', 'release-9')
    sandbox.git(other, 'branch', 'both')
    sandbox.git(other, 'tag', 'both', 'v2.2.0')
    writeFileSync(join(other, 'versions.json'), `{ "web":    "${version}", "api": "v2.4.0" }`)
    const ran = ecluse(other, 'import', 'versions.json', '--check')
    expect([ran.code, ran.both]).toEqual([2, expect.stringMatching(expected)])
    const french = ecluse(other, 'import', 'versions.json', '--check', '--language', 'fr')
    expect(french.both).toMatch(/ensuite|attendu/)
  })

  it('refuses a set in which a component does not have what it needs', () => {
    writeFileSync(join(folder, 'old.env'), '# set\nexport API_DOCKER_TAG="v2.2.0"\nWEB=v2.4.0\n')
    expect(ecluse(folder, 'import', 'old.env', '--check').both).toContain('web needs api >=2.3')
    const commit = sandbox.git(folder, 'rev-parse', '--short=9', 'v2.3.0')
    sandbox.git(folder, 'tag', '-d', 'v2.3.0')
    writeFileSync(join(folder, 'bare.env'), `API_DOCKER_TAG=${commit}\nWEB=v2.4.0\n`)
    const ran = ecluse(folder, 'import', 'bare.env', '--check')
    expect([ran.code, ran.both]).toEqual([2, expect.stringContaining('web needs api >=2.3')])
  })

  it('prints a schema, which is the one in the docs', () => {
    const { out } = ecluse(folder, 'schema')
    const kept = new URL('../docs/schemas/release-manifest-1.json', import.meta.url)
    expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync(kept, 'utf8')))
  })

  it('is canonical: exported again it has the same digest', () => {
    const manifest = {
      infrastructure: null,
      format: 1,
      application: 'claims',
      migrations: [],
      configurations: { production: { api: `sha256:${'1'.repeat(64)}` } },
      components: [
        {
          name: 'api',
          version: 'v2.4.0',
          commit: 'a'.repeat(40),
          image: `sha256:${'2'.repeat(64)}`,
          start: ['node', 'server.js'],
          runtime: { name: 'node', version: '24.21.0', integrity: 'sha512-x' },
        },
      ],
    }
    writeFileSync(join(folder, 'own.json'), JSON.stringify(manifest, null, 4))
    const { out } = ecluse(folder, 'export', 'own.json')
    expect(JSON.parse(out)).toEqual(manifest)
    writeFileSync(join(folder, 'again.json'), out)
    expect(ecluse(folder, 'export', 'again.json').out).toBe(out)
    expect(createHash('sha256').update(out.trimEnd()).digest('hex')).toHaveLength(64)
    writeFileSync(join(folder, 'deploy.env'), '# tags\nexport API_DOCKER_TAG="v1"  # api\n')
    expect(ecluse(folder, 'export', 'own.json', '--out', 'deploy.env').code).toBe(0)
    expect(readFileSync(join(folder, 'deploy.env'), 'utf8')).toBe(
      '# tags\nexport API_DOCKER_TAG="v2.4.0"  # api\n',
    )
  })
})
