import { describe, expect, it } from 'vitest'
import { documentOf, spansOf } from './document.ts'
import { History } from './history.fixture.ts'
import { hostingOf } from './hosting.ts'
import { toLines, toMarkdown } from './render.ts'

const github = { kind: 'github', url: 'https://github.com/team/app' } as const

describe('the words of a commit', () => {
  it.each([
    ['use `a`', ['use ', '<a>']],
    ['use ``a`b`` and `` ` ``', ['use ', '<a`b>', ' and ', '<`>']],
    ['a lone ` tick', ['a lone ` tick']],
    [
      'see #7 and https://example.ca/a_b/#7 there',
      ['see ', '[#7]', ' and ', 'https://example.ca/a_b/#7', ' there'],
    ],
  ])('%j', (text, spans) => {
    expect(
      spansOf(text, github).map((one) =>
        one.as === 'code' ? `<${one.text}>` : one.href === undefined ? one.text : `[${one.text}]`,
      ),
    ).toEqual(spans)
  })

  it('keep an address as it is, and never half of a character', () => {
    const notes = new History()
      .add('a', 'https://example.ca/x works again')
      .add('b', `Show ${'x'.repeat(293)}😀😀`)
      .notes()
    expect(notes.changes[0]?.text.en).toBe('https://example.ca/x works again')
    expect(notes.changes[1]?.text.en?.isWellFormed()).toBe(true)
  })
})

describe('in French', () => {
  it('what robots call their updates is marked as English', () => {
    const notes = new History().add('a', 'Bump the npm group with 5 updates').notes()
    expect(toMarkdown(documentOf(notes, 'fr', null))).toContain('updates (pas encore de texte en français)')
    expect(toLines(documentOf(notes, 'en', null)).map(({ text }) => text)).toContain(
      '  - Bump the npm group with 5 updates',
    )
  })
})

describe('where a remote is hosted', () => {
  it.each([
    ['git@github.com:o/r.git', 'github https://github.com/o/r'],
    ['https://user:token@GitHub.com/o/r.git', 'github https://github.com/o/r'],
    ['git://github.com/o/r.git', 'github https://github.com/o/r'],
    ['ssh://git@ssh.github.com:443/o/r.git', 'github https://github.com/o/r'],
    ['ssh://git@altssh.gitlab.com:443/g/s/r.git', 'gitlab https://gitlab.com/g/s/r'],
    ['ssh://git@gitlab.example.ca:2222/g/r.git', 'gitlab https://gitlab.example.ca/g/r'],
    ['https://gitlab.example.ca:8443/g/s/r.git', 'gitlab https://gitlab.example.ca:8443/g/s/r'],
    ['http://gitlab.local:8080/g/r/', 'gitlab http://gitlab.local:8080/g/r'],
    ['https://notgithub.com/o/r', null],
    ['/srv/git/r.git', null],
  ])('%s', (remote, expected) => {
    const found = hostingOf(remote)
    expect(found === null ? null : `${found.kind} ${found.url}`).toBe(expected)
  })
})
