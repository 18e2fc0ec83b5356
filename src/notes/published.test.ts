import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publishedText } from './published.ts'

const texts = { en: '# Release notes\n\n- One\n- Two\n', fr: '# Notes\n\n- Un\n- Deux\n' }
const text = publishedText(texts, 142, 'fr')

describe('the text of a release at a hosting service', () => {
  it('has both languages, the one that the team wishes first', () => {
    expect(text(null, 10_000)).toBe(
      '<!-- ecluse: notes of release 142 -->\n# Notes\n\n- Un\n- Deux\n\n---\n\n# Release notes\n\n- One\n- Two\n<!-- ecluse: end of the notes -->\n',
    )
  })

  it('keeps what people wrote around it, and changes nothing when written twice', () => {
    const first = text('Thanks, everybody!\r\n', 10_000) ?? ''
    expect(first).toMatch(/^Thanks, everybody!\n\n<!-- ecluse/)
    const edited = `${first}\nAnd a word below.\r\n`
    const again = publishedText({ ...texts, en: '- Three' }, 142, 'en', { en: 'Taken back.', fr: 'Retiré.' })(
      edited,
      10_000,
    )
    expect(again).toMatch(
      /^Thanks, everybody!\n\n<!-- ecluse[^>]+>\n> Taken back\.\n\n- Three\n\n---\n\n> Retiré\./,
    )
    expect(again).toMatch(/end of the notes -->\n\nAnd a word below\.\n$/)
    expect(text(first, 10_000)).toBe(first)
  })

  it('calls nobody whom a commit names', () => {
    const named = { en: '- Thanks @everyone, a@b.ca and `@media`', fr: '- Merci @tous' }
    expect(publishedText(named, 1, 'en')(null, 9_000)).toContain(
      'Thanks @\u2060everyone, a@b.ca and `@media`',
    )
    expect(publishedText(named, 1, 'en', undefined, true)(null, 9_000)).toContain('@everyone')
  })

  it('is cut between two lines, in both languages alike, and says so', () => {
    const long = {
      en: `# Notes\n\n## Changes\n\n${Array.from({ length: 5_000 }, (_, at) => `- Change ${at}`).join('\n')}`,
      fr: '# Notes\n\n- Un changement',
    }
    const cut = publishedText(long, 7, 'en')(null, 20_000) ?? ''
    expect(cut.length).toBeLessThanOrEqual(20_000)
    expect(cut.length).toBeGreaterThan(19_000)
    expect(cut).toMatch(
      /\*The service takes no longer text: 3,\d{3} more lines are left out here\. All of it: `ecluse notes --to 7`\.\*/,
    )
    expect(cut).toContain('- Un changement')
    expect(publishedText(long, 7, 'en')('x'.repeat(19_990), 20_000)).toBeNull()
  })

  it('never is longer than it may be, and never loses what people wrote', () => {
    const lines = fc.array(
      fc.oneof(fc.constantFrom('# A', '## B', '', '- c'), fc.string({ maxLength: 80 })),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(lines, lines, fc.string(), fc.integer({ min: 100, max: 3_000 }), (en, fr, there, most) => {
        const made = publishedText({ en: en.join('\n'), fr: fr.join('\n') }, 1, 'en')(there, most)
        if (made === null) return
        expect(made.length).toBeLessThanOrEqual(most)
        expect(made.startsWith(there.replaceAll('\r\n', '\n').trimEnd())).toBe(true)
        expect(publishedText({ en: en.join('\n'), fr: fr.join('\n') }, 1, 'en')(made, most)).not.toBe('')
      }),
    )
  })
})
