import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GitKept } from './kept.ts'
import { openSandbox, type Sandbox } from './sandbox.fixture.ts'

let on: Sandbox
let bare: string
let work: string
let kept: GitKept
beforeEach(() => {
  on = openSandbox()
  work = on.repository('deploy', { 'versions.json': '{ "web": "v1.0.0" }\n' })
  bare = join(on.root, 'deploy.git')
  on.git(on.root, 'clone', '-q', '--bare', work, bare)
  on.git(work, 'remote', 'add', 'origin', bare)
  kept = new GitKept({ repositories: join(on.root, 'server') })
})
afterEach(() => on.remove())

const place = () => ({ application: 'shop', repository: bare, branch: 'main' })
const merged = (content: string, message = 'ask'): string => {
  on.git(work, 'pull', '-q', '--rebase', 'origin', 'main')
  const commit = on.commit(work, { 'versions.json': content }, message)
  on.git(work, 'push', '-q', 'origin', 'HEAD:main')
  return commit
}
const shown = (file: string, branch = 'main') => on.git(bare, 'show', `${branch}:${file}`)
const hook = (name: string, script: string): void => {
  writeFileSync(join(bare, 'hooks', name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bare, 'hooks', name), 0o755)
}

describe('a manifest that is kept in git', () => {
  it('is read as the last commit that changed it has it, whoever else pushes', async () => {
    const asked = merged('{ "web": "v1.1.0" }\n', 'web 1.1\n\nBackwards: it is slow')
    on.commit(work, { other: 'x' })
    on.git(work, 'push', '-q', 'origin', 'HEAD:main')
    const found = await kept.read(place(), 'versions.json')
    expect(found).toMatchObject({ revision: asked, author: 'Éloïse Test' })
    expect(found?.message).toContain('Backwards: it is slow')
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('{ "web": "v1.1.0" }\n')
    expect(await kept.read(place(), 'none.json')).toMatchObject({ bytes: null })
    expect(await kept.read({ ...place(), branch: 'none' }, 'versions.json')).toBeNull()
  })

  it('gets what runs written beside it, once, and nothing else is touched', async () => {
    const write = () =>
      kept.write(place(), 'run/actual.json', 'runs\n', (before) => (before === null ? 'now\n' : null))
    expect(await write()).toMatchObject({ kind: 'written' })
    expect([shown('run/actual.json'), shown('versions.json')]).toEqual(['now', '{ "web": "v1.0.0" }'])
    expect(await write()).toMatchObject({ kind: 'same' })
    expect(on.git(bare, 'log', '--format=%an', '-1', 'main')).toBe('Écluse')
    expect(await kept.write({ ...place(), branch: 'actual' }, 'a.json', 'm', () => '1\n')).toMatchObject({
      kind: 'written',
    })
    expect(shown('a.json', 'actual')).toBe('1')
  })

  it('writes again upon what came meanwhile, where it lost the race', async () => {
    let races = 0
    const answer = await kept.write(place(), 'actual.json', 'runs', () => {
      races += 1
      if (races < 3) merged(`{ "web": "v1.${races}.0" }\n`)
      return `after ${races}\n`
    })
    expect([answer.kind, races]).toEqual(['written', 3])
    expect([shown('actual.json'), shown('versions.json')]).toEqual(['after 3', '{ "web": "v1.2.0" }'])
  })

  it('says by its own words why a protected branch takes nothing', async () => {
    hook('pre-receive', 'echo "GH006: Protected branch update failed" >&2; exit 1')
    const answer = await kept.write(place(), 'actual.json', 'runs', () => 'x\n')
    expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining('Protected branch') })
    hook('pre-receive', 'exit 0')
    expect(await kept.write(place(), 'actual.json', 'runs', () => 'x\n')).toMatchObject({ kind: 'written' })
  })

  it('that is away says so, and goes on when it is back', async () => {
    const away = { ...place(), repository: join(on.root, 'nowhere.git') }
    await expect(kept.read(away, 'versions.json')).rejects.toMatchObject({
      problems: [{ code: 'git-unreachable', kind: 'unavailable' }],
    })
    execFileSync('cp', ['-a', bare, away.repository])
    expect(await kept.read(away, 'versions.json')).not.toBeNull()
  })

  it('runs no program that an address names', async () => {
    const evil = { ...place(), repository: `ext::sh -c touch% ${join(on.root, 'pwned')}` }
    await expect(kept.read(evil, 'versions.json')).rejects.toThrow(/git-unreachable/)
  })

  it('names versions by the application’s own tags and commits', async () => {
    on.git(work, 'tag', 'v1.0.0')
    on.git(work, 'branch', 'feature')
    on.git(work, 'branch', 'both')
    on.git(work, 'tag', 'both')
    on.git(work, 'push', '-q', '--tags', 'origin')
    on.git(work, 'push', '-q', 'origin', 'feature', 'refs/heads/both')
    await kept.fetchSource('shop', bare)
    const head = on.git(work, 'rev-parse', 'HEAD')
    expect(await kept.version('shop', 'v1.0.0')).toEqual({ kind: 'tag', commit: head })
    expect(await kept.version('shop', head.slice(0, 9))).toEqual({ kind: 'commit', commit: head })
    expect(await kept.version('shop', head.toUpperCase())).toEqual({ kind: 'commit', commit: head })
    expect(await kept.version('shop', `v0.9.0-12-g${head.slice(0, 7)}`)).toEqual({
      kind: 'commit',
      commit: head,
    })
    expect(await kept.version('shop', 'feature')).toEqual({ kind: 'branch' })
    expect(await kept.version('shop', 'both')).toEqual({ kind: 'two' })
    expect(await kept.version('shop', '--upload-pack=x')).toEqual({ kind: 'none' })
  })
})
