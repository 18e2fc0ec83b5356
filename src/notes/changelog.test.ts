import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertInto } from './changelog.ts'
import { History } from './history.fixture.ts'

const notes = new History()
  .add('a', 'feat: add a search (#12)')
  .add('b', 'fix: no blank page (#13)')
  .add('c', 'refactor: tidy')
  .add('d', 'feat!: new address of the API')
  .notes({ people: 'none' })
const wanted = { version: 'v1.3.0', date: '2026-11-25', notes, language: 'en', hosting: null } as const

const insert = (text: string | null, more: Partial<typeof wanted> = {}) =>
  insertInto(text, { ...wanted, ...more })

const keepAChangelog = `# Changelog
All notable changes to this project will be documented in this file.

The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]
### Added
- Something by hand

## [1.2.0] - 2026-10-01
### Fixed
- Old

[Unreleased]: https://github.com/t/s/compare/v1.2.0...HEAD
[1.2.0]: https://github.com/t/s/releases/tag/v1.2.0
`

describe('a changelog', () => {
  it('that follows Keep a Changelog gets its headings, below what is not released', () => {
    const { state, text } = insert(keepAChangelog)
    expect(state).toBe('inserted')
    expect(text).toContain(`- Something by hand

## [1.3.0] - 2026-11-25

### Added

- Add a search (#12)

### Changed

- **Breaking:** New address of the API (${notes.changes[3]?.commit.slice(0, 7)})

### Fixed

- No blank page (#13)

## [1.2.0] - 2026-10-01`)
  })

  it.each([
    [
      'conventional-changelog',
      '## [1.2.0](https://x/compare/v1.1.0...v1.2.0) (2026-10-01)\n\n* old\n',
      '## [1.3.0] (2026-11-25)\n\n### Attention',
    ],
    ['plain', '# Changes\n\n## v1.2.0\n\n- old\n', '## v1.3.0\n\n### Attention'],
    ['first level', '# 1.2.0 - 2026-10-01\n\n- old\n', '# 1.3.0 - 2026-11-25\n\n## Attention'],
    [
      'underlined',
      'Changelog\n=========\n\n1.2.0 (2026-10-01)\n------------------\n\n- old\n',
      '1.3.0 (2026-11-25)\n------------------\n\n### Attention',
    ],
    ['of a package', '# pkg\n\n## 2\n\n- old\n', '## 1.3.0\n\n### Attention'],
  ])('is written in the style that it has: %s', (_, text, expected) => {
    expect(insert(text).text).toContain(expected)
  })

  it('without a version gets one below its title, above its links', () => {
    expect(insert('# Changelog\n\nHello.\n\n[a]: https://x\n').text).toMatch(
      /^# Changelog\n\nHello\.\n\n## \[1\.3\.0\] - 2026-11-25\n[\s\S]+\n\n\[a\]: https:\/\/x\n$/,
    )
    expect(insert('# Changelog\n\n## [Unreleased]\n\n- by hand\n').text).toMatch(
      /- by hand\n\n## \[1\.3\.0\] - 2026-11-25\n/,
    )
    expect(insert(null, { language: 'fr' as never }).text).toMatch(
      /^# Journal des modifications\n\n## \[1\.3\.0\] - 2026-11-25\n\n### À surveiller\n/,
    )
    expect(insert('').state).toBe('made')
  })

  it('is not fooled by code, comments and other numbers', () => {
    const text = '# Changelog\n\n<!-- ## 9.9.9\n-->\n```\n## 1.3.0\n```\n\n## Version 1.2.0\n\n- in 2026\n'
    expect(insert(text)).toMatchObject({ state: 'inserted' })
    expect(insert(text).text.indexOf('1.3.0 - ')).toBe(-1)
    expect(insert(text).text.indexOf('## 1.3.0\n\n')).toBeGreaterThan(text.indexOf('```\n\n'))
  })

  it.each([
    ['bytes of order', `\ufeff${keepAChangelog}`],
    ['lines of Windows', keepAChangelog.replaceAll('\n', '\r\n')],
    ['no line break at the end', keepAChangelog.trimEnd()],
  ])('keeps %s', (_, text) => {
    const done = insert(text).text
    const at = done.indexOf('## [1.3.0]')
    const end = done.indexOf('## [1.2.0]')
    expect(done.slice(0, at) + done.slice(end)).toBe(text)
    expect(/\r\n/.test(text) ? /[^\r]\n/.test(done) : /\r/.test(done)).toBe(false)
  })

  it('gets a version once', () => {
    for (const version of ['v1.3.0', '1.3.0', 'V1.3.0'])
      expect(insert(insert(keepAChangelog).text, { version: version as never })).toEqual({
        state: 'there',
        text: insert(keepAChangelog).text,
      })
  })

  it('loses nothing, whatever it holds, and is the same when asked twice', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '# Changelog',
        '## [Unreleased]',
        '## 1.0.0',
        '1.1',
        '---',
        '===',
        '```',
        '<!--',
        '-->',
        '',
        '[a]: b',
        '- x',
        '### Fixed',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, newline) => {
        const text = lines.join(newline)
        const once = insert(text)
        if (once.state === 'inserted') {
          const at = once.text.indexOf('1.3.0')
          let left = 0
          // What stood there is there still, in its order.
          for (const sign of once.text) if (sign === text[left]) left += 1
          expect(left).toBe(text.length)
          expect(at).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })
})
