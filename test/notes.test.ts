import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { openSandbox } from '../src/source/git/sandbox.fixture.ts'

const command = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))
const sandbox = openSandbox()
afterAll(() => sandbox.remove())

type Shown = {
  direction: string
  shallow: boolean
  changes: { text: { en: string | null; fr: string | null }; partly: boolean; pull: number | null }[]
  takenBack: { text: { en: string | null } }[]
  leftOut: { reverted: number; picked: number }
  commits: number
  policy?: { kind: string }[]
}

const env = { ...process.env, LC_ALL: 'C.UTF-8', ECLUSE_DATA: join(sandbox.root, 'no-data') }

const ecluse = (cwd: string, ...args: string[]): string =>
  execFileSync(process.execPath, [command, 'notes', ...args], {
    cwd,
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })

const json = (cwd: string, ...args: string[]): Shown => JSON.parse(ecluse(cwd, '--json', ...args)) as Shown

const told = (notes: Shown): readonly string[] => notes.changes.map(({ text }) => text.en ?? text.fr ?? '')

describe('release notes of real histories', () => {
  it('reverts made by git itself, of a commit, of a merge, of a revert', () => {
    const folder = sandbox.repository('reverts')
    sandbox.git(folder, 'tag', 'v1.0.0')
    sandbox.commit(folder, { 'a.txt': 'one\ntwo\nthree\n' }, 'Add a list')
    sandbox.commit(folder, { 'b.txt': 'b\n' }, 'Add b')
    sandbox.git(folder, 'revert', '--no-edit', 'HEAD~1')
    sandbox.git(folder, 'checkout', '-q', '-b', 'search', 'v1.0.0')
    sandbox.commit(folder, { 'search.txt': 's\n' }, 'wip')
    sandbox.commit(folder, { 'search.txt': 's2\n' }, 'wip 2')
    sandbox.git(folder, 'checkout', '-q', 'main')
    sandbox.git(
      folder,
      'merge',
      '-q',
      '--no-ff',
      '-m',
      'Merge pull request #5 from ada/search\n\nLet people search',
      'search',
    )
    expect(told(json(folder))).toEqual(['Add b', 'Let people search'])
    sandbox.git(folder, 'revert', '--no-edit', '-m', '1', 'HEAD')
    expect(told(json(folder))).toEqual(['Add b'])
    sandbox.git(folder, 'revert', '--no-edit', 'HEAD')
    expect(told(json(folder))).toEqual(['Add b', 'Let people search'])
    sandbox.git(folder, 'tag', 'v1.1.0')
    sandbox.git(folder, 'revert', '--no-edit', 'HEAD~3')
    // HEAD~3 is the first revert, which is released: the list comes again.
    expect(told(json(folder))).toEqual(['Add a list'])
  })

  it('a revert by hand that git’s patch ids see, with other lines changed in between', () => {
    const lines = (change: Readonly<Record<number, string>>) =>
      Array.from({ length: 60 }, (_, at) => change[at] ?? `line ${at}`).join('\n')
    const folder = sandbox.repository('by-hand', { 'f.txt': lines({}) })
    sandbox.git(folder, 'tag', 'v1')
    sandbox.commit(folder, { 'f.txt': lines({ 5: 'five' }) }, 'Change five')
    sandbox.commit(folder, { 'f.txt': lines({ 5: 'five', 50: 'fifty' }) }, 'Change fifty')
    sandbox.commit(folder, { 'f.txt': lines({ 50: 'fifty' }) }, 'Five was better before')
    expect(told(json(folder))).toEqual(['Change fifty'])
  })

  it('a revert of what is released, a range that goes back, and one that has parted', () => {
    const folder = sandbox.repository('back')
    sandbox.commit(folder, { 'a.txt': 'a\n' }, 'Add a')
    sandbox.git(folder, 'tag', 'v1')
    sandbox.git(folder, 'revert', '--no-edit', 'HEAD')
    expect(json(folder).takenBack).toMatchObject([{ text: { en: 'Add a' }, why: 'reverted' }])
    sandbox.commit(folder, { 'b.txt': 'b\n' }, 'Add b')
    const back = json(folder, '--from', 'HEAD', '--to', 'v1')
    expect(back.direction).toBe('back')
    // The revert is lost too: what it took back is there again.
    expect(told(back)).toEqual(['Add a'])
    expect(back.takenBack).toMatchObject([{ text: { en: 'Add b' } }])
    sandbox.git(folder, 'checkout', '-q', '-b', 'hotfix', 'v1')
    sandbox.commit(folder, { 'c.txt': 'c\n' }, 'Fix the boiler')
    const across = json(folder, '--from', 'hotfix', '--to', 'main')
    expect(across).toMatchObject({ direction: 'across' })
    expect(across.takenBack.map(({ text }) => text.en)).toContain('Fix the boiler')
    sandbox.git(folder, 'checkout', '-q', 'main')
    sandbox.git(folder, 'cherry-pick', '-x', 'hotfix')
    expect(json(folder, '--from', 'hotfix', '--to', 'main').takenBack.map(({ text }) => text.en)).toEqual([
      'Add a',
    ])
  })

  it('shallow, unrelated and empty ones say so', () => {
    const folder = sandbox.repository('deep')
    for (let n = 0; n < 5; n += 1) sandbox.commit(folder, { 'n.txt': String(n) }, `Add ${n}`)
    const clone = join(sandbox.root, 'shallow')
    sandbox.git(sandbox.root, 'clone', '-q', '--depth', '2', `file://${folder}`, clone)
    expect(json(clone)).toMatchObject({ shallow: true, commits: 2 })
    sandbox.git(folder, 'checkout', '-q', '--orphan', 'other')
    sandbox.commit(folder, { 'o.txt': 'o' }, 'Begin anew')
    expect(json(folder, '--from', 'main', '--to', 'other').direction).toBe('unrelated')
    const empty = join(sandbox.root, 'empty')
    sandbox.git(sandbox.root, 'init', '-q', empty)
    expect(() => ecluse(empty)).toThrow(/empty-repository/)
    expect(() => ecluse(folder, '--from', 'v9')).toThrow(/unknown-commit/)
    expect(() => ecluse(folder, '--format', 'pdf')).toThrow(/unknown-format/)
  })

  it('hostile words stay words, in every format; other encodings are read', () => {
    const folder = sandbox.repository('hostile')
    sandbox.git(folder, 'tag', 'v1')
    sandbox.commit(
      folder,
      { 'a.js': '1' },
      'Add <script>alert(1)</script> [x](javascript:alert(2)) *bold* `code <b>` \u001b[31mred\u202e',
    )
    const message = join(sandbox.root, 'latin1')
    writeFileSync(message, Buffer.from('Corrige la d\xe9claration pour les \xe9tudiants', 'latin1'))
    sandbox.write(folder, { 'b.js': '2' })
    sandbox.git(folder, 'add', '-A')
    sandbox.git(folder, 'commit', '-q', '-F', message)
    const big = join(sandbox.root, 'big')
    writeFileSync(big, `Add a lot\n\n${'x'.repeat(10_000_000)}`)
    sandbox.git(folder, 'commit', '-q', '--allow-empty', '-F', big)
    const html = ecluse(folder, '--format', 'html', '--language', 'fr')
    for (const bad of ['<script>', '<b>', 'href="javascript', '\u001b', '\u202e'])
      expect(html).not.toContain(bad)
    expect(html).toContain('<html lang="fr-CA">')
    expect(html).toContain('Corrige la déclaration pour les étudiants')
    const markdown = ecluse(folder, '--format', 'markdown')
    expect(markdown).toContain(
      '- Add &lt;script>alert(1)&lt;/script> \\[x\\](javascript:alert(2)) \\*bold\\* `code <b>`',
    )
    expect(ecluse(folder, '--language', 'fr')).toMatch(/Add a lot \(pas encore de texte en français\)/)
  })

  it('components, numbers and people, by the file and the remote that a repository has', () => {
    const folder = sandbox.repository('whole', {
      'ecluse.yaml': `application: whole
components:
  api: { build: { context: api }, port: 8080 }
  web: { build: { context: web }, port: 8081, needs: [api] }
environments:
  production: { target: process, listen: 127.0.0.1:8080 }
`,
    })
    sandbox.git(folder, 'remote', 'add', 'origin', 'git@github.com:team/whole.git')
    sandbox.git(folder, 'tag', 'v1')
    sandbox.commit(folder, { 'api/a.js': '1' }, 'feat: answer faster (#12)')
    sandbox.commit(folder, { 'web/a.js': '1' }, 'fix: no blank page, fixes #11')
    sandbox.commit(
      folder,
      { 'web/b.js': '1', 'api/b.js': '1' },
      'Add names\n\nRelease-note: Names everywhere\nNote-de-version: Les noms partout',
    )
    const markdown = ecluse(folder, '--format', 'markdown', '--language', 'fr')
    expect(markdown).toContain(
      '## api\n\n### Ce qui change pour vous\n\n- Answer faster (pas encore de texte en français) ([#12](https://github.com/team/whole/pull/12)), Éloïse Test',
    )
    expect(markdown).toContain('## Plusieurs composants\n\n### Ce qui change pour vous\n\n- Les noms partout')
    expect(markdown).toContain('[#11](https://github.com/team/whole/issues/11)')
  })

  it('what a commit loosens of the policy stands in the notes of what lies between, old and new', () => {
    const file = (policy: string) => `application: rules
components: { web: }
environments:
  production: { listen: 127.0.0.1:8080, ${policy} }
`
    const folder = sandbox.repository('rules', {
      'ecluse.yaml': file('calendar: { time-zone: America/Toronto }, keep-releases: 3'),
    })
    sandbox.git(folder, 'tag', 'v1')
    sandbox.commit(folder, { 'ecluse.yaml': file('keep-releases: 2') }, 'Ship at any time')
    const words = (text: string) => text.replace(/\s+/g, ' ')
    expect(words(ecluse(folder))).toContain(
      'THE RULES - production: loosens: calendar: America/Toronto -> none - production: keep-releases: tightened',
    )
    expect(words(ecluse(folder, '--language', 'fr', '--format', 'markdown'))).toContain(
      '## Les règles - **production :** assouplit : calendar : America/Toronto -> aucun',
    )
    expect(json(folder).policy?.map(({ kind }) => kind)).toEqual(['loosens', 'tightens'])
    expect(json(folder, '--from', 'HEAD').policy).toBeUndefined()
  })

  it('a fragment that came with the range and is about nothing in it is an error; the notes are printed', () => {
    const folder = sandbox.repository('fragments')
    sandbox.git(folder, 'tag', 'v1')
    sandbox.commit(folder, { 'a.js': '1' }, 'feat: search by name (#7)')
    sandbox.commit(
      folder,
      { 'notes/7.en.md': 'You can search\n', 'notes/7.fr.md': 'Vous pouvez chercher\n' },
      'Notes of 7',
    )
    expect(ecluse(folder, '--language', 'fr')).toContain('Vous pouvez chercher (#7)')
    sandbox.commit(folder, { 'notes/deadbee.fr.md': 'Autre' }, 'Another note')
    const ran = spawnSync(process.execPath, [command, 'notes', '--language', 'en'], {
      cwd: folder,
      encoding: 'utf8',
      env,
    })
    expect(ran.status).toBe(2)
    expect(ran.stdout).toContain('You can search (#7)')
    expect(ran.stderr).toContain('notes/deadbee.fr.md')
  })

  it('a changelog of the working tree gets a version once; a repository’s own command translates when asked', () => {
    const folder = sandbox.repository('changelog', {
      'ecluse.yaml': `application: whole
components: { web: { port: 8081 } }
environments:
  production: { target: process, listen: 127.0.0.1:8080 }
notes:
  people: none
  translate: [node, t.mjs]
  changelog: { en: CHANGELOG.md, fr: docs/JOURNAL.md }
`,
      'CHANGELOG.md': '# Changes\r\n\r\n## v1.0.0 (2026-01-01)\r\n\r\n- old\r\n',
      't.mjs': `let all = ''
process.stdin.on('data', (part) => { all += part }).on('end', () => {
  const { to, texts } = JSON.parse(all)
  process.stdout.write(JSON.stringify({ texts: texts.map((text) => to + ': ' + text) }))
})
`,
    })
    sandbox.git(folder, 'tag', 'v1.0.0')
    sandbox.commit(folder, { 'a.js': '1' }, 'feat: search by name (#7)')
    expect(ecluse(folder, '--translate', '--language', 'fr')).toContain(
      'Fr: Search by name (traduit par une machine, pas encore validé)'.replace('Fr:', 'fr:'),
    )
    expect(() => ecluse(folder, '--changelog')).toThrow(/version-needed/)
    sandbox.git(folder, 'tag', 'v1.1.0')
    ecluse(folder, '--changelog', '--translate', '--to', 'v1.1.0')
    const read = (path: string) => readFileSync(join(folder, path), 'utf8')
    expect(read('CHANGELOG.md')).toMatch(
      /^# Changes\r\n\r\n## v1\.1\.0 \(\d{4}-\d\d-\d\d\)\r\n\r\n### What changes for you\r\n\r\n- Search by name \(#7\)\r\n\r\n## v1\.0\.0/,
    )
    expect(read('docs/JOURNAL.md')).toMatch(/^# Journal des modifications\n\n## \[1\.1\.0\] - /)
    const before = read('CHANGELOG.md')
    const again = JSON.parse(ecluse(folder, '--changelog', '--json', '--as', '1.1.0')) as unknown
    expect(again).toMatchObject({ changelogs: [{ state: 'there' }, { state: 'there' }] })
    expect(read('CHANGELOG.md')).toBe(before)
    writeFileSync(join(folder, 't.mjs'), 'console.log("hello")')
    expect(() => ecluse(folder, '--translate')).toThrow(/translation-failed/)
    rmSync(join(folder, 'CHANGELOG.md'))
    symlinkSync('/tmp/elsewhere.md', join(folder, 'CHANGELOG.md'))
    expect(() => ecluse(folder, '--changelog', '--as', '2.0.0')).toThrow(/outside-repository/)
  })
})

describe('the next version of real histories', () => {
  it('is a patch also for what nobody is told of, and says where it is another commit already', () => {
    const folder = sandbox.repository('versions')
    const version = (...args: string[]): string =>
      execFileSync(process.execPath, [command, 'version', '--language', 'en', ...args], {
        cwd: folder,
        encoding: 'utf8',
        env,
      })
    sandbox.git(folder, 'tag', 'v1.0.0')
    sandbox.commit(folder, { 'package.json': '1' }, 'chore(deps): bump qs from 6.5.2 to 6.5.3')
    expect(version()).toContain('v1.0.1')
    sandbox.git(folder, 'tag', 'v1.0.1')
    sandbox.commit(folder, { 'package.json': '2' }, 'chore(release): 1.0.1')
    expect(version()).toContain('nothing changed since v1.0.1')
    sandbox.git(folder, 'checkout', '-q', '-b', 'old', 'v1.0.0')
    sandbox.commit(folder, { 'a.js': '1' }, 'fix: of the old line')
    expect(version()).toContain('v1.0.1 is')
    expect(version('--as', 'v1.0.2')).toContain('once production holds it')
  })
})
